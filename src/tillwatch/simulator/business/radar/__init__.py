"""What Radar and the issuers say of a payment before anybody disputes it.

`warnings` are the issuers' early fraud reports, `reviews` the payments a rule puts aside to be
looked at.
"""
