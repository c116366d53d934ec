"""`GET /`: what this is, and the keys."""

from html import escape

from tillwatch.simulator.http.gate.keys import Key, KeyRing
from tillwatch.simulator.http.port import World

MEANINGS = {
    "secret": "A secret key: may do everything.",
    "full": "A restricted key with every permission Tillwatch can use.",
    "six": "Charges, payment intents, refunds, balance, events: read; disputes: write.",
    "notifier7": "Balance, events, invoices, payouts, subscriptions, customers, products: read.",
    "notifier9": "The same, with account: read and files: write.",
    "reports": "Reports, balance, payouts, charges, balance transactions, files: read.",
    "nothing": "A restricted key without any permission.",
    "expired": "Answers that it has expired.",
    "revoked": "Answers that there is no such key.",
    "publishable": "For browsers; cannot make any call.",
}
HEAD = """<!doctype html>
<html lang="en">
<meta charset="utf-8">
<meta name="viewport" content="width=device-width">
<title>A simulated Stripe</title>
<style>
body { font: 15px/1.5 system-ui, sans-serif; margin: 2rem auto; max-width: 70rem; padding: 0 1rem }
td, th { padding: .2rem 1rem .2rem 0; text-align: left; vertical-align: top }
code { font-size: 13px; overflow-wrap: anywhere }
</style>
<h1>A simulated Stripe</h1>
<p>This is not Stripe. It is Tillwatch's simulator: invented accounts, invented money, Stripe's API
under <code>/v1</code>. <code>/_simulator/</code> lists what can be made to happen here.</p>
"""


def page(world: World, keys: KeyRing) -> bytes:
    """One table of keys for each account and mode."""
    parts = [HEAD]
    for id_, shop in world.shops.items():
        name = (shop.account.get("business_profile") or {}).get("name") or id_
        for livemode in (False, True):
            mode = "live" if livemode else "test"
            payments = len(shop.books[livemode].tables["payment_intent"])
            parts.append(f"<h2>{escape(str(name))}, {mode} mode</h2>")
            parts.append(f"<p><code>{escape(id_)}</code>, {payments} payments</p><table>")
            parts.extend(
                f"<tr><th>{escape(key.name)}<td>{escape(_meaning(key))}"
                f"<td><code>{escape(key.secret)}</code></tr>"
                for key in keys.all()
                if (key.account, key.livemode) == (id_, livemode)
            )
            parts.append("</table>")
    return "\n".join(parts).encode()


def _meaning(key: Key) -> str:
    return MEANINGS.get(key.name, ", ".join(sorted(key.permissions)))
