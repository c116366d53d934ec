"""What a person can make happen in a shop, at the clock's now.

`desk` lets everything due happen before each deed. `selling` takes payments, `troubles` refunds,
warns, disputes and pays out, `keeping` minds customers, goods and subscriptions, `scenes` lets an
issuer go down or cards be tested, `docket` opens a case of each kind. Each deed tells the events
and returns the main object.
"""
