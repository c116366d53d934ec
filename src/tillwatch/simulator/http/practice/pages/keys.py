"""API keys: which there are, one of them, and ending one.

The ready-made ones are there to try what Tillwatch says to each. A test key can be revealed at any
time; a live key made here is shown once, on the page one comes to after making it.
"""

import hashlib
from typing import Final

from tillwatch.simulator.http.gate.keys import PREDEFINED, Key, KeyRing, State
from tillwatch.simulator.http.practice import parts, words
from tillwatch.simulator.http.practice.markup import Child, Html, joined, tag
from tillwatch.simulator.http.practice.visit import Page, Refused, Visit

MEANINGS: Final = {
    "secret": "A secret key: may do everything. Works, but a restricted key is safer.",
    "full": "A restricted key with every permission Tillwatch can use.",
    "six": "The six permissions: Charges, Payment intents, Refunds, Balance, Events: read; "
    "Disputes: write.",
    "notifier7": "Balance, Events, Invoices, Payouts, Subscriptions, Customers, Products: read.",
    "notifier9": "The same with Account: read and Files: write.",
    "reports": "Report runs, Balance, Payouts, Charges, Balance transaction sources, Files: read.",
    "nothing": "A restricted key with every permission at None.",
    "expired": "Has expired: every request is refused.",
    "revoked": "Was deleted: every request is refused.",
    "publishable": "For browsers. Not a key that Tillwatch can use.",
}
READY: Final = frozenset(name for name, *_ in PREDEFINED)
KINDS: Final = {"secret": "Secret", "restricted": "Restricted", "publishable": "Publishable"}


def id_of(key: Key) -> str:
    """What stands for a key in an address."""
    return "mk_1" + hashlib.sha256(key.secret.encode()).hexdigest()[:20]


def here(visit: Visit) -> list[Key]:
    wanted = (visit.place.account, visit.place.livemode)
    return [key for key in visit.house.keys.all() if (key.account, key.livemode) == wanted]


def named(visit: Visit, id_: str) -> Key:
    """The key of an address or form; `Refused` if there is none here."""
    for key in here(visit):
        if id_of(key) == id_:
            return key
    raise Refused("There is no such key here. Keys belong to one account and one mode.", 404)


def every(visit: Visit) -> Page:
    create = tag(
        "a", "Create restricted key", href=visit.place.to("apikeys", "create"), class_="button main"
    )
    own = [key for key in here(visit) if key.name not in READY]
    made = parts.block(
        "Your keys",
        parts.table(
            ("Name", "Key", "State", "Permissions>"),
            [_line(visit, key) for key in reversed(own)],
            "You have made no key in this account and mode yet.",
        ),
        tag("p", create, class_="next"),
    )
    ready = parts.block(
        "Ready-made keys",
        parts.table(
            ("Name", "What it is for", "Key"),
            [_ready(visit, key) for key in here(visit) if key.name in READY],
            "None.",
        ),
        note="For trying what happens with each kind of key.",
    )
    return Page("API keys", joined(made, ready), "apikeys")


def _line(visit: Visit, key: Key) -> tuple[Child, ...]:
    return (
        tag("a", key.name, href=visit.place.to("apikeys", id_of(key))),
        _secret(key),
        words.badge(key.state),
        str(len(key.permissions)),
    )


def _ready(visit: Visit, key: Key) -> tuple[Child, ...]:
    name = tag("a", key.name, href=visit.place.to("apikeys", id_of(key)))
    return name, MEANINGS[key.name], parts.reveal("Reveal key", key.secret, f"Key {key.name}")


def _secret(key: Key) -> Html:
    if key.livemode and key.name not in READY:
        return tag("code", words.hidden_key(key.secret))
    return parts.reveal("Reveal test key", key.secret, f"Key {key.name}")


def one(visit: Visit) -> Page:
    key = named(visit, visit.parts[-1])
    first = key.secret in visit.house.unseen
    visit.house.unseen.discard(key.secret)
    slugs = sorted(key.permissions)
    return Page(
        key.name,
        joined(
            parts.block(
                "Key",
                _once(key) if first else _secret(key),
                parts.facts(
                    (
                        ("Kind", KINDS[key.kind]),
                        ("State", words.badge(key.state)),
                        ("Mode", "Live" if key.livemode else "Test"),
                    )
                ),
                note=None if first else MEANINGS.get(key.name, ""),
            ),
            parts.block(
                "Permissions",
                tag("ul", [tag("li", tag("code", slug)) for slug in slugs], class_="slugs")
                if slugs
                else tag("p", "Everything" if key.kind == "secret" else "None", class_="empty"),
            ),
            _acts(visit, key) if key.name not in READY and key.state == "active" else None,
        ),
        "apikeys",
    )


def _once(key: Key) -> Html:
    """The key in full; a live one for the only time."""
    said = "Save this key now: it is shown this once. If you lose it, make a new one."
    return joined(
        tag("p", said, class_="warning") if key.livemode else None,
        parts.copied(key.secret, f"Key {key.name}"),
    )


def _acts(visit: Visit, key: Key) -> Html:
    """Two ways a key ends at Stripe: by its date, and by hand."""

    def ends(state: State, label: str) -> Html:
        fields = parts.hidden("key", id_of(key)), parts.hidden("state", state)
        return parts.form(visit.place.to("do", "end-key"), *fields, parts.button(label))

    edit = visit.place.to("apikeys", "create", key=id_of(key))
    return parts.block(
        "Change",
        tag(
            "div",
            tag("a", "Edit permissions", href=edit, class_="button"),
            ends("expired", "Let it expire"),
            ends("revoked", "Delete key"),
            class_="row",
        ),
    )


def end(visit: Visit) -> str:
    key = named(visit, visit.text("key"))
    state = visit.text("state")
    if key.name in READY or state not in ("expired", "revoked"):
        raise Refused("Only a key that you made can be ended")
    again(visit.house.keys, key, key.permissions, "expired" if state == "expired" else "revoked")
    return visit.place.to("apikeys")


def again(keys: KeyRing, key: Key, slugs: frozenset[str], state: State = "active") -> None:
    """The same key with other permissions or in another state."""
    keys.make(key.account, key.livemode, key.name, slugs, kind=key.kind, state=state)
