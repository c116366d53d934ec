"""Patterns: what makes more disputes than it did, and more than its share of sales would.

`sales` counts payments and disputes by product, statement text, card digits, country and campaign;
`exact` has the two tests, which hold for three disputes as for three hundred; `finding` runs them
over all groups, corrects for looking at many, and says what changed in a sentence; `buyers` finds
the same card, address or machine behind several disputes, in all accounts: that is no chance, and
is told as it is. `belonging` says which pattern a case is of.
"""
