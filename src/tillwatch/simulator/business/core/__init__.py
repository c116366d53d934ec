"""What every deed of the business stands on: time that falls due, ids, differences, one till.

`till` is one shop in one mode: its books, its own chance, its agenda. `agenda` makes things happen
in order of time. `ids` writes ids that look like Stripe's. `diff` says what an update changed.
`inputs` reads the data files (names, cities, cards, declines, rates).
"""
