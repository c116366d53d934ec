"""What is told of an incident: a title, a sentence with its numbers, and where to look further."""

from collections.abc import Sequence
from datetime import UTC, datetime
from typing import Final
from urllib.parse import urlencode

from tillwatch.features.monitoring.anomalies.explain import Explained, Piece
from tillwatch.features.monitoring.anomalies.impact import Impact
from tillwatch.features.monitoring.anomalies.noticing.drift import Drift
from tillwatch.features.monitoring.anomalies.noticing.tries import ALL
from tillwatch.features.monitoring.anomalies.noticing.watch import Incident
from tillwatch.features.monitoring.catalogue import DIMENSIONS
from tillwatch.kernel.money import Money
from tillwatch.kernel.times import DAY

SHOWN: Final = 3
CRITICAL_FAILED: Final = 10
CRITICAL: Final = "critical"
WARNING: Final = "warning"


def title(incident: Incident, told: Explained | None) -> str:
    """Without a full stop, as a heading is."""
    if incident.kind == "drift":
        [piece] = incident.pieces
        where = f": {piece[1]}" if piece != ALL else ""
        return f"Failed payments creep up{where}"
    if told is None:
        return "No sales" if incident.finding.payments == 0 else "Far fewer sales than usual"
    where = f": {told.levels[0].value}" if told.levels else ""
    match told.looks_like:
        case "outage":
            return (
                f"Looks like an outage of a bank{where}"
                if _by_bank(told)
                else (f"Looks like an outage{where}")
            )
        case "card_testing":
            return "Looks like stolen cards being tested"
        case _:
            return f"Unusually many failed payments{where}"


def _by_bank(told: Explained) -> bool:
    return bool(told.levels) and told.levels[0].dimension == "issuer"


def sentence(
    incident: Incident,
    told: Explained | None,
    impacts: Sequence[Impact],
    drift: Drift | None = None,
) -> str:
    """“26 of 31 payments failed from 18:04 to 23:41 UTC on 20 October, where about 1.5 do. …”"""
    if drift is not None:
        return _of_drift(incident, drift)
    if incident.kind == "drift":
        return f"Payments fail as often as before again, {_when(incident)}."
    if told is None:
        return _of_silence(incident, impacts)
    parts = [
        f"{told.failed:,} of {told.payments:,} payments failed {_when(incident)}, "
        f"where about {tenths(told.usual_milli)} usually do."
    ]
    if told.cards > 1:
        parts.append(f"They are {told.cards:,} different cards.")
    if told.levels:
        within = " and ".join(_piece(piece) for piece in told.levels)
        parts.append(f"{told.levels[0].share_milli // 10} % of it: {within}.")
    if told.reason is not None:
        parts.append(f"Most often: {told.reason[0].replace('_', ' ')} ({told.reason[1]:,}).")
    if impacts:
        parts.append(f"Sales missed: {amounts(impacts)}.")
    return " ".join(parts)


def _of_silence(incident: Incident, impacts: Sequence[Impact]) -> str:
    count, usual = incident.finding.payments, round(incident.finding.expected)
    sales = "No sales" if count == 0 else f"{count:,} sales"
    said = f"{sales} {_when(incident)}, where about {usual:,} are usual."
    return f"{said} Sales missed: about {amounts(impacts)}." if impacts else said


def _of_drift(incident: Incident, drift: Drift) -> str:
    now, before = (
        f"{tenths(failed * 100_000 // payments)} % ({failed:,} of {payments:,})"
        for failed, payments in (
            (drift.failed, drift.payments),
            (drift.failed_before, drift.payments_before),
        )
    )
    since = datetime.fromtimestamp(incident.since, UTC)
    return f"{now} of payments failed since {since.day} {since:%B}, in the weeks before {before}."


def _when(incident: Incident) -> str:
    since, until = (datetime.fromtimestamp(at, UTC) for at in (incident.since, incident.until))
    day = f"{since.day} {since:%B}"
    if incident.until - incident.since >= DAY:
        return f"from {day}, {since:%H:%M} UTC to {until.day} {until:%B}, {until:%H:%M} UTC"
    return f"from {since:%H:%M} to {until:%H:%M} UTC on {day}"


def _piece(piece: Piece) -> str:
    return f"{DIMENSIONS[piece.dimension].name} {piece.value}"


def tenths(milli: int) -> str:
    """Thousandths as a number with one decimal."""
    return f"{milli // 1000}.{milli % 1000 // 100}"


def amounts(impacts: Sequence[Impact]) -> str:
    """The largest few, each in its currency."""
    largest = sorted(impacts, key=lambda one: -one.payments)[:SHOWN]
    return ", ".join(
        f"{Money(o.amount, o.currency).major():,} {o.currency.upper()}" for o in largest
    )


def severity(incident: Incident, told: Explained | None) -> str:
    if incident.kind == "drift":
        return WARNING
    if told is None or told.looks_like is not None or told.failed >= CRITICAL_FAILED:
        return CRITICAL
    return WARNING


def link(incident: Incident, told: Explained | None) -> str:
    """The tab of Analytics with the days and the slices set."""
    first = datetime.fromtimestamp(incident.since, UTC).date().isoformat()
    last = datetime.fromtimestamp(incident.until, UTC).date().isoformat()
    asked = [("from", first), ("until", last)]
    levels = told.levels if told is not None else ()
    slices = [(piece.dimension, piece.value) for piece in levels]
    if incident.kind == "drift":
        slices = [piece for piece in incident.pieces if piece != ALL]
    asked += [("f", f"{name}:{value}") for name, value in slices]
    tab = "sales" if incident.kind == "silence" else "declines"
    return f"/analytics/{tab}?{urlencode(asked)}"
