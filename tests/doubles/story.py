"""A few days of a small shop, and everything that could be told of them: each event, in one API
version or two, and list pages read at any moment. A test decides in which order it arrives.

A `Script` says what is done, step by step, so that a story which broke a rule can be made smaller,
and kept.
"""

import itertools
import json
import random
from contextlib import suppress
from dataclasses import dataclass, field
from typing import Any

import msgspec

from tests.doubles.desk import NEW, NOW, OLD, Json
from tillwatch.kernel.clock import SetClock
from tillwatch.kernel.errors import TillwatchError
from tillwatch.processors.reading import Reading
from tillwatch.processors.stripe import events
from tillwatch.processors.stripe.client import Answer
from tillwatch.processors.stripe.lists import pages
from tillwatch.processors.stripe.shapes import Resource
from tillwatch.simulator.books import Books
from tillwatch.simulator.business import World
from tillwatch.simulator.business.shop import Shop
from tillwatch.simulator.clock import VirtualClock
from tillwatch.simulator.http.app import application
from tillwatch.simulator.http.options import Options
from tillwatch.store.inbox import Delivery

LISTED = (
    "charge payment_intent refund dispute radar.early_fraud_warning payout balance_transaction "
    "customer product price invoice invoice_payment subscription"
).split()
DEEDS: tuple[tuple[str, dict[str, Any]], ...] = (
    ("sale", {}),
    ("failed_card", {}),
    ("authorize", {}),
    ("refund", {"amount": 1}),
    ("refund", {"amount": 1}),
    ("refund", {}),
    ("refund", {"fails": True}),
    ("early_fraud_warning", {}),
    ("dispute", {}),
    ("dispute", {"inquiry": True}),
    ("subscribe", {}),
    ("cancel_subscription", {"at_period_end": False}),
    ("upgrade_subscription", {}),
    ("payout", {"fill": True}),
    ("capture", {"intent_id": "payment_intent"}),
    ("cancel", {"intent_id": "payment_intent"}),
    ("retry", {"intent_id": "payment_intent"}),
    ("close_dispute", {"id_": "dispute", "won": True}),
    ("close_dispute", {"id_": "dispute", "won": False}),
    ("update_customer", {"id_": "customer", "name": "Ann Other"}),
    ("update_customer", {"id_": "customer", "name": "Bea Other"}),
    ("delete_customer", {"id_": "customer"}),
    ("fail_payout", {}),
)
"""What is done in a shop; an argument that names a kind is the id of its newest object."""
PAUSES_S = (0, 0, 0, 1, 2, 30, 3_600, 86_400, 8 * 86_400)
VERSIONS = ((NEW,), (NEW, OLD), (OLD,))
OFF_LISTS = ("product.", "price.", "coupon.")
"""Kinds of event left out of the time before the first step: there are many, and all alike."""

Told = Delivery | tuple[Reading, ...]
"""What arrives: an event, or the readings of a page."""


class Step(msgspec.Struct, frozen=True):
    """A deed (its place in DEEDS), the time after it, and the list read then (a place in LISTED,
    None: none) with how many seconds too old its `as_of` is."""

    deed: int
    pause_s: int = 0
    page: int | None = None
    lag_s: int = 1


class Script(msgspec.Struct, frozen=True):
    """`shop`: a seed. `versions`: in which versions events come, places in VERSIONS, in turn."""

    shop: int
    steps: tuple[Step, ...] = ()
    versions: tuple[int, ...] = (0,)

    @property
    def old_only(self) -> bool:
        """Whether some events come in the old shape alone."""
        return VERSIONS.index((OLD,)) in self.versions


@dataclass
class Story:
    """`told` in the order it happened; `truth` the last state of everything, as pages."""

    told: list[Told] = field(default_factory=list)
    truth: list[tuple[Reading, ...]] = field(default_factory=list)
    totals: Json = field(default_factory=dict)


def scripted(seed: int, steps: int, shapes: str) -> Script:
    """A script drawn from a seed. `shapes`: each event comes in the newest API version ("new"),
    some in an old one as well ("both"), or in either or both ("any")."""
    rng = random.Random(seed)
    known = {"new": (0,), "both": (0, 1), "any": (0, 1, 2)}[shapes]
    return Script(
        seed % 997,
        tuple(
            Step(
                rng.randrange(len(DEEDS)),
                rng.choice(PAUSES_S),
                rng.randrange(len(LISTED)) if rng.random() < 0.4 else None,
                rng.choice((1, 1, 2, 5)),
            )
            for _ in range(steps)
        ),
        tuple(rng.choices(known, k=7)),
    )


def lived(script: Script) -> Story:
    """The same script gives the same story."""
    clock = SetClock(NOW)
    world = World(script.shop, VirtualClock(clock), payments=4, days=4)
    view = application(world, options=Options(), wall=clock)._view_of(world.main.books[False])
    books, story = world.main.books[False], Story()
    turns = itertools.cycle(script.versions)

    def tell(event: Json) -> None:
        for version in VERSIONS[next(turns)]:
            story.told.append(delivery(json.dumps(view.event(event, version)).encode()))

    def page(kind: str, as_of: int) -> tuple[Reading, ...]:
        rows = [view.show(kind, row) for row in books.tables[kind].newest()]
        body = json.dumps({"object": "list", "data": rows, "has_more": False}).encode()
        answer = Answer(status=200, body=body, as_of=as_of, version=NEW)
        return tuple(pages.list_page(answer, kind, pages.Range()).readings)

    for event in list(books.tables["event"]):
        if not event["type"].startswith(OFF_LISTS):
            tell(event)
    books.listeners.append(lambda _, event: tell(event))
    for step in script.steps:
        _do(world.main, step.deed)
        clock.advance(step.pause_s)
        world.settle()
        if step.page is not None:
            story.told.append(page(LISTED[step.page], int(clock.now()) - step.lag_s))
    clock.advance(60)
    world.settle()
    now = int(clock.now()) - 1
    story.truth = [page(kind, now) for kind in LISTED] + _held(books, now)
    story.totals = books.tally.figures()
    return story


def _do(shop: Shop, deed: int) -> None:
    name, given = DEEDS[deed]
    tables = shop.books[False].tables
    with suppress(TillwatchError, StopIteration):
        named = {
            key: next(iter(tables[value].newest()))["id"] if value in LISTED else value
            for key, value in given.items()
        }
        getattr(shop, name)(False, **named)


def _held(books: Books, as_of: int) -> list[tuple[Reading, ...]]:
    """What each payout that is complete holds, as its own list tells it."""
    held = []
    for payout in books.tables["payout"]:
        if payout["reconciliation_status"] == "completed":
            rows = books.tables["balance_transaction"]
            ids = sorted(row["id"] for row in rows if row.get("_payout") == payout["id"])
            whole = {"id": payout["id"], "object": "payout_entries", "entries": ids}
            resource = Resource("payout_entries", payout["id"], whole)
            held.append(tuple(events.readings([resource], as_of=as_of, shape=NEW)))
    return held


def delivery(body: bytes, connection_id: str = "", source: str = "webhook") -> Delivery:
    head = events.head(body)
    return Delivery(
        connection_id=connection_id,
        event_id=head.id,
        api_version=head.api_version,
        type=head.type,
        created=head.created,
        livemode=head.livemode,
        account=None,
        thin=head.thin,
        source=source,
        received_ms=NOW * 1000,
        body=body,
    )
