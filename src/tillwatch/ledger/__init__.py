"""The ledger: typed rows, a pure function of the objects, and the questions asked of them.

`project` makes rows of objects, `write` keeps them with their `changes`; `questions` reads.
"""
