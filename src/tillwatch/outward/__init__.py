"""Calls to addresses that a person gave: a channel's webhook, a page to look at.

Whoever may type an address must not reach through us what only this machine can: its own ports,
the network it stands in, the credentials that clouds hand out at an address of their own. So

    judge   says whether an address may be called: how it is written, and where its name leads
    wire    calls it at exactly the place that was judged, so that a name which leads elsewhere a
            moment later (DNS rebinding) gains nothing; each step of a redirect is judged anew

What the operator set (`TILLWATCH_STRIPE_API_BASE`, a provider to sign in with) does not come past
here: they may point wherever they like. `TILLWATCH_ALLOW_PRIVATE_URLS` names the private networks
that people may reach, too.
"""

from tillwatch.outward.judge import Judge as Judge
from tillwatch.outward.judge import Unsafe as Unsafe
