"""Choices: what there is to choose, whether it can be chosen, and where it is kept."""

import re
from typing import Any, Final

import msgspec
from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncConnection

from tillwatch.features.monitoring.asked.question import RANGES
from tillwatch.kernel import errors
from tillwatch.store.engine import Store
from tillwatch.store.tables import monitoring_choice

BORDERS_MAX: Final = 20
BORDER_MAX: Final = 10**9
FEE_BASES: Final = ("sales", "net_sales")
TERMS: Final = ("sales", "gross_sales")
RATES: Final = ("balance", "own", "ecb")
COMPARED: Final = ("previous", "year", "none")
CODE: Final = re.compile(r"[a-z]{3}")


class Choices(msgspec.Struct, frozen=True, kw_only=True):
    """`amount_ranges`, `dispute_ranges`: borders in major units of whatever currency. `fee_basis`:
    sales, or net_sales: fees are told as a part of these. `terms`: sales or gross_sales, what money
    taken is called. `rates`: balance, own or ecb. `currency`: what money is told in; None: each
    in its own. `compare`: what screens hold numbers against until somebody chooses: previous, year
    or none."""

    amount_ranges: tuple[int, ...] = RANGES
    dispute_ranges: tuple[int, ...] = RANGES
    fee_basis: str = "sales"
    terms: str = "sales"
    rates: str = "balance"
    currency: str | None = None
    compare: str = "previous"


def checked(given: Choices) -> Choices:
    """The same; `BadInput` for what cannot be chosen."""
    for name in ("amount_ranges", "dispute_ranges"):
        _check_borders(name, getattr(given, name))
    for name, known in (
        ("fee_basis", FEE_BASES),
        ("terms", TERMS),
        ("rates", RATES),
        ("compare", COMPARED),
    ):
        if getattr(given, name) not in known:
            raise _cannot(name, f"{name} is one of {', '.join(known)}")
    if given.currency is not None and not CODE.fullmatch(given.currency):
        raise _cannot("currency", "A currency is three small letters, such as usd")
    return given


def _check_borders(name: str, borders: tuple[int, ...]) -> None:
    if not 1 <= len(borders) <= BORDERS_MAX:
        raise _cannot(name, f"Give 1 to {BORDERS_MAX} borders")
    if list(borders) != sorted(set(borders)) or not 0 < borders[0] <= borders[-1] <= BORDER_MAX:
        raise _cannot(name, f"Borders are whole numbers from 1 to {BORDER_MAX:,}, each larger")


async def kept(store: Store) -> Choices:
    """What was chosen, and else what holds without a choice."""
    query = select(monitoring_choice.c.name, monitoring_choice.c.value)
    async with store.reading() as tx:
        found: dict[str, Any] = {row.name: row.value for row in await tx.execute(query)}
    known = {name: value for name, value in found.items() if name in Choices.__struct_fields__}
    return msgspec.convert(known, Choices)


async def keep(tx: AsyncConnection, given: Choices, now: float) -> None:
    """All of them, in place of those before."""
    await tx.execute(
        monitoring_choice.delete().where(monitoring_choice.c.name.in_(Choices.__struct_fields__))
    )
    told = {name: value for name, value in msgspec.to_builtins(given).items() if value is not None}
    rows = [{"name": name, "value": told[name], "changed": int(now)} for name in told]
    await tx.execute(monitoring_choice.insert(), rows)


def _cannot(field: str, sentence: str) -> errors.BadInput:
    return errors.BadInput(sentence, **{field: sentence})
