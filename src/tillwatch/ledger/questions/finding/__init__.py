"""Finding rows: what a list can be narrowed by, what can be searched for, and what it sums to.

`filters` is the table of everything a list can be asked beside its period; `words` reads what a
person typed (an id, an e-mail, an amount …); `relations` says how an id of one kind leads to rows
of another; `ways` turns both into conditions that each have an index; `totals` counts and adds up
what a list would show; `everywhere` looks through all kinds at once, `several` for many things at
once, each by its exact name.
"""
