"""Alerts: rules over numbers, detectors of single things, and what they found.

`ruled` says what a rule is: tests of metrics, each combination of dimensions by itself, over a
window of time. `judging` is pure: measured numbers in, findings out, compared as whole numbers.
`gathering` asks the lake for what a rule measures, cut into small parts of time, so that one look
now and a replay of ninety days are the same code (`watching`). `detecting` finds what is no metric:
a silence, a charge made twice, a payout that failed. `kept` are the rules and alerts in the store;
`running` looks each minute, and `trying` says how often a rule would have fired.

An alert is an episode: it begins when a rule's tests hold, and is over when they do not any more.
Its cause is its business key, so a look that is repeated, after a crash or because data came late,
makes no second one.
"""
