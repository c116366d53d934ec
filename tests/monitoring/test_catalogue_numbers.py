"""Every number of the catalogue is what plain Python makes of the rows, to the cent: of three
businesses with everything that may befall them, as a whole, divided, and by weeks across a change
of the clocks."""

from collections.abc import Hashable, Sequence
from pathlib import Path
from zoneinfo import ZoneInfo

from sqlalchemy import Connection

from tests.api import filling
from tests.monitoring import business, lakes
from tests.monitoring.recomputed import reckoning
from tests.monitoring.recomputed.books import Thing, things
from tests.monitoring.recomputed.rare import varied
from tests.monitoring.recomputed.reckoning import Cut, Told
from tillwatch.features.monitoring import answering, catalogue
from tillwatch.features.monitoring.answering import Value
from tillwatch.features.monitoring.asked import Question
from tillwatch.intake.house import House
from tillwatch.kernel.times import Period
from tillwatch.lake.asking import Lake
from tillwatch.ledger import write
from tillwatch.rows import Row

BERLIN = ZoneInfo("Europe/Berlin")
SPAN = (int(business.NOON) - 70 * 86_400 + 1234, int(business.NOON) - 5000)
"""Ten weeks and the night in October when clocks are put back, cut through the middle of days."""
PAYOUTS = tuple(slug for slug, one in catalogue.METRICS.items() if one.area == "payouts")
ALL = tuple(catalogue.METRICS)
CARDS = tuple(slug for slug in ALL if "scheme" in catalogue.dimensions_of(slug))
BOOKED = tuple(slug for slug, one in catalogue.METRICS.items() if "booked" in one.date_bases)
Asked = tuple[str, tuple[str, ...], tuple[str, ...], str | None, str, Cut]
QUESTIONS: Sequence[Asked] = (
    ("the whole", ALL, (), None, "created", reckoning.as_one),
    ("by account and brand", CARDS, ("account", "scheme"), None, "created", reckoning.by_card),
    ("by account and currency", ALL, ("account", "currency"), None, "created", reckoning.by_money),
    ("by week", ALL, (), "week", "created", reckoning.by_week(BERLIN, "created")),
    ("by week booked", BOOKED, (), "week", "booked", reckoning.by_week(BERLIN, "booked")),
)


async def opened(house: House) -> list[Thing]:
    """Three businesses, each an account; what happened to them. One pays interchange and what
    the networks ask for by itself, as Stripe passes it on."""
    found: list[Thing] = []
    for seed, pricing in zip(business.SEEDS, (None, None, "interchange_plus"), strict=True):
        account = f"con_{seed}"
        made = business.rows_of(seed, payments=130, days=80, pricing=pricing)
        rows = varied(made, seed)
        await filling.account(house, account, "test")
        await house.store.write(lambda tx, a=account, r=rows: _write(tx, a, r))
        found += things(account, rows)
    return reckoning.happened(found)


def _write(tx: Connection, account: str, rows: list[Row]) -> None:
    written = write.write(tx, account, (), rows)
    write.log(tx, account, written, at_ms=0, live=False)


async def test_every_number_is_what_plain_python_makes_of_the_rows(
    any_store: str, house: House, tmp_path: Path
) -> None:
    """Of the ledger on either store, and of the columns, which do not know what it stands on."""
    happened = await opened(house)
    everything = reckoning.reckon(ALL, happened, SPAN, "created", reckoning.as_one)[1]
    assert not [slug for slug, told in everything.items() if not any(part[1] for part in told)]
    async with lakes.lake(house, tmp_path) as (columns, _):
        for asked in QUESTIONS:
            _, slugs, _, _, base, cut = asked
            slices, whole = reckoning.reckon(slugs, happened, SPAN, base, cut)
            await _compare(Lake(house.store, only="ledger"), asked, slices, whole)
            if any_store == "sqlite":
                await _compare(columns, asked, slices, whole)


async def _compare(
    lake: Lake, asked: Asked, slices: dict[Hashable, dict[str, Told]], whole: dict[str, Told]
) -> None:
    about, slugs, dimensions, grain, base, _ = asked
    question = Question(
        metrics=slugs,
        period=Period(*SPAN),
        zone=BERLIN,
        dimensions=dimensions,
        grain=grain,
        date_base=base,
        limit=10_000,
    )
    found = await answering.answer(lake, question)
    about = f"{about}, asked of the {found.made[0].source}"
    _same(f"{about}: the total", found.totals, whole)
    if not dimensions and grain is None:
        return
    keys = [line.start if grain else line.dimensions for line in found.rows]
    assert set(keys) == slices.keys(), about
    for key, line in zip(keys, found.rows, strict=True):
        _same(f"{about}: {key}", line.values, slices[key])


def _same(about: str, said: dict[str, Value], told: dict[str, Told]) -> None:
    for slug, expected in told.items():
        got = frozenset(
            (part.currency, part.numerator, part.denominator)
            for part in said[slug]
            if part.currency is None or part.numerator or part.denominator
        )
        assert got == expected, f"{slug}, {about}"
