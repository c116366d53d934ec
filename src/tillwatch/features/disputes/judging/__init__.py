"""Judges cases and keeps what was judged: the rules of `score` and `value`, on what is there now.

`judge` takes one dispute: gathers it, grades its evidence, scores and prices it, and keeps a
snapshot where something came out differently than the last time. `following` does that by itself,
seconds after a dispute arrives: it follows the log of changes. `outcomes` reads what became of the
closed ones, `learning` learns from them, account by account, from each close. `patterns` looks for
what disputes have in common; `rates` are the exchange rates that are kept; `kept` the rows of it.

A snapshot is never changed. A closed case that was there before Tillwatch was gets one too, of what
was known when it was to be answered, so that the first import already teaches.
"""
