"""A customer with everything a customer has, as events tell it, another beside her, and a guest;
and a look into every byte that is kept."""

import json
import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any, Final

import zstandard

from tests.doubles.desk import NOW, Desk, Json, event
from tillwatch.intake import erasure
from tillwatch.store import packing, tables

ADA, BEN = "cus_ada", "cus_ben"
EMAIL, NAME, PHONE = "ada.marker@example.com", "Ada Markerova", "+420 777 123 456"
STREET, NOTE = "Marker Lane 7", "for her Marker cat"
GUEST = "guest.marker@example.org"
MARKS: Final = (EMAIL, NAME, PHONE, STREET, NOTE)
LONG: Final = 64 * 1024
_FRAMES = re.compile(re.escape(packing.MARK))
ADDRESS = {"city": "Brno", "country": "CZ", "line1": STREET, "postal_code": "60200"}
ABOUT = {"email": EMAIL, "name": NAME, "phone": PHONE, "address": ADDRESS}


def told() -> list[bytes]:
    """Each event once, in the order in which they happened."""
    return [_event(n, *one) for n, one in enumerate(_happened(), 1)]


def _happened() -> Iterator[tuple[Any, ...]]:
    yield "customer.created", _object("customer", ADA, **ABOUT, metadata={"note": NOTE})
    yield "customer.created", _object("customer", BEN, email="ben@example.com", name="Ben")
    renamed = _object("customer", ADA, **ABOUT | {"name": "A. Markerova"}, metadata={"note": NOTE})
    yield "customer.updated", renamed, {"name": NAME}
    card = _object("payment_method", "pm_1", billing_details=ABOUT, type="card")
    yield "payment_method.updated", card  # attached to nobody: her payment names it
    yield "payment_intent.created", _intent("pi_1", ADA)
    yield "charge.succeeded", _charge("ch_1", "pi_1", ADA)
    yield "charge.refunded", _charge("ch_1", "pi_1", ADA, amount_refunded=100)
    yield "refund.created", _object("refund", "re_1", charge="ch_1", amount=100, currency="usd")
    evidence = {"customer_name": NAME, "customer_email_address": EMAIL, "billing_address": STREET}
    dispute = _object("dispute", "dp_1", charge="ch_1", amount=900, currency="usd")
    yield "charge.dispute.created", dispute | {"evidence": evidence, "status": "needs_response"}
    yield "charge.succeeded", _charge("ch_2", "pi_2", BEN)
    guest = _charge("ch_3", "pi_3", None)
    guest["billing_details"] = {"email": GUEST, "name": "Guest Marker"}
    yield "charge.succeeded", guest | {"receipt_email": GUEST, "description": None}
    invoice = _object("invoice", "in_1", customer=ADA, status="paid", currency="usd", total=900)
    yield "invoice.paid", invoice | {"customer_email": EMAIL, "customer_name": NAME}
    yield "setup_intent.created", _object("setup_intent", "seti_1", customer=ADA, description=NOTE)


def _event(number: int, type_: str, object_: Json, previous: Json | None = None) -> bytes:
    return event(type_, object_, id_=f"evt_{number}", created=NOW + number, previous=previous)


def _object(kind: str, id_: str, **told: Any) -> Json:
    return {"id": id_, "object": kind, "created": NOW, "livemode": False, **told}


def _intent(id_: str, customer: str | None) -> Json:
    told = {"amount": 900, "currency": "usd", "status": "succeeded", "payment_method": "pm_1"}
    return _object("payment_intent", id_, customer=customer, receipt_email=EMAIL, **told)


def _charge(id_: str, intent: str, customer: str | None, **more: Any) -> Json:
    mine = customer != BEN
    told = {"amount": 900, "currency": "usd", "status": "succeeded", "paid": True, "captured": True}
    of = ABOUT if mine else {"email": "ben@example.com", "name": "Ben"}
    described = {"billing_details": of, "description": NOTE if mine else "for Ben"}
    charge = _object("charge", id_, customer=customer, payment_intent=intent, **told, **described)
    return charge | more


async def erase(desk: Desk, customer: str = ADA) -> None:
    one = await erasure.customer_of(desk.house, desk.connection_id, customer)
    await erasure.begin(desk.house, one, "tests")
    await erasure.go_on(desk.house)


async def known(desk: Desk) -> dict[str, Any]:
    """Everything an installation has of its accounts, as it reads it."""
    tables = ["objects", "set_aside", "payment", "attempt", "customer", "refund", "dispute"]
    found: dict[str, Any] = {name: await desk.rows(name) for name in [*tables, "invoice", "intent"]}
    for row in found["objects"]:
        del row["num"]
    found["objects"].sort(key=lambda row: (row["kind"], row["id"]))
    found["bodies"] = sorted(
        json.dumps(json.loads(row["body"]), sort_keys=True) for row in await desk.inbox_rows()
    )
    return found


def everything_in(folder: Path) -> Iterator[tuple[str, bytes]]:
    """Each file of a data folder as it is, and what is packed in it."""
    for path in sorted(folder.rglob("*")):
        if path.is_file():
            yield path.name, path.read_bytes()
            yield f"{path.name} unpacked", unpacked(path.read_bytes())


def unpacked(raw: bytes) -> bytes:
    """Every packed value that begins somewhere in these bytes."""
    opened = []
    for found in _FRAMES.finditer(raw):
        for one in packing._tools().openers.values():
            try:
                packed = raw[found.start() : found.start() + LONG]
                opened.append(one.decompressobj().decompress(packed))
            except zstandard.ZstdError:
                continue
    return b"\n".join(opened)


def marks(raw: bytes, wanted: tuple[str, ...] = MARKS) -> set[str]:
    return {mark for mark in wanted if mark.encode() in raw}


async def worked_on(desk: Desk) -> None:
    """Somebody has answered her dispute: words, facts of her order, a file, what was sent."""
    case = {"connection_id": desk.connection_id, "dispute_id": "dp_1"}
    by = {"by": "Eve", "at": NOW}
    marked = ", ".join(MARKS)
    file = {"name": NAME, "digest": "d", "body": marked.encode()}
    size = {"kind": "pdf", "pages": 1, "size": 9, "width": 1, "height": 1, "notes": []}
    frozen = {"once": "o", "round": 0, "kind": "answer", "state": "sent", "tries": 0}
    answer = {"round": 0, "field": "customer_name", "value": marked}
    note = {"id": "not_1", "text": marked}
    brought = {"id": "fil_1", "field": "receipt", "caption": marked, **size, **file}
    sending = {"id": "snd_1", "what": {"evidence": {"text": marked}}, "digest": "d", **frozen}
    sent = {"sending_id": "snd_1", "field": "receipt", **file}
    told = [(about, marked) for about in ("pi_1", "dp_1")]
    async with desk.house.store.writing() as tx:
        await tx.execute(tables.dispute_case.insert().values(**case, template=marked, changed=NOW))
        await tx.execute(tables.dispute_answer.insert().values(**case, **answer, **by))
        await tx.execute(tables.dispute_note.insert().values(**case, **note, **by))
        await tx.execute(tables.dispute_file.insert().values(**case, **brought, **by))
        await tx.execute(tables.dispute_sending.insert().values(**case, **sending, **by))
        await tx.execute(tables.dispute_sent_file.insert().values(**sent))
        for about, value in told:
            fact = {"about": about, "name": "signed_by", "value": value, "told": "x"}
            of = {"connection_id": desk.connection_id}
            await tx.execute(tables.dispute_fact.insert().values(**of, **fact, **by))
