"""What a shop knows of an order besides the payment: the device it came from, where its parcel is.

`devices` are the addresses and devices buyers come from; a shop writes them into the payment's
metadata, as many do. `parcels` leave some hours later and arrive, or get lost; most shops write
carrier and number back to the payment. `orders` puts together what the shop's own system would
answer of one order, at a moment. All of it is drawn from the seed and the order alone, so that it
changes nothing for anybody else.
"""
