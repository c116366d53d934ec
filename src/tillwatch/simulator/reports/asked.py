"""One wish for one report, checked."""

from dataclasses import dataclass

from tillwatch.simulator.reports.catalogue import ReportType

UTC = "Etc/UTC"


@dataclass(frozen=True, slots=True)
class Asked:
    report: ReportType
    columns: tuple[str, ...]
    start: int = 0
    """First second that counts."""
    end: int = 0
    """The second after the last that counts."""
    zone: str = UTC
    """In which the output's times are written; the interval is not touched by it."""
    currency: str | None = None
    category: str | None = None
    payout: str | None = None
