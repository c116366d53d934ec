"""Near a limit of a card network, or over it: what `programmes` says of the running month.

One alert a month for each level that is near or reached. Like all of `programmes` an estimate.
"""

from typing import Final

import msgspec

from tillwatch.features.monitoring.alerts.detecting.seen import Seen
from tillwatch.features.monitoring.alerts.judging import Finding
from tillwatch.features.monitoring.programmes import asking, months
from tillwatch.features.monitoring.programmes.report import Report, Step

WORTH: Final = ("near", "over")


async def detect(seen: Seen) -> list[Finding]:
    now = seen.period.end
    countries = {seen.account.id: seen.account.country}
    found = await asking.programmes(seen.lake, countries, months.of(now), now)
    findings = []
    for report in found.reports:
        reached = [step for step in report.steps if step.verdict.state in WORTH]
        if reached:
            findings.append(_told(seen, report, reached[-1]))
    return findings


def _told(seen: Seen, report: Report, step: Step) -> Finding:
    asked, figures, verdict = report.asked, report.figures, step.verdict
    is_over = verdict.state == "over"
    how = "is reached" if is_over else "is near"
    counted = f"{figures.cases:,} cases, {figures.sales:,} payments this month"
    more = ""
    if not is_over and verdict.more:
        more = f" {verdict.more:,} more would reach it."
    finding = seen.finding(
        f"{asked.slug}:{step.level.slug}:{asked.month}",
        months.period(asked.month).start,
        f"{asked.programme.name}, “{step.level.name}” {how}: {counted}.{more} An estimate.",
        f"{asked.programme.name} {how}",
        lasts=True,
        programme=asked.slug,
    )
    return msgspec.structs.replace(finding, severity="critical" if is_over else "warning")
