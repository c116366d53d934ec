"""Deadlines of answers: who is reminded when, and the calendar that follows them.

`steps` says which reminder is due (seven, three, one days and six hours before); `waiting` reads
which disputes still wait for an answer; `reminding` gives each reminder once, as an alert, and
takes it back when the answer is on its way. `feeds` are the addresses a calendar program asks,
`calendar` reads what is in one and `ics` writes it (RFC 5545).

The bank's deadline is `due_by`; our own is a day earlier, since what is sent late may not arrive.
"""
