"""Reading an account over the API, through `client`.

`reader` is what the rest of the house holds; `pages` decodes lists and knows where they end,
`holdings` asks what a payout holds, `probe` which permissions the key has, `accounts` whose it is.
"""
