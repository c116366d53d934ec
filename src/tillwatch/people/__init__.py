"""Who may come in, and what they may do.

A person or a program shows a *token*; only its SHA-256 is kept, in the table `access`. A browser
gets its token (a *session*) by opening a one-time *link*, which is used up by that, or with the
password of a person (`door`). The first person, an owner, is made through a link. A `local` token
belongs to the running server: the command line finds it in a file only its owner can read.
What a token permits is its role's line in `roles`. Whatever changes something here leaves an
`audit` row in the same transaction.

Not here: how a request carries its token (`faces.api`).
"""
