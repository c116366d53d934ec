"""Prevention: what can be done before a dispute, and what makes the next one.

The cast. `happening` is one thing that happened to a payment (a bank's warning, its question, a
dispute, an alert of a network), with all a rule may look at, as it was known at that moment; the
past is told the same way. `pricing` compares giving the money back now with waiting, by the
merchant's own share of warnings that became disputes. `rules` are conditions and what then is to be
done; each is tried on the past by the same pure function that judges what arrives. `acting` does
it: an action is a row under a business key, money is reserved in the rule's budget before the call
is made, and every call carries the action's key, so that a crash costs nothing but time.
`networks` takes alerts of alert networks in, and finds the payment each is about. `patterns` says
what changed among disputes, by an exact test that holds for few of them. `blocks` is the list of
cards, addresses and customers not to sell to again. `effect` counts what a choice does to this
month's disputes and frauds.

Nothing here moves money unless a person switched that rule on after trying it on the past, or asked
for this one refund. Not promised: that a refund takes a bank's fraud report back. It does not.
"""
