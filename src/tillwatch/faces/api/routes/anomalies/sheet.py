"""Anomalies as a sheet: a line for each, and one more for each further currency it costs."""

from collections.abc import Iterator, Mapping, Sequence
from typing import Final
from zoneinfo import ZoneInfo

from tillwatch.faces.api.routes.anomalies import told
from tillwatch.faces.api.routes.rows.sheets import amount, moment, plain
from tillwatch.features.monitoring.anomalies.listing import Anomaly

KPIS: Final = {
    "declines": "Failed payments",
    "silence": "Sales",
    "drift": "Failed payments, slowly",
}
HEADS: Final = (
    "Id",
    "Account",
    "KPI",
    "Severity",
    "State",
    "Found",
    "From",
    "Until",
    "What",
    "Counted",
    "Of payments",
    "Usual (thousandths)",
    "Currency",
    "Sales missed",
    "In a year",
    "Mode",
)


def lines(some: Sequence[Anomaly], names: Mapping[str, str], tz: ZoneInfo) -> Iterator[list[str]]:
    yield list(HEADS)
    for one in some:
        shown = told.anomaly(one, None)
        own = [
            one.id,
            plain(names.get(one.connection_id, one.connection_id)),
            KPIS[one.known.incident.kind],
            one.severity,
            one.state,
            moment(one.at, tz),
            moment(one.since, tz),
            moment(one.until, tz) if one.until is not None else "",
            plain(one.sentence),
            str(shown["failed"]),
            str(shown["payments"]),
            str(shown["usual_milli"]),
        ]
        mode = "live" if one.livemode else "test"
        if not one.known.impacts:
            yield [*own, "", "", "", mode]
        for place, part in enumerate(one.known.impacts):
            money = (amount(part.amount, part.currency), amount(part.a_year, part.currency))
            first = own if place == 0 else [*own[:9], "", "", ""]
            yield [*first, part.currency.upper(), *money, mode]
