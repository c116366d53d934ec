"""What people and the merchant's systems tell of a case, in rows: `facts` of an order, `answers` of
the form, `files` that were brought, `policies` and products that hold for every case, `cases`: who
looks after one and what was decided, `notes`.

Nothing here judges. Writers take the transaction, so that the deed is in the log with it.
"""
