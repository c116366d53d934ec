"""Card-network programmes: how near a business is to the limits of Visa and Mastercard.

`rules` are the networks' rules with the days they hold (`programmes.toml`). `counting` asks the
lake what each month came to, by account and by name on the statement. `judging` says, by the rule
of a month's own day, which level it reached and how many more cases would reach the next;
`forecasting` what the running month will come to, between which bounds; `fines` what it would cost.
`report` puts one programme together, `asking` all of them.

Not promised: what a network itself counts. It sees cases that Stripe does not show; every figure
here is an estimate and says so.
"""
