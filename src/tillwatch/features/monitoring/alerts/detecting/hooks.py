"""The webhook brings nothing, or brings it late. What the worker knows of an account says so."""

from typing import Final

from tillwatch.features.monitoring.alerts.detecting.seen import Seen
from tillwatch.features.monitoring.alerts.judging import Finding

MINUTE_MS: Final = 60_000


async def detect(seen: Seen) -> list[Finding]:
    account, limit = seen.account, seen.parameters["minutes"]
    if account.hook_silent_since is not None:
        quiet_s = seen.period.end - account.hook_silent_since
        if quiet_s >= limit * 60:
            said = (
                "Stripe's webhook brings nothing, although something happens; checking covers it."
            )
            title = "The webhook is silent"
            return [seen.finding("silent", account.hook_silent_since, said, title, lasts=True)]
    if account.hook_delay_ms is not None and account.hook_delay_ms >= limit * MINUTE_MS:
        minutes = account.hook_delay_ms // MINUTE_MS
        said = f"What comes by webhook comes {minutes:,} minutes after it happened."
        return [seen.finding("late", seen.period.end, said, "The webhook is late", lasts=True)]
    return []
