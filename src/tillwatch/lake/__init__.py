"""The lake: the ledger's rows side by side in columns, for questions over millions of rows.

`facts` says what can be counted and added up, as questions to the ledger: their answers are what
the lake keeps. A question is built once, over a `Source` of facts, and asked of the lake, or, where
that is missing or behind, of the ledger itself; both give the same answer (`asking`).

A follower of the log of changes, disposable: a file that does not open is moved aside and made
again. One process owns it (`running`): it reads what changed from the ledger (`following`), writes
it into a DuckDB file (`columns`), and answers whoever has the installation's key (`serving`);
`seat` says where. Only that process loads DuckDB.
"""
