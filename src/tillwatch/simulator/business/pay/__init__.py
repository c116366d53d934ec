"""Who buys, with what, and how a payment goes.

`people` invents buyers, `customers` keeps them, `cards` and `methods` what they pay with,
`declines` why it may fail. `intents` and `charges` are the objects; `payments` moves them from
creation to money; `holds` are payments authorised now and captured later; `refunds` give back.
"""
