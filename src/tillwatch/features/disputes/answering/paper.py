"""The evidence packet of a case: who says what about which payment, then what shows it. Pure."""

from collections.abc import Iterator, Mapping
from datetime import UTC, datetime
from typing import Final

from tillwatch.features.disputes import wording
from tillwatch.features.disputes.answering.read import Read
from tillwatch.features.disputes.case.known import (
    CHARGE,
    HISTORY,
    MERCHANT,
    PERSON,
    POLICY,
    PROCESSOR,
    Buying,
    Fact,
    Upload,
)
from tillwatch.features.disputes.evidence.book import FIELDS, FILE, ITEMS, WEIGHTS
from tillwatch.features.disputes.evidence.filling import told_in_words
from tillwatch.features.disputes.evidence.form import items
from tillwatch.features.disputes.packet import limits
from tillwatch.features.disputes.packet.shapes import (
    REST,
    Exhibit,
    Letter,
    Line,
    Packet,
    Source,
    Statement,
    Table,
)
from tillwatch.features.disputes.uploads import Tamed
from tillwatch.features.disputes.wording.facts import money, on

ORDERS: Final = "orders"
ORDERS_MOST: Final = 12
LONG: Final = 160
"""Texts from so many characters on are shown as an exhibit of their own; what stands for a file is
shown always, for it is sent in no field."""
TEXT: Final = "text "
SHOWN: Final = (
    ("amount", "Amount in dispute"),
    ("purchased_on", "Date of purchase"),
    ("card", "Card"),
    ("order_number", "Order"),
    ("payment_id", "Payment"),
    ("descriptor", "On the card statement"),
)
RECORDS: Final = {
    CHARGE: "the record of the payment",
    PROCESSOR: "the record of the payment",
    MERCHANT: "our order system",
    POLICY: "our policy",
    PERSON: "our own statement",
    HISTORY: "our records of earlier payments",
}
WRITTEN: Final = (
    "access_activity_log",
    "customer_communication",
    "refund_policy_disclosure",
    "cancellation_policy_disclosure",
)


def packet(read: Read, sender: str, files: Mapping[str, Tamed]) -> Packet:
    """`files`: the tamed files of the case, by their ids."""
    exhibits = [*_brought(read, files), *_written(read), *_orders(read)]
    return Packet(
        letter=_letter(read, sender, exhibits),
        exhibits=exhibits,
        paper=limits.paper(read.case.country),
        script=limits.script(read.case.country),
    )


def _letter(read: Read, sender: str, exhibits: list[Exhibit]) -> Letter:
    case, argument = read.case, read.argument
    facts = wording.tellable(case, read.form)
    lines = [Line(title, facts[name].value) for name, title in SHOWN if name in facts]
    code = case.dispute.network_reason_code
    lines.insert(0, Line("Dispute", case.dispute.id))
    if code:
        lines.append(Line("Reason code", code))
    keys: dict[str, str] = {}
    for one in exhibits:
        keys.setdefault(one.field, one.key)
        keys.setdefault(one.key, one.key)
        keys.setdefault(one.key.removeprefix(TEXT), one.key)
    return Letter(
        heading=argument.title or "Response to the dispute",
        sender=[sender],
        about=f"Dispute {case.dispute.id}",
        recipient="To the card issuer",
        dated=on(case.as_of),
        facts=lines,
        statements=[
            Statement(one.text, [_source(source, keys) for source in one.sources])
            for one in argument.statements
        ],
        closing=argument.close,
        signed=[sender],
    )


def _source(source: wording.Source, keys: Mapping[str, str]) -> Source:
    if source.name in keys:
        return Source(exhibit=keys[source.name])
    if source.name.startswith("earlier_") and ORDERS in keys:
        return Source(exhibit=ORDERS)
    return Source(record=f"{source.label}: {_record(source)}")


def _record(source: wording.Source) -> str:
    """Where it is kept, for somebody who knows nothing of a processor's fields."""
    kind, _, id_ = source.told.partition(" ")
    if kind in ("payment", "refund", "customer", "product") and id_:
        return f"our record of {source.told}"
    return RECORDS.get(source.source, "our records")


def _brought(read: Read, files: Mapping[str, Tamed]) -> Iterator[Exhibit]:
    worth = _worth(read)
    for upload in read.case.uploads:
        if upload.id in files:
            yield Exhibit(
                key=upload.id,
                title=_title(upload),
                caption=upload.caption,
                value=worth.get(upload.field, 1),
                field=upload.field,
                file=files[upload.id],
            )


def _title(upload: Upload) -> str:
    rule = FIELDS.get(upload.field)
    return rule.label if rule else upload.name


def _worth(read: Read) -> dict[str, int]:
    """Half points of the item that a field belongs to."""
    worth: dict[str, int] = {}
    for name, strength in items(read.case):
        for field in ITEMS[name].fields:
            worth[field] = max(worth.get(field, 0), WEIGHTS[strength])
    return worth


def _written(read: Read) -> Iterator[Exhibit]:
    """Long words of the form: they are sent in their fields too, and read better on paper."""
    worth = _worth(read)
    for name in WRITTEN:
        fact = read.form.known.get(name)
        if fact is not None and _reads_better(name, fact):
            yield Exhibit(
                key=f"{TEXT}{name}",
                title=FIELDS[name].label,
                value=worth.get(name, 1),
                field=REST,
                text=fact.value,
            )


def _reads_better(name: str, fact: Fact) -> bool:
    rule = FIELDS[name]
    return told_in_words(rule, fact) if rule.kind == FILE else len(fact.value) >= LONG


def _orders(read: Read) -> Iterator[Exhibit]:
    """What the same buyer paid before, of this account only."""
    case = read.case
    own = [one for one in case.earlier if _speaks_for_us(one, case.connection_id)]
    if not own or read.form.reason not in ("fraudulent", "unrecognized"):
        return
    pair = {one.id for one in read.pairing.pair.candidates} if read.pairing.pair else set()
    first = [one for one in own if one.attempt.id in pair]
    rest = [one for one in own if one.attempt.id not in pair]
    shown = sorted([*first, *rest][:ORDERS_MOST], key=lambda one: -one.attempt.created)
    more = len(own) - len(shown)
    yield Exhibit(
        key=ORDERS,
        title="Earlier payments of the same buyer",
        caption=f"and {more} more" if more > 0 else "",
        value=WEIGHTS["supporting"],
        table=Table(
            columns=["Date", "Payment", "Amount", "What became of it"],
            rows=[_order(one) for one in shown],
            right=[2],
        ),
    )


def _speaks_for_us(one: Buying, connection_id: str) -> bool:
    """One that the buyer paid here, and had nothing against."""
    return one.connection_id == connection_id and not (one.disputed or one.warned)


def _order(one: Buying) -> list[str]:
    attempt = one.attempt
    day = datetime.fromtimestamp(attempt.created, UTC).strftime("%Y-%m-%d")
    came = "refunded, not disputed" if one.refunded else "paid, not disputed"
    return [day, attempt.id, money(attempt.amount, attempt.currency), came]
