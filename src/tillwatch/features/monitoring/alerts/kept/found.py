"""Writes down what rules found: one alert an episode, however often it is looked at.

An episode found again, perhaps with another beginning because data came late, is the alert that is
there already: one of the same rule and key that overlaps it. What a detector finds may grow while
it lasts, so its words are kept as of now; where it became worse, it waits for everybody again.
"""

from collections.abc import Collection, Sequence
from typing import Any, Final

from sqlalchemy import Connection, delete, or_, select, update

from tillwatch.features.monitoring.alerts.judging import Finding
from tillwatch.features.monitoring.alerts.ruled import METRIC, Rule
from tillwatch.features.monitoring.alerts.ruled.frames import told_at
from tillwatch.features.monitoring.alerts.ruled.rule import SEVERITIES
from tillwatch.kernel import ids
from tillwatch.store.engine import Store
from tillwatch.store.tables import alert, alert_read

PREFIX: Final = "alr"
OPEN: Final = "open"
SNOOZED: Final = "snoozed"
RESOLVED: Final = "resolved"


def write(
    store: Store, tx: Connection, rule: Rule, found: Sequence[Finding], *, history_until: int | None
) -> int:
    """How many are new. `history_until`: what happened before, once, was before anybody watched and
    is done with; None: nothing was."""
    added = 0
    for finding in found:
        there = _there(tx, rule, finding)
        if there is None:
            if finding.sentence:  # else it is the end of one that is gone
                added += _add(store, tx, rule, finding, history_until=history_until)
        elif there.until is None and finding.until is not None:
            tx.execute(update(alert).where(alert.c.id == there.id).values(until=finding.until))
        elif there.until is not None and finding.until is None:
            tx.execute(update(alert).where(alert.c.id == there.id).values(until=None))
        if there is not None and finding.until is None and rule.kind != METRIC:
            added += _again(tx, rule, there, finding)
    return added


def end(tx: Connection, rule: Rule, account_id: str, still: Collection[str], now: int) -> None:
    """What lasted and was not found any more is over."""
    query = select(alert.c.id, alert.c.cause).where(
        alert.c.rule_id == rule.id, alert.c.connection_id == account_id, alert.c.until.is_(None)
    )
    begun = [f"{rule.id}:{key}:" for key in still]
    for row in tx.execute(query).all():
        if not row.cause.startswith(tuple(begun)):
            tx.execute(update(alert).where(alert.c.id == row.id).values(until=now))


def _there(tx: Connection, rule: Rule, finding: Finding) -> Any:
    """The alert that is of the same episode."""
    begun = f"{rule.id}:{finding.about}:"
    query = select(alert.c.id, alert.c.until, alert.c.severity, alert.c.sentence).where(
        alert.c.rule_id == rule.id,
        alert.c.cause.startswith(begun, autoescape=True),
        or_(alert.c.until.is_(None), alert.c.until >= finding.since),
    )
    if finding.until is not None:
        query = query.where(alert.c.since <= finding.until)
    return tx.execute(query.order_by(alert.c.since.desc()).limit(1)).first()


def _again(tx: Connection, rule: Rule, there: Any, finding: Finding) -> int:
    """It lasts, and is told as it is now. 1 where it is worse than before."""
    severity = finding.severity or rule.definition.severity
    is_worse = SEVERITIES.index(severity) < SEVERITIES.index(there.severity)
    if not is_worse and finding.sentence == there.sentence:
        return 0
    values: dict[str, Any] = {
        "severity": severity,
        "title": finding.title,
        "sentence": finding.sentence,
        "figures": {**finding.figures, "kind": rule.kind},
    }
    if is_worse:
        told = told_at(rule.definition.quiet, finding.seen)
        values |= {"state": OPEN, "at": told, "seen": finding.seen if told > finding.seen else None}
        tx.execute(delete(alert_read).where(alert_read.c.alert_id == there.id))
    tx.execute(update(alert).where(alert.c.id == there.id).values(values))
    return int(is_worse)


def _add(
    store: Store, tx: Connection, rule: Rule, finding: Finding, *, history_until: int | None
) -> int:
    quiet = rule.definition.quiet
    told = told_at(quiet, finding.seen)
    done = finding.is_moment and history_until is not None and finding.seen < history_until
    row = {
        "id": ids.new(PREFIX),
        "rule_id": rule.id,
        "cause": f"{rule.id}:{finding.about}:{finding.since}",
        "connection_id": finding.connection_id,
        "at": told,
        "seen": finding.seen if told > finding.seen else None,
        "since": finding.since,
        "until": finding.until,
        "severity": finding.severity or rule.definition.severity,
        "state": RESOLVED if done else OPEN,
        "state_until": None,
        "title": finding.title,
        "sentence": finding.sentence,
        "figures": {**finding.figures, "kind": rule.kind},
        "link": None,
    }
    return int(tx.execute(store.insert(alert).on_conflict_do_nothing(), row).rowcount)
