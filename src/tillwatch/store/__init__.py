"""The store: SQLite files in the data folder, or one PostgreSQL database.

`tables` names every table; `engine` opens them; `inbox` is the durable mouth of the house, with
group commit; `secrets` keeps keys encrypted. Drivers are imported nowhere else.
"""
