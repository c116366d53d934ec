"""How a processor's account comes into the house and stays exact.

`receive` (webhooks), `poll` (the event list) put events into the inbox; `backfill` reads lists.
All three give readings; `merge` joins readings into one state of each object, whatever their
order; `apply` writes states, ledger rows and changes in one transaction. `connections` keeps the
accounts, `pace` decides how often anything is asked, `verify` compares with the API, `health`
says how true the copy is, `meter` counts what is asked, `disclosure` tells what is stored and makes
the support bundle.

Not promised: that an object marked undecided already shows its last state (two events of one
second that do not say which came first); it is fetched again where the key allows.
"""
