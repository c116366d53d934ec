"""One dispute judged by what is known now."""

import hashlib
from typing import Final

import msgspec

from tillwatch.features.disputes import evidence
from tillwatch.features.disputes.case.known import Case, Completeness
from tillwatch.features.disputes.gathering.gather import gather
from tillwatch.features.disputes.gathering.sources import Sources
from tillwatch.features.disputes.judging import kept, patterns, rates
from tillwatch.features.disputes.judging.kept import Snapshot
from tillwatch.features.disputes.learn import Learned
from tillwatch.features.disputes.prevent.patterns.finding import Pattern
from tillwatch.features.disputes.score import scoring
from tillwatch.features.disputes.score.weights import RULES
from tillwatch.features.disputes.value import Choices, Decision, Rate, decide
from tillwatch.store.engine import Store

_encode: Final = msgspec.json.Encoder(order="sorted").encode


class Judged(msgspec.Struct, frozen=True, kw_only=True):
    """A case with all that was made of it."""

    case: Case
    completeness: Completeness
    learned: Learned
    choices: Choices
    rate: Rate
    pattern: Pattern | None
    decision: Decision


async def judged(sources: Sources, key: kept.Key, now: int) -> Judged:
    """Nothing is kept. `NotFound` where there is no such dispute."""
    return await judge(sources, await gather(sources, *key, now))


async def judge(sources: Sources, case: Case) -> Judged:
    learned = await kept.learned(sources.store, case.connection_id)
    series = await patterns.of_case(sources.store, case)
    chosen = await kept.choices(sources.store)
    chosen = msgspec.structs.replace(chosen, pattern=series is not None)
    rate = await rates.for_case(sources.store, case, chosen)
    complete = evidence.completeness(case)
    return Judged(
        case=case,
        completeness=complete,
        learned=learned,
        choices=chosen,
        rate=rate,
        pattern=series,
        decision=decide(case, complete, learned, chosen, rate),
    )


async def keep(store: Store, one: Judged, cause: str) -> bool:
    """A snapshot, where something came out otherwise than the last time. Whether it was."""
    key = (one.case.connection_id, one.case.dispute.id)
    made = _snapshot(one, cause)
    last = await kept.newest(store, key)
    if last is not None and last.digest == made.digest:
        return False
    async with store.writing() as tx:
        await kept.put(tx, key, made)
    return True


async def keep_history(store: Store, case: Case) -> None:
    """Of a case that was decided before it came here."""
    complete = evidence.completeness(case)
    weighed = scoring.weighed(case, complete, Learned())
    decision = decide(case, complete, Learned(), Choices(), no_rates)
    made = Snapshot(
        at=case.as_of,
        cause=kept.HISTORY,
        rules=RULES.version,
        learned=Learned().version,
        digest="",
        score=weighed,
        routes=(),
        verdict=decision.verdict,
        got=complete.got,
        of=complete.of,
        product=case.product,
    )
    async with store.writing() as tx:
        await kept.put(tx, (case.connection_id, case.dispute.id), made)


def no_rates(from_: str, to: str) -> None:
    """What was decided elsewhere is not priced again."""


def _snapshot(one: Judged, cause: str) -> Snapshot:
    decision, complete = one.decision, one.completeness
    said = (_without_time(decision), complete.got, complete.of, one.case.product)
    return Snapshot(
        at=one.case.as_of,
        cause=cause,
        rules=RULES.version,
        learned=one.learned.version,
        digest=hashlib.sha256(_encode(said)).hexdigest(),
        score=decision.score,
        routes=decision.routes,
        verdict=decision.verdict,
        got=complete.got,
        of=complete.of,
        product=one.case.product,
    )


def _without_time(decision: Decision) -> Decision:
    score = decision.score
    return msgspec.structs.replace(decision, score=score and msgspec.structs.replace(score, at=0))
