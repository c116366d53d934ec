"""Disputes: decide which to fight, defend those, prevent the next, measure it all.

The cast, in the order of a case:

`case` gathers what is known of one dispute at one moment: its row, the payment, the buyer's other
payments, what the merchant told, what stands at the processor already. Everything after it is a
pure function of that `Case`. `evidence` says which items answer this reason for this kind of
product, which of them are there, and how complete that is; `pairs` finds the two earlier payments
that Visa's Compelling Evidence 3.0 takes. `score` weighs ten factors to a chance of winning with
an interval, after general figures or the merchant's own closed cases; `value` prices every route
and gives the verdict. `uploads` tames the files that people bring, `packet` sets the evidence as
one document within the networks' limits. `sending` writes to the processor: on a person's click,
once, whatever crashes in between. `desk` is what people do with cases: owner, notes, decisions.

Not promised: that a bank agrees. A chance is shown with the number of cases behind it.
"""
