"""Answering: from a judged case to exactly what the bank gets.

`read` puts form, argument and pairs of a case together, as its page shows them. `paper` makes the
evidence packet of it: a letter with the argument, then what was brought and what our own records
show. `making` has the packet set within the network's limits, and freezes words and files into what
`sending` takes. What is looked at is made by the same functions as what is sent.
"""
