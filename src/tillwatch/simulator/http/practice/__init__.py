"""Practice Stripe: the simulator's own pages, where every guide can be walked offline.

Clearly not Stripe, but its addresses are laid out as those of Stripe's Dashboard are, so that a
link of Tillwatch leads to the page it would lead to there: `/test/payments/pi_…`,
`/test/apikeys/create?name=…&permissions[]=…`, `/test/webhooks`. Without `/test` it is live mode;
an account may stand in front (`/acct_…/test/payments`), else it is the one looked at last.

`site` takes a request, finds the page (`pages/`) or the act, and answers; `address` reads and
writes addresses, `visit` is what a page is given, `markup` makes HTML in which nothing can be
written unescaped, `frame` puts a page between head and menu. Buttons are forms and work without
JavaScript: an act is a POST below `…/do/` that answers with the address of the page to see next.
The little JavaScript there is copies a key and counts ticked boxes.
"""
