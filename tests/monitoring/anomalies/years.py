"""Years of simulated business with troubles at moments that are known, watched as they pass.

`invented` lets a year happen and tells its tries, `watched` shows them to the detector as they
come, `scored` says what was found, what was not, what was found where nothing was, and how
long it took.
"""

from collections.abc import Sequence
from dataclasses import replace
from random import Random

import msgspec

from tests.monitoring.business import NOON
from tillwatch.features.monitoring.anomalies.noticing import usual
from tillwatch.features.monitoring.anomalies.noticing.replay import replayed
from tillwatch.features.monitoring.anomalies.noticing.tries import Try
from tillwatch.features.monitoring.anomalies.noticing.usual import DAY, HOUR
from tillwatch.features.monitoring.anomalies.noticing.watch import Incident
from tillwatch.kernel.clock import SetClock
from tillwatch.simulator.books import Json
from tillwatch.simulator.business import World
from tillwatch.simulator.business.story import badweek
from tillwatch.simulator.business.story.troubles import CardTesting, Newsletter, Outage, Trouble
from tillwatch.simulator.clock import VirtualClock

QUIET_DAYS = 60
"""Troubles begin after so many days."""
EACH = 3
"""Outages, and attacks, a year."""
NEWSLETTER_DAYS = 7
"""A campaign brings as many buyers in six hours as else come in so many days."""
LATE_S = HOUR
"""What is found so long after a trouble's end still belongs to it."""


class Year(msgspec.Struct):
    world: World
    tries: list[Try]
    troubles: list[Trouble]
    end: int


class Score(msgspec.Struct, kw_only=True):
    """`delays`: seconds from a trouble's first failed try to the finding of it. `false`: incidents
    where there was no trouble; `days`: that were watched."""

    outages: int
    testings: int
    outages_found: int = 0
    testings_found: int = 0
    false: int = 0
    days: int = 0
    delays: dict[str, list[int]]


def invented(
    seed: int, a_day: int, days: int = 365, each: int = EACH, *, newsletter: bool = True
) -> Year:
    """A year of that many payments a day, with `each` outages and attacks at random moments; the
    outages while a newsletter brings buyers, or among those who come anyway."""
    payments, end = a_day * days, int(NOON) - HOUR
    troubles = _troubles(Random(f"troubles:{seed}"), end, payments, days, each)
    if not newsletter:
        troubles = [
            replace(one, visitors=0) if isinstance(one, Outage) else one for one in troubles
        ]
    return _lived(seed, payments, days, troubles)


def _troubles(random: Random, end: int, payments: int, days: int, each: int) -> list[Trouble]:
    """Two days apart at least, so that each can be told from the next."""
    places = random.sample(range(QUIET_DAYS, days - 3, 2), 2 * each)
    made: list[Trouble] = []
    for number, place in enumerate(places):
        at = end - (days - place) * DAY + random.randrange(DAY)
        kind = badweek.outage if number % 2 else badweek.testing
        made.append(kind(at, payments))
    return sorted(made, key=lambda trouble: trouble.at)


def campaigns(seed: int, a_day: int, days: int = 365, each: int = EACH) -> Year:
    """A year without troubles, in which campaigns bring many more buyers at random moments."""
    payments, end = a_day * days, int(NOON) - HOUR
    random = Random(f"campaigns:{seed}")
    places = random.sample(range(QUIET_DAYS, days - 3, 2), each)
    moments = sorted(end - (days - place) * DAY + random.randrange(DAY) for place in places)
    return _lived(seed, payments, days, [Newsletter(at, NEWSLETTER_DAYS * a_day) for at in moments])


def _lived(seed: int, payments: int, days: int, troubles: Sequence[Trouble]) -> Year:
    clock, end = VirtualClock(SetClock(NOON), pace=0), int(NOON) - HOUR
    world = World(seed, clock, payments, days, lived=payments, troubles=troubles)
    rows = world.main.tills[False].books.tables["charge"]
    tries = sorted((_try(row) for row in rows), key=lambda one: one.at)
    return Year(world, [one for one in tries if one.at < end], list(troubles), end)


def _try(row: Json) -> Try:
    """As the ledger's translation and the fact `attempt` read a charge."""
    card = row["payment_method_details"].get("card") or {}
    failed = row["status"] == "failed"
    return Try(
        at=row["created"],
        payment=row["payment_intent"],
        failed=failed,
        amount=row["amount"],
        currency=row["currency"],
        values=(
            card.get("issuer"),
            card.get("iin"),
            card.get("network"),
            card.get("country"),
            card.get("funding"),
            "recurring" if row["_invoice"] else "online",
            row["payment_method_details"]["type"],
            row["outcome"]["reason"] if failed else None,
        ),
        card=card.get("fingerprint"),
        customer=row.get("customer"),
    )


def watched(year: Year) -> list[Incident]:
    """Every incident of the year, as it was when it was last heard of."""
    found: dict[tuple[str, int], Incident] = {}
    for day in replayed(year.tries, year.tries[0].at, year.end):
        found |= {(one.kind, one.since): one for one, _ in day}
    return list(found.values())


def scored(year: Year, incidents: Sequence[Incident]) -> Score:
    """Only an incident of failed payments that was found while a trouble lasted finds it."""
    outages = sum(isinstance(one, Outage) for one in year.troubles)
    score = Score(
        outages=outages,
        testings=sum(isinstance(one, CardTesting) for one in year.troubles),
        days=(year.end - year.tries[0].at) // DAY - usual.DAYS_MIN,
        delays={"outage": [], "testing": []},
    )
    first: dict[int, int] = {}
    for incident in incidents:
        of = trouble_at(year, incident.found_at)
        if of is None or isinstance(of, Newsletter):
            score.false += 1
        elif incident.kind == "declines":
            first.setdefault(of.at, incident.found_at)
    for trouble in year.troubles:
        if trouble.at in first:
            kind = "outage" if isinstance(trouble, Outage) else "testing"
            score.delays[kind].append(first[trouble.at] - trouble.at)
    score.outages_found = len(score.delays["outage"])
    score.testings_found = len(score.delays["testing"])
    return score


def trouble_at(year: Year, moment: int) -> Trouble | None:
    """What was told at that moment is about this."""
    for one in year.troubles:
        if one.at <= moment <= one.at + one.lasts_s + LATE_S:
            return one
    return None


__all__ = ["Score", "Year", "invented", "scored", "watched"]
