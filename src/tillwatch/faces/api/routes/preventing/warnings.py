"""Early fraud warnings and questions of banks: what each costs, what can be done, and the switch
that stops everything that rules do."""

from fractions import Fraction
from typing import Annotated, Any

import msgspec
from fastapi import APIRouter, Depends, Query
from starlette.responses import Response

from tillwatch.faces.api.desk import TheDesk, answer
from tillwatch.faces.api.guard import may
from tillwatch.faces.api.parameters import Asked, Id
from tillwatch.faces.api.routes.preventing import told
from tillwatch.faces.api.routes.preventing.asked import PreventionChoicesAsked, WarningsAsked, mode
from tillwatch.faces.api.routes.preventing.gathered import CHOICES, Gathered, gathered
from tillwatch.faces.api.routes.preventing.shapes import (
    MonthCountShown,
    PreventionActionShown,
    PreventionShown,
    PricedWarningPage,
    described,
)
from tillwatch.faces.api.routes.preventing.shown import ProgrammeEffects, ProgrammeEffectShown
from tillwatch.faces.api.routes.programmes.limits import of_month
from tillwatch.features.disputes.prevent import effect
from tillwatch.features.disputes.prevent.acting import kept, spotting
from tillwatch.features.disputes.prevent.happening.shapes import WARNING
from tillwatch.features.disputes.prevent.pricing.cost import REFUND, STAYS
from tillwatch.features.disputes.prevent.pricing.share import MILLION
from tillwatch.features.disputes.prevent.rules import kept as rules
from tillwatch.features.disputes.prevent.rules.shapes import Then
from tillwatch.features.monitoring.programmes import months
from tillwatch.features.monitoring.programmes.judging import Figures
from tillwatch.features.monitoring.programmes.report import Report, Step
from tillwatch.kernel import bell, errors, paging
from tillwatch.kernel.money import totals
from tillwatch.people import audit
from tillwatch.people.tokens import Person

router = APIRouter(tags=["prevention"])
Reader = Annotated[Person, Depends(may("ledger.read"))]
Writer = Annotated[Person, Depends(may("disputes.write"))]
Sender = Annotated[Person, Depends(may("disputes.send", confirm=True))]


@router.get("/prevention", response_model=described.model(PreventionShown))
async def prevention(desk: TheDesk, _asker: Reader) -> Response:
    """Whether rules act, what is reckoned with, and what open warnings do to this month's counts of
    disputes and fraud reports, account by account."""
    store, now = desk.house.store, desk.house.clock.now()
    found = await gathered(desk, [], None)
    paused = await kept.chosen(store, kept.PAUSED)
    on = [one for one in await rules.everything(store) if one.enabled]
    waiting = kept.Asked(connections=found.scope.each(), state=kept.WAITING, limit=100)
    shown = PreventionShown(
        paused=bool(paused),
        paused_by=paused or None,
        margin_ppm=found.choices.margin_ppm,
        count=found.choices.count,
        on=len(on),
        waiting=len(await kept.listed(store, waiting)),
        effect=[_count(found, id_, now) for id_ in found.scope.each()],
    )
    return answer(described.shown(shown))


@router.get("/prevention/warnings", response_model=described.model(PricedWarningPage))
async def priced_warnings(
    desk: TheDesk, _asker: Reader, asked: Annotated[WarningsAsked, Query()]
) -> Response:
    """Early fraud warnings and questions of banks of a year, newest first: what giving the money
    back costs against waiting, by your own share of such cases that became disputes, and how that
    adds up. Without `livemode`: live if any account asked about is live, else test."""
    found = await gathered(desk, asked.connection_id, mode(asked))
    done = kept.Asked(connections=found.scope.each(), limit=10_000)
    latest = told.latest(await kept.listed(desk.house.store, done))
    rows = [
        one
        for one in found.priced
        if (asked.state == "all" or one.state == "open")
        and (asked.kind is None or one.happening.kind == asked.kind)
    ]
    start = _start(asked.cursor)
    some = rows[start : start + asked.limit]
    more = start + asked.limit < len(rows)
    waiting = [one for one in found.priced if one.state == "open"]
    better = [one for one in waiting if one.comparison.verdict == REFUND]
    page = PricedWarningPage(
        livemode=found.livemode,
        data=[told.warning(one, found.rates, latest) for one in some],
        next_cursor=paging.encode(start + asked.limit) if more else None,
        open=len(waiting),
        refund=len(better),
        gain=totals(one.comparison.gain for one in better if one.comparison.gain is not None),
        shares=[told.share(found.rates.warning), told.share(found.rates.inquiry)],
        won=found.rates.won,
        fought=found.rates.fought,
        stays=STAYS,
    )
    return answer(described.shown(page))


@router.get("/prevention/effect", response_model=described.model(ProgrammeEffects))
async def effect_on_programmes(
    desk: TheDesk, _asker: Reader, asked: Annotated[Asked, Query()]
) -> Response:
    """What refunding or waiting does to the networks' ratios of this month: each programme as it
    counts now, and the cases that its network's open warnings are expected to add if they wait. The
    fraud reports themselves are counted already, whatever is done."""
    found = await gathered(desk, asked.connection_id, mode(asked))
    month = months.of(desk.house.clock.now())
    counted = await of_month(desk, found.scope, month)
    data = [_programme(one, found) for one in counted.reports if not one.asked.programme.by_value]
    shown = ProgrammeEffects(livemode=found.livemode, month=months.named(month), data=data)
    return answer(described.shown(shown))


@router.post(
    "/connections/{connection_id}/fraud-warnings/{id}/refund",
    response_model=described.model(PreventionActionShown),
    status_code=201,
)
async def refund_warned(desk: TheDesk, connection_id: Id, id: Id, asker: Sender) -> Response:
    """Give back all that is left of a payment that a bank warned of. It is done in the background,
    once; no rule and no budget are asked. The bank's fraud report stays."""
    house = desk.house
    found = await gathered(desk, [connection_id], None)
    mine = [one for one in found.priced if one.happening.id == id]
    if not mine:
        raise errors.NotFound(f"There is no warning {id} in {connection_id}", id="not found")
    if mine[0].state != "open":
        raise errors.Conflict(mine[0].comparison.says)
    now = int(house.clock.now())
    one = spotting.action(mine[0].happening, Then(do=REFUND), now, by=asker.name)
    async with house.store.writing() as tx:
        if not await kept.put(house.store, tx, one):
            raise errors.Conflict("Somebody has asked for this refund before: see what came of it")
        after = {"warning": id, "connection_id": connection_id}
        await audit.write(
            tx, house.clock, asker.name, "prevention.refund", one.payment, after=after
        )
    house.bell.ring(bell.CHANGES)
    return answer(described.shown(told.action(one, {})), 201)


@router.post("/prevention/pause", response_model=described.model(PreventionShown))
async def pause_prevention(desk: TheDesk, asker: Writer) -> Response:
    """Stop everything that rules do, and refunds that wait, at once."""
    return await _pause(desk, asker, asker.name, "prevention.pause")


@router.post("/prevention/resume", response_model=described.model(PreventionShown))
async def resume_prevention(desk: TheDesk, asker: Sender) -> Response:
    """Let rules act again. What waited meanwhile is done now."""
    return await _pause(desk, asker, None, "prevention.resume")


@router.put("/prevention/choices", response_model=described.model(PreventionShown))
async def choose_prevention(
    desk: TheDesk, asker: Writer, asked: PreventionChoicesAsked
) -> Response:
    """Choose what is reckoned with when a refund is held against waiting."""
    house, now = desk.house, int(desk.house.clock.now())
    after: dict[str, Any] = msgspec.to_builtins(asked.choices())
    async with house.store.writing() as tx:
        await kept.choose(tx, CHOICES, after, asker.name, now)
        await audit.write(tx, house.clock, asker.name, "prevention.choose", None, after=after)
    return await prevention(desk, asker)


async def _pause(desk: TheDesk, asker: Person, value: str | None, what: str) -> Response:
    house, now = desk.house, int(desk.house.clock.now())
    async with house.store.writing() as tx:
        await kept.choose(tx, kept.PAUSED, value or "", asker.name, now)
        await audit.write(tx, house.clock, asker.name, what, None)
    house.bell.ring(bell.CHANGES)
    return await prevention(desk, asker)


def _count(found: Gathered, id_: str, now: float) -> MonthCountShown:
    mine = [one for one in found.past.happenings if one.connection_id == id_]
    waiting = [one for one in found.priced if one.happening.connection_id == id_]
    told_of = effect.of_month(mine, waiting, found.rates, now)
    return MonthCountShown(
        connection_id=id_, name=found.scope.names[id_], **msgspec.structs.asdict(told_of)
    )


def _programme(one: Report, found: Gathered) -> ProgrammeEffectShown:
    """Warnings of its network, in its accounts; a programme of frauds alone counts no dispute."""
    programme, figures = one.asked.programme, one.figures
    waiting = [
        each
        for each in found.priced
        if each.state == "open"
        and each.happening.kind == WARNING
        and each.happening.connection_id in one.asked.accounts
        and (each.happening.brand or "").casefold() == programme.network.casefold()
    ]
    adds = any("dispute" in case for case in programme.cases)
    ppm = sum(found.rates.of(WARNING).ppm for _ in waiting) if adds else 0
    ahead = [step for step in one.steps if step.verdict.more]
    return ProgrammeEffectShown(
        slug=one.asked.slug,
        name=programme.name,
        code=programme.code,
        network=programme.network,
        numerator=figures.numerator,
        denominator=figures.denominator,
        open=len(waiting),
        wait_ppm=ppm,
        level=ahead[0].level.name if ahead else None,
        left=ahead[0].verdict.more if ahead else None,
        says=_programme_says(one, len(waiting), ppm, ahead[0] if ahead else None),
    )


def _programme_says(one: Report, waiting: int, ppm: int, ahead: Step | None) -> str:
    figures = one.figures
    now = f"{figures.numerator:,} of {figures.denominator:,}"
    says = f"{one.asked.programme.name}: {now} this month{_percent(figures)}. "
    if ahead is not None:
        says += f"{ahead.verdict.more:,} more reach “{ahead.level.name}”. "
    if not waiting or not ppm:
        return f"{says}No open warning changes it."
    theirs = "The open warning is" if waiting == 1 else f"Its {waiting} open warnings are"
    after = _percent(figures, ppm)
    return f"{says}{theirs} expected to add {ppm / MILLION:.1f} if you wait{after}, 0 if refunded."


def _percent(figures: Figures, ppm: int = 0) -> str:
    """The ratio, with so many millionths of cases more."""
    if not figures.denominator:
        return ""
    ratio = Fraction(figures.numerator * MILLION + ppm, figures.denominator * MILLION)
    return f" ({round(ratio * 10_000) / 100:.2f}\u00a0%)"


def _start(cursor: str | None) -> int:
    if cursor is None:
        return 0
    (start,) = paging.decode(cursor, (int,))
    return max(int(start), 0)
