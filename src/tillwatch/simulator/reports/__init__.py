"""Stripe's financial reports, made from the books.

The path of one report: `catalogue` says which kinds there are and what each needs, `asked` is one
wish for one of them. `choosing` finds the balance transactions it is about, `lines` writes one row
for each, `sums` one row for each category, and `written` makes CSV of it. The `desk` takes wishes,
hands the CSV to the `shelf` (where uploaded files lie as well) some seconds later and tells it;
twice a day, at midnight and noon UTC, it tells that each kind has newer data (`cutoffs`).

Source: docs.stripe.com/reports/api and docs.stripe.com/reports/report-types.

Where it is simpler than Stripe: data is there the moment its half day ends, and a payout takes
effect when its entry is booked, so that all reports agree with one another to the second.
"""
