"""Rules: when something happens that is so, this is to be done. `shapes` is what one says, `judged`
whether it holds and what it would do, `trying` does that for the past, `kept` is the rows.

The same pure functions judge the past and what arrives, so a try tells what the rule will do.
"""
