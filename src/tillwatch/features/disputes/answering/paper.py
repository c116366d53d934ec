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
from tillwatch.features.disputes.evidence.filling import UPLOAD, told_in_words
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
from tillwatch.features.disputes.wording.facts import SAID_MAX, money, on

ORDERS: Final = "orders"
ORDERS_MOST: Final = 12
LONG: Final = 160
"""Characters from which on texts that are `WRITTEN` to be read are an exhibit of their own; others
from where a statement cuts them."""
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
    CHARGE: "our record of the payment",
    PROCESSOR: "our record of the payment",
    MERCHANT: "our order system",
    POLICY: "our policy",
    PERSON: "our own statement",
    HISTORY: "our records of earlier payments",
}
LABELS: Final = {REST: "Further evidence", "uncategorized_text": "In our own words"}
"""Titles for a bank, where the form's would puzzle it."""
WRITTEN: Final = (
    "access_activity_log",
    "customer_communication",
    "refund_policy_disclosure",
    "cancellation_policy_disclosure",
)


def packet(read: Read, sender: str, files: Mapping[str, Tamed]) -> Packet:
    """`files`: the tamed files of the case, by their ids."""
    found = [*_brought(read, files), *_written(read), *_orders(read)]
    keys = _keys(found)
    exhibits = _in_order(read, found, keys)
    return Packet(
        letter=_letter(read, sender, keys),
        exhibits=exhibits,
        paper=limits.paper(read.case.country),
        script=limits.script(read.case.country),
    )


def _keys(exhibits: list[Exhibit]) -> dict[str, list[str]]:
    """The exhibits that show a fact, by its name."""
    keys: dict[str, list[str]] = {}
    for one in exhibits:
        name = one.key.removeprefix(TEXT) if one.key.startswith(TEXT) else one.field
        keys.setdefault(ORDERS if one.key == ORDERS else name, []).append(one.key)
    return keys


def _in_order(read: Read, found: list[Exhibit], keys: Mapping[str, list[str]]) -> list[Exhibit]:
    """As the letter comes to them; then what is worth most."""
    named = [
        key
        for one in read.argument.statements
        for source in one.sources
        for key in _shown_by(source, keys)
    ]
    place = {key: number for number, key in reversed(list(enumerate(named)))}
    return sorted(found, key=lambda one: (place.get(one.key, len(named)), -one.value))


def _letter(read: Read, sender: str, keys: Mapping[str, list[str]]) -> Letter:
    case, argument = read.case, read.argument
    facts = wording.tellable(case, read.form)
    lines = [Line("Dispute", case.dispute.id)]
    lines += [
        Line(title, _shown(read, name, facts[name])) for name, title in SHOWN if name in facts
    ]
    if code := case.dispute.network_reason_code:
        lines.append(Line("Reason code", code))
    return Letter(
        kicker="Response to a dispute",
        heading=argument.title or "Response to the dispute",
        sender=[sender],
        about=f"Dispute {case.dispute.id}",
        recipient="To the card issuer",
        dated=on(case.as_of),
        facts=lines,
        statements=[Statement(one.text, _sources(read, one, keys)) for one in argument.statements],
        closing=argument.close,
        signed=[sender],
        note="Days of payments and refunds are days in UTC.",
    )


def _shown(read: Read, name: str, fact: Fact) -> str:
    """The purchase to the minute: its day may be another one where the buyer lives."""
    if name != "purchased_on" or read.case.attempt is None:
        return fact.value
    minute = datetime.fromtimestamp(read.case.attempt.created, UTC).strftime("%H:%M")
    return f"{fact.value}, {minute} UTC"


def _sources(
    read: Read, statement: wording.Statement, keys: Mapping[str, list[str]]
) -> list[Source]:
    """Each exhibit and each record once; a record with all that it tells."""
    exhibits: dict[str, None] = {}
    records: dict[str, list[str]] = {}
    for one in statement.sources:
        shown = _shown_by(one, keys)
        exhibits.update(dict.fromkeys(shown))
        if not shown:
            records.setdefault(_record(read, one), []).append(one.label)
    told = [f"{_listed(labels)}: {record}" for record, labels in records.items()]
    return [*(Source(exhibit=one) for one in exhibits), *(Source(record=one) for one in told)]


def _shown_by(source: wording.Source, keys: Mapping[str, list[str]]) -> list[str]:
    if source.name.startswith("earlier_") and source.name not in keys:
        return keys.get(ORDERS, [])
    return keys.get(source.name, [])


def _listed(labels: list[str]) -> str:
    first, *others = dict.fromkeys(labels)
    return ", ".join([first, *(one if one[1:2].isupper() else _small(one) for one in others)])


def _small(label: str) -> str:
    return f"{label[0].lower()}{label[1:]}"


def _record(read: Read, source: wording.Source) -> str:
    """Where it is kept, for somebody who knows nothing of a processor's fields."""
    kind, _, id_ = source.told.partition(" ")
    this = read.case.attempt.payment if read.case.attempt else None
    if kind in ("payment", "refund", "customer", "product") and id_ and id_ != this:
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
    return LABELS.get(upload.field) or (rule.label if rule else upload.name)


def _worth(read: Read) -> dict[str, int]:
    """Half points of the item that a field belongs to."""
    worth: dict[str, int] = {}
    for name, strength in items(read.case):
        for field in ITEMS[name].fields:
            worth[field] = max(worth.get(field, 0), WEIGHTS[strength])
    return worth


def _written(read: Read) -> Iterator[Exhibit]:
    """Long words of the form that the letter does not hold in full. Words in whose place a file
    was brought stand beside it."""
    worth = _worth(read)
    for name, rule in FIELDS.items():
        fact = read.form.known.get(name)
        if fact is not None and fact.told == UPLOAD:
            fact = read.case.facts.get(name)
        if fact is not None and _reads_better(read, name, fact):
            yield Exhibit(
                key=f"{TEXT}{name}",
                title=LABELS.get(name, rule.label),
                value=worth.get(name, 1),
                field=REST,
                text=fact.value,
            )


def _reads_better(read: Read, name: str, fact: Fact) -> bool:
    """What stands for a file is shown always: it is sent in no field."""
    rule, plain = FIELDS[name], " ".join(fact.value.split())
    if rule.kind == FILE:
        return told_in_words(rule, fact)
    is_said = any(plain in one.text for one in read.argument.statements)
    return len(plain) > (LONG if name in WRITTEN else SAID_MAX) and not is_said


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
            columns=["Day", "Payment", "Amount", "What became of it"],
            rows=[_order(one) for one in shown],
            right=[2],
        ),
    )


def _speaks_for_us(one: Buying, connection_id: str) -> bool:
    """One that the buyer paid here, and had nothing against."""
    return one.connection_id == connection_id and not (one.disputed or one.warned)


def _order(one: Buying) -> list[str]:
    attempt = one.attempt
    came = "refunded, not disputed" if one.refunded else "paid, not disputed"
    return [on(attempt.created), attempt.id, money(attempt.amount, attempt.currency), came]
