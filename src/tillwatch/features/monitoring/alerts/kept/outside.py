"""Notices that other parts of the house want people to see among the alerts: each once."""

from collections.abc import Mapping
from typing import Any

from sqlalchemy import Connection

from tillwatch.features.monitoring.alerts.kept.found import OPEN, PREFIX
from tillwatch.kernel import ids
from tillwatch.store.engine import Store
from tillwatch.store.tables import alert


def put(
    store: Store,
    tx: Connection,
    *,
    cause: str,
    connection_id: str | None,
    at: int,
    severity: str,
    title: str,
    sentence: str,
    link: str | None,
    figures: Mapping[str, Any] | None = None,
    lasts: bool = False,
) -> bool:
    """False where there is one of that cause already. It is of a moment, unless it `lasts`."""
    row: dict[str, Any] = {
        "id": ids.new(PREFIX),
        "rule_id": None,
        "cause": cause,
        "connection_id": connection_id,
        "at": at,
        "seen": None,
        "since": at,
        "until": None if lasts else at,
        "severity": severity,
        "state": OPEN,
        "state_until": None,
        "title": title,
        "sentence": sentence,
        "figures": dict(figures or {}),
        "link": link,
    }
    return bool(tx.execute(store.insert(alert).on_conflict_do_nothing(), row).rowcount)
