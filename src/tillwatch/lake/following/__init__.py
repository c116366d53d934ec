"""Following: what changed in the ledger, read there and written into the columns.

`touched` finds which rows of which facts a part of the log of changes is about, `reading` asks the
ledger for them, `follower` takes one step after the other: begin, fill, follow.
"""
