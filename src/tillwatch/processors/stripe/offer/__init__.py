"""What connecting a Stripe account is made of, as a person meets it.

`wants` says which permissions and events each purpose needs, exactly as the public guides of that
purpose have them; `meanings` puts each type of event in a line; `places` knows where in Stripe a
person finds or makes things.
"""
