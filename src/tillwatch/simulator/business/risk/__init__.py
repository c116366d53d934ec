"""What goes wrong after the money came: disputes.

`cases` says what kinds of dispute there are, `shapes` are the objects; `disputes` opens them and
moves the money, `costs` are the fees by country and date. `answers` are what is sent, by hand or
by Stripe; `arguing` is what the simulated merchant sends, `pairs` is Compelling Evidence 3.0.
`deciding` is how a case ends, `appeals` its second round. The truth behind it is `odds`, with
`weighing` for what was sent.
"""
