"""`python -m tests.monitoring.anomalies.ruled [SEEDS]`: what the recommended rules find in the same
simulated time, judged as the worker does. Of each trouble the first alert counts; what was told
while there was no trouble is a false alarm. A quarter of a year each: rules are slower to replay.
"""

import asyncio
import sys
import tempfile
from pathlib import Path
from typing import Final

from sqlalchemy import Connection

from tests import stores
from tests.api import filling
from tests.monitoring import business
from tests.monitoring.anomalies import evaluation, years
from tests.monitoring.anomalies.years import Score, Year
from tillwatch.features.monitoring.alerts import watching
from tillwatch.features.monitoring.alerts.detecting import Account
from tillwatch.features.monitoring.alerts.judging import Finding
from tillwatch.features.monitoring.alerts.ruled import METRIC
from tillwatch.features.monitoring.alerts.ruled.recommended import RECOMMENDED
from tillwatch.intake.house import House
from tillwatch.kernel.bell import Bell
from tillwatch.kernel.clock import SetClock
from tillwatch.kernel.times import DAY, Period
from tillwatch.lake.asking import Lake
from tillwatch.ledger import write
from tillwatch.processors.registry import Registry
from tillwatch.rows import Attempt
from tillwatch.simulator.business.story.troubles import Outage
from tillwatch.store.engine import open_store
from tillwatch.store.secrets import open_vault

RULES: Final = (
    "bank_down",
    "card_testing",
    "authorization_rate_hour",
    "authorization_rate_day",
    "sales_fall",
)
DAYS: Final = 120
EACH: Final = 2


async def ruled(year: Year) -> list[Finding]:
    """All that the rules tell between the first trouble that is possible and the end."""
    with tempfile.TemporaryDirectory() as folder:
        house = await _house(Path(folder))
        await filling.account(house, business.CON, "test")
        rows = [one for one in business.rows_in(year.world) if isinstance(one, Attempt)]

        def work(tx: Connection) -> None:
            write.write(tx, business.CON, (), rows)

        await house.store.write(work)
        period = Period(year.end - (DAYS - years.QUIET_DAYS) * DAY, year.end)
        lake, shop = Lake(house.store), Account(id=business.CON, name="", mode="test")
        found: list[Finding] = []
        for slug in RULES:
            rule = RECOMMENDED[slug]
            if rule.kind != METRIC:
                found += await watching.detect(house.store, lake, rule, shop, period)
                continue
            watched = await watching.watch(
                lake,
                rule,
                [business.CON],
                period,
                {},
                settled=year.end,
                mode="test",
                names={},
            )
            found += watched.findings
        await house.store.close()
    return found


async def _house(folder: Path) -> House:
    read = stores.given(folder)
    return House(
        settings=read,
        store=await open_store(read),
        vault=open_vault(read.secret_key_file),
        processors=Registry([]),
        clock=SetClock(business.NOON),
        bell=Bell(),
    )


def scored(year: Year, findings: list[Finding]) -> Score:
    outages = sum(isinstance(one, Outage) for one in year.troubles)
    score = Score(
        outages=outages,
        testings=len(year.troubles) - outages,
        days=DAYS - years.QUIET_DAYS,
        delays={"outage": [], "testing": []},
    )
    first: dict[int, int] = {}
    for one in sorted(findings, key=lambda one: one.seen):
        of = years.trouble_at(year, one.seen)
        if of is not None:
            first.setdefault(of.at, one.seen)
        elif not _lately(year, one.seen):
            score.false += 1
    for trouble in year.troubles:
        if trouble.at in first:
            kind = "outage" if isinstance(trouble, Outage) else "testing"
            score.delays[kind].append(first[trouble.at] - trouble.at)
    score.outages_found, score.testings_found = map(len, score.delays.values())
    return score


def _lately(year: Year, moment: int) -> bool:
    """Rules over 24 hours tell of a trouble late: neither a finding nor a false alarm."""
    return any(one.at < moment <= one.at + one.lasts_s + DAY for one in year.troubles)


def main() -> None:
    seeds = int(sys.argv[1]) if len(sys.argv) > 1 else evaluation.SEEDS
    for a_day in (20, 200):
        scores = []
        for seed in range(1, seeds + 1):
            year = years.invented(seed, a_day, DAYS, EACH)
            scores.append(scored(year, asyncio.run(ruled(year))))
        print(evaluation.said(a_day, True, evaluation.added(scores)), flush=True)


if __name__ == "__main__":
    main()
