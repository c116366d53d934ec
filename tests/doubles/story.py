"""A few days of a small shop, and everything that could be told of them: each event, in one API
version or two, and list pages read at any moment. A test decides in which order it arrives."""

import json
import random
from contextlib import suppress
from dataclasses import dataclass, field

from tests.doubles.desk import NEW, NOW, OLD, Json
from tillwatch.kernel.clock import SetClock
from tillwatch.kernel.errors import TillwatchError
from tillwatch.processors.reading import Reading
from tillwatch.processors.stripe import events
from tillwatch.processors.stripe.client import Answer
from tillwatch.processors.stripe.lists import pages
from tillwatch.processors.stripe.shapes import Resource
from tillwatch.simulator.business import World
from tillwatch.simulator.clock import VirtualClock
from tillwatch.simulator.http.app import application
from tillwatch.simulator.http.options import Options
from tillwatch.store.inbox import Delivery

LISTED = (
    "charge payment_intent refund dispute radar.early_fraud_warning payout balance_transaction "
    "customer product price invoice invoice_payment subscription"
).split()
DEEDS = (
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
    ("payout", {}),
)
PAUSES_S = (0, 0, 0, 1, 2, 30, 3_600, 86_400, 8 * 86_400)

Told = Delivery | tuple[Reading, ...]
"""What arrives: an event, or the readings of a page."""


@dataclass
class Story:
    """`told` in the order it happened; `truth` the last state of everything, as pages."""

    told: list[Told] = field(default_factory=list)
    truth: list[tuple[Reading, ...]] = field(default_factory=list)
    totals: Json = field(default_factory=dict)


def lived(seed: int, steps: int, shapes: str) -> Story:
    """The same arguments give the same story. `shapes`: each event comes in the newest API version
    ("new"), some in an old one as well ("both"), or in either or both ("any")."""
    rng = random.Random(seed)
    clock = SetClock(NOW)
    world = World(seed % 997, VirtualClock(clock), payments=4, days=4)
    app = application(world, options=Options(), wall=clock)
    shop = world.main
    books = shop.books[False]
    view = app._view_of(books)
    story = Story()

    def page(kind: str, as_of: int) -> tuple[Reading, ...]:
        rows = [view.show(kind, row) for row in books.tables[kind].newest()]
        body = json.dumps({"object": "list", "data": rows, "has_more": False}).encode()
        answer = Answer(status=200, body=body, as_of=as_of, version=NEW)
        return tuple(pages.list_page(answer, kind, pages.Range()).readings)

    def held(payout: Json, as_of: int) -> tuple[Reading, ...]:
        rows = [r for r in books.tables["balance_transaction"] if r.get("_payout") == payout["id"]]
        ids = sorted(row["id"] for row in rows)
        whole = {"id": payout["id"], "object": "payout_entries", "entries": ids}
        resource = Resource("payout_entries", payout["id"], whole)
        return tuple(events.readings([resource], as_of=as_of, shape=NEW))

    def tell(event: Json) -> None:
        versions = rng.sample([OLD, NEW], rng.randint(1, 2)) if shapes != "new" else [NEW]
        if shapes == "both" and NEW not in versions:
            versions.append(NEW)
        for version in versions:
            body = json.dumps(view.event(event, version)).encode()
            story.told.append(delivery(body))

    for event in list(books.tables["event"]):
        if not event["type"].startswith(("product.", "price.", "coupon.")):
            tell(event)
    books.listeners.append(lambda _, event: tell(event))
    for _ in range(steps):
        name, given = rng.choice(DEEDS)
        with suppress(TillwatchError):
            getattr(shop, name)(False, **given)
        clock.advance(rng.choice(PAUSES_S))
        world.settle()
        if rng.random() < 0.4:
            lag = rng.choice((1, 1, 2, 5))
            story.told.append(page(rng.choice(LISTED), int(clock.now()) - lag))
    clock.advance(60)
    now = int(clock.now()) - 1
    story.truth = [page(kind, now) for kind in LISTED]
    done = [p for p in books.tables["payout"] if p["reconciliation_status"] == "completed"]
    story.truth += [held(payout, now) for payout in done]
    story.totals = books.tally.figures()
    return story


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
