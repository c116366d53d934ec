"""Anomalies: what is so unusual that somebody should look, though nobody wrote a rule for it.

`tries` are read from the lake. `usual` says what is usual for an hour of the week and for each
slice of the tries (an issuer, the first digits of a card, a reason …); below a stated minimum of
history there is no usual, and this room is silent. `scan` counts failed payments in windows of five
minutes to a day, and asks `chance` how likely as many are; `watch` makes one incident of findings
that belong together, follows it until it is over, and notices silence. `explain` says which slices
hold most of the excess, `impact` what it costs. `drift` finds changes too slow for a window. `look`
is the round each minute: it reads, judges, and keeps what it found as alerts without a rule.
"""
