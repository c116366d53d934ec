"""What goes wrong after the money came: fraud warnings and disputes.

`warnings` are the issuers' early fraud reports. `shapes` are the dispute objects; `disputes` opens
them and moves the money; `answers` are what the merchant sends and what the bank decides.
"""
