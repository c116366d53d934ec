"""Other choices tried on the cases there are: what would be suggested instead, for how much.

Those that wait for an answer are priced as they stand now; those that closed in the last year with
the chance that was forecast before they were decided. Read in bulk, so a case is no more than its
dispute, its entries of the balance and its chance (`value.whatif`).
"""

import asyncio
from collections import Counter
from collections.abc import Mapping, Sequence
from typing import Any, Final, NamedTuple

import msgspec
from sqlalchemy import ColumnElement, and_, func, select

from tillwatch.features.disputes.case.known import Case
from tillwatch.features.disputes.gathering.bought import struct
from tillwatch.features.disputes.gathering.sources import Sources
from tillwatch.features.disputes.judging import kept, rates
from tillwatch.features.disputes.score.contestable import OPEN, barred
from tillwatch.features.disputes.value import Choices, Rate, Verdict, routes, verdict
from tillwatch.features.disputes.value.deciding import stake_of
from tillwatch.features.disputes.value.whatif import Outlook, Priced
from tillwatch.ledger.questions.scope import Record
from tillwatch.rows import BalanceEntry, Dispute
from tillwatch.store.engine import Store
from tillwatch.store.tables import LEDGER, dispute_score

YEAR_S: Final = 365 * 86_400
MOST: Final = 5_000
"""The newest so many of either kind."""
FOUGHT: Final = ("won", "lost", "warning_closed")
"""Ends of cases that could be answered."""
AT_ONCE: Final = 500
NOT_NEEDED: Final[Record] = {"evidence": {}, "metadata": None}
"""Large, and no part of a price."""
dispute = LEDGER["dispute"]
entry = LEDGER["balance_entry"]


class Known(NamedTuple):
    priced: Priced
    rate: Rate


class Move(msgspec.Struct, frozen=True, kw_only=True):
    """Cases whose suggestion changes. `worth`: what the new one is expected to bring beyond the old
    one, both priced by the new choices, minor units by currency."""

    before: str
    after: str
    cases: int
    worth: Mapping[str, int]


class Side(msgspec.Struct, frozen=True, kw_only=True):
    """`before`: by what is chosen now, `after`: by what is tried."""

    before: Outlook
    after: Outlook
    moves: Sequence[Move]


class Tried(msgspec.Struct, frozen=True, kw_only=True):
    """`closed`: in the last year."""

    open: Side
    closed: Side


async def tried(sources: Sources, accounts: Sequence[str], new: Choices, now: int) -> Tried:
    old = await kept.choices(sources.store)
    waiting = await _known(sources, accounts, dispute.c.status.in_(OPEN), now)
    ended = and_(dispute.c.status.in_(FOUGHT), dispute.c.created > now - YEAR_S)
    closed = await _known(sources, accounts, ended, now)
    # thousands of exact fractions: other requests are answered meanwhile
    found = [await asyncio.to_thread(side, cases, old, new) for cases in (waiting, closed)]
    return Tried(open=found[0], closed=found[1])


def side(cases: Sequence[Known], old: Choices, new: Choices) -> Side:
    """Pure."""
    before = [_suggested(one, old) for one in cases]
    after = [_suggested(one, new) for one in cases]
    counted: Counter[tuple[str, str]] = Counter()
    worth: dict[tuple[str, str], Counter[str]] = {}
    for one, was, is_ in zip(cases, before, after, strict=True):
        if was.name == is_.name:
            continue
        key = (was.name, is_.name)
        counted[key] += 1
        more = _gain(one, is_.route, new) - _gain(one, was.route, new)
        worth.setdefault(key, Counter())[one.priced.stake.currency] += more
    return Side(
        before=_outlook(cases, before),
        after=_outlook(cases, after),
        moves=[
            Move(before=key[0], after=key[1], cases=n, worth=dict(worth[key]))
            for key, n in sorted(counted.items(), key=lambda pair: (-pair[1], pair[0]))
        ],
    )


def _outlook(cases: Sequence[Known], suggested: Sequence[Verdict]) -> Outlook:
    verdicts = dict.fromkeys(verdict.NAMES, 0)
    gains: Counter[str] = Counter()
    stakes: Counter[str] = Counter()
    for one, told in zip(cases, suggested, strict=True):
        verdicts[told.name] += 1
        stake = one.priced.stake
        if told.gain is not None:
            gains[stake.currency] += told.gain.amount
        if told.name in (verdict.FIGHTS, verdict.FIGHTS_SMART):
            stakes[stake.currency] += stake.amount
    return Outlook(cases=len(cases), verdicts=verdicts, gains=dict(gains), stakes=dict(stakes))


def _suggested(one: Known, choices: Choices) -> Verdict:
    of = one.priced
    found = [] if of.barred else routes.routes(of.stake, of.p_ppm, choices, one.rate)
    return verdict.judged(found, of.p_ppm, choices, due_by=of.due_by, at=of.at, barred=of.barred)


def _gain(one: Known, name: str | None, choices: Choices) -> int:
    """Of that route by these choices; nothing where it is no longer there, or not priced."""
    of = one.priced
    for route in routes.routes(of.stake, of.p_ppm, choices, one.rate):
        if route.name == name and route.gain is not None:
            return route.gain.amount
    return 0


async def _known(
    sources: Sources, accounts: Sequence[str], where: ColumnElement[bool], now: int
) -> list[Known]:
    """Those of which a chance was told."""
    rows = await _disputes(sources.store, and_(dispute.c.connection_id.in_(accounts), where))
    chances = await _chances(sources.store, accounts)
    entries = await _entries(sources.store, rows)
    stored = await rates.known(sources.store, now)
    found = []
    for row in rows:
        key = (row["connection_id"], row["id"])
        if key not in chances:
            continue
        here = sources.accounts.get(key[0])
        case = Case(
            connection_id=key[0],
            as_of=now,
            country=here.country if here else None,
            dispute=struct(Dispute, {**row, **NOT_NEEDED}),
            entries=[entries[id_] for id_ in _names(row) if id_ in entries],
        )
        priced = _priced(case, chances[key], now)
        found.append(Known(priced=priced, rate=rates.of_case(case, stored)))
    return found


def _priced(case: Case, p_ppm: int, now: int) -> Priced:
    mine = case.dispute
    is_open = mine.status in OPEN
    why = barred(case) if is_open else None
    return Priced(
        stake=stake_of(case),
        p_ppm=None if why else p_ppm,
        due_by=mine.due_by,
        at=now if is_open else min(mine.due_by or mine.created, now),
        barred=why,
    )


async def _disputes(store: Store, where: ColumnElement[bool]) -> list[Record]:
    columns = [one for one in dispute.c if one.name not in NOT_NEEDED]
    query = select(*columns).where(where).order_by(dispute.c.created.desc(), dispute.c.id)
    async with store.reading() as tx:
        return [dict(row) for row in (await tx.execute(query.limit(MOST))).mappings()]


async def _chances(store: Store, accounts: Sequence[str]) -> dict[kept.Key, int]:
    """The last chance that was told of each dispute."""
    c = dispute_score.c
    last = (
        select(c.connection_id, c.dispute_id, func.max(c.at).label("at"))
        .where(c.connection_id.in_(accounts), c.chance.is_not(None))
        .group_by(c.connection_id, c.dispute_id)
        .subquery()
    )
    same = and_(
        c.connection_id == last.c.connection_id,
        c.dispute_id == last.c.dispute_id,
        c.at == last.c.at,
    )
    query = select(c.connection_id, c.dispute_id, c.chance).join(last, same)
    async with store.reading() as tx:
        return {(row.connection_id, row.dispute_id): row.chance for row in await tx.execute(query)}


async def _entries(store: Store, rows: Sequence[Record]) -> dict[str, BalanceEntry]:
    """By id, which the processor makes unique."""
    found: dict[str, BalanceEntry] = {}
    by: dict[str, list[str]] = {}
    for row in rows:
        by.setdefault(row["connection_id"], []).extend(_names(row))
    async with store.reading() as tx:
        for account, ids in by.items():
            for start in range(0, len(ids), AT_ONCE):
                some = ids[start : start + AT_ONCE]
                query = select(entry).where(entry.c.connection_id == account, entry.c.id.in_(some))
                for one in (await tx.execute(query)).mappings():
                    found[one["id"]] = struct(BalanceEntry, dict(one))
    return found


def _names(row: Record) -> list[Any]:
    return [id_ for id_ in row["balance_entries"] or () if isinstance(id_, str)]
