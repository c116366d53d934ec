"""What is sold, and what is sold again each month.

`catalogue` holds products, prices, coupons and promotion codes. `invoices` bills, `subscriptions`
start, renew, change and end; `checkout` is where a discount is entered.
"""
