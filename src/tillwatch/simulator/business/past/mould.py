"""One mould: a week of visits, lived through to the end of all that follows from them.

Nothing is told of it and no payout is made: when its money becomes available is noted instead, day
by day and currency by currency, for the till that pays out.
"""

from dataclasses import dataclass, field

from tillwatch.simulator.books import Books, Json
from tillwatch.simulator.business.billing import catalogue
from tillwatch.simulator.business.billing.catalogue import Catalogue
from tillwatch.simulator.business.core.till import Till
from tillwatch.simulator.business.money import entries
from tillwatch.simulator.business.money.calendar import DAY, midnight
from tillwatch.simulator.business.past.naming import Codes
from tillwatch.simulator.business.past.printing import PLAIN, TIMED
from tillwatch.simulator.business.story import purchase, traffic
from tillwatch.simulator.tables import END_OF_TIME

KINDS = (
    "customer",
    "payment_method",
    "payment_intent",
    "charge",
    "refund",
    "dispute",
    "radar.early_fraud_warning",
    "balance_transaction",
)
HOURS_S = 3 * 3_600
"""A copy is moved by up to so much, besides whole weeks."""
Cell = tuple[int, str]
"""The midnight of the mould's time at which money becomes available, and its currency."""


@dataclass(slots=True)
class Lot:
    net: int = 0
    rows: list[int] = field(default_factory=list)


@dataclass(slots=True)
class Mould:
    books: Books
    rows: dict[str, list[Json]]
    """By kind, oldest first: a row is known by its number here."""
    numbers: dict[str, dict[str, int]]
    """By kind, of each id the row's number."""
    end: int
    """Nothing changes after that moment."""
    lots: dict[Cell, Lot]
    names: dict[bytes, bytes] = field(default_factory=dict)
    """Of each id what stands for it in a form."""


def make(till: Till, number: int, monday: int, visits: int) -> Mould:
    """`visits` of the week that begins that Monday, in a shop like this one."""
    scratch = _scratch(till, number)
    offset = till.notes["utc_offset_hours"]
    for _ in range(visits):
        day = scratch.random.choices(range(7), traffic.WEEKDAYS)[0]
        at = traffic.moment(scratch.random, monday + day * DAY, offset)
        scratch.later(at, purchase.buy)
    end = monday
    while (due := scratch.agenda.next_due()) is not None:
        scratch.agenda.run(due)
        end = due
    entries.release(scratch, END_OF_TIME)
    _round_off(scratch)
    rows = {kind: list(scratch.books.tables[kind]) for kind in KINDS}
    lots = _lots(rows["balance_transaction"])
    numbers = {kind: {row["id"]: at for at, row in enumerate(of)} for kind, of in rows.items()}
    return Mould(scratch.books, rows, numbers, max([end, *(day for day, _ in lots)]), lots)


def _scratch(till: Till, number: int) -> Till:
    """Of the same goods and prices, but no codes to be redeemed."""
    books = Books(till.books.account, till.books.livemode)
    seed = f"{till.seed}:mould:{number}"
    scratch = Till(books, till.profile, till.inputs, seed, told_since=END_OF_TIME)
    for note in ("descriptor", "utc_offset_hours"):
        scratch.notes[note] = till.notes[note]
    scratch.notes["catalogue"] = Catalogue(goods=catalogue.of(till).goods)
    return scratch


def _round_off(till: Till) -> None:
    """What became available within hours did so at once: a copy moves by hours, midnight not."""
    for row in list(till.books.tables["balance_transaction"]):
        if 0 < row["available_on"] - row["created"] <= HOURS_S:
            till.change("balance_transaction", row["id"], available_on=row["created"])


def _lots(rows: list[Json]) -> dict[Cell, Lot]:
    lots: dict[Cell, Lot] = {}
    for number, row in enumerate(rows):
        day = row["available_on"]
        if day == row["created"]:
            day = midnight(day + HOURS_S) + DAY
        lot = lots.setdefault((day, row["currency"]), Lot())
        lot.net += row["net"]
        lot.rows.append(number)
    return lots


def name_rows(moulds: list[Mould], codes: Codes) -> list[tuple[int, str, int]]:
    """Letters for every row of every mould; the list leads from their number to
    (mould, kind, row)."""
    places: list[tuple[int, str, int]] = []
    for number, mould in enumerate(moulds):
        for kind, rows in mould.rows.items():
            for at, row in enumerate(rows):
                prefix, _, rest = row["id"].partition("_")
                letters = codes.write(len(places)).encode()
                head = PLAIN if kind == "customer" else rest[0].encode() + TIMED
                mould.names[row["id"].encode()] = prefix.encode() + b"_" + head + letters
                places.append((number, kind, at))
    return places
