"""Figures as Prometheus reads them: its text format, version 0.0.4.

Written by hand: the figures are put together anew for each answer, from this process and from what
the others have written down, so there is nothing for a registry to keep. Labels are ids of ours,
and words of fixed lists; no names, no keys.
"""

from collections.abc import Iterable, Iterator, Mapping
from typing import Any, Final

from tillwatch import __version__
from tillwatch.intake.nodes import Node
from tillwatch.intake.process import BOTH, WEB, WORKER
from tillwatch.intake.watching import Account, Installation
from tillwatch.intake.watching.accounts import STATES
from tillwatch.kernel.counters import BOUNDS_S

MEDIA_TYPE: Final = "text/plain; version=0.0.4; charset=utf-8"

Labels = Mapping[str, str]
Sample = tuple[Labels, float]

WEBS: Final = (WEB, BOTH)
WORKERS: Final = (WORKER, BOTH)
ANY: Final = (WEB, WORKER, BOTH)
COUNTS: Final = (
    ("accepted", "deliveries_accepted", WEBS, "Deliveries by webhook answered 200."),
    ("repeated", "deliveries_repeated", WEBS, "Deliveries by webhook that were known before."),
    ("applied", "deliveries_applied", WORKERS, "Deliveries merged into the rows."),
    ("changes", "changes_written", WORKERS, "Changes of rows, by whatever way they came."),
    ("fetched", "objects_fetched", WORKERS, "Objects that pages of lists brought."),
    ("cpu_s", "node_cpu_seconds", ANY, "Processor time used."),
)
"""Of each node of those roles: the figure, the metric (with `_total` behind), what it says."""
LEVELS: Final = (
    ("rss_bytes", "node_resident_memory_bytes", ANY, "Memory it holds."),
    ("queue", "inbox_queue", WEBS, "Deliveries that wait to be written."),
)
TIMES: Final = (
    ("commit", "inbox_commit_seconds", WEBS, "How long each transaction of the inbox took."),
    ("apply", "apply_batch_seconds", WORKERS, "How long each batch of deliveries took to apply."),
)


def exposition(told: Installation, accounts: Iterable[Account]) -> str:
    """The whole answer."""
    lines = [*_installation(told), *_nodes(told.nodes), *_accounts(list(accounts))]
    return "\n".join(lines) + "\n"


def _installation(told: Installation) -> Iterator[str]:
    one: Labels = {}
    lag = told.waiting
    yield from _metric("build_info", "gauge", "The version.", [({"version": __version__}, 1)])
    for name, kind, says, value in (
        ("events_received_total", "counter", "Number of the newest event on disk.", lag.received),
        ("events_applied_total", "counter", "Number up to which all are in the rows.", lag.applied),
        ("events_waiting", "gauge", "Events on disk that are not in the rows yet.", lag.events),
        ("apply_lag_seconds", "gauge", "How long the first of them has waited.", lag.oldest_s),
        ("changes_total", "counter", "Number of the newest change of a row.", told.changes),
        ("disk_free_bytes", "gauge", "Free on the disk of the data folder.", told.free_bytes),
    ):
        yield from _metric(name, kind, says, [(one, value)])
    sizes = [({"part": "main"}, told.main_bytes), ({"part": "inbox"}, told.inbox_bytes)]
    yield from _metric("store_size_bytes", "gauge", "On disk.", sizes)


def _nodes(nodes: list[Node]) -> Iterator[str]:
    up = [
        ({"node": one.id, "role": one.role, "version": one.version}, int(one.up)) for one in nodes
    ]
    yield from _metric("node_up", "gauge", "Whether the process gives signs of life.", up)
    started = [({"node": one.id}, one.started_at) for one in nodes]
    says = "When it started, since 1970."
    yield from _metric("node_start_time_seconds", "gauge", says, started)
    for key, name, roles, says in LEVELS:
        levels = [({"node": one.id}, one.figures[key]) for one in nodes if one.role in roles]
        yield from _metric(name, "gauge", says, levels)
    for key, name, roles, says in COUNTS:
        counts = [({"node": one.id}, one.figures[key]) for one in nodes if one.role in roles]
        yield from _metric(f"{name}_total", "counter", says, counts)
    refused = [
        ({"node": one.id, "status": status}, count)
        for one in nodes
        for status, count in one.figures["refused"].items()
    ]
    says = "Deliveries by webhook answered otherwise, by status."
    yield from _metric("deliveries_refused_total", "counter", says, refused)
    for key, name, roles, says in TIMES:
        told = [(one.id, one.figures[key]) for one in nodes if one.role in roles]
        yield from _histogram(name, says, told)


def _histogram(name: str, says: str, nodes: list[tuple[str, Mapping[str, Any]]]) -> Iterator[str]:
    yield from _head(name, "histogram", says)
    for id_, figures in nodes:
        so_far = 0
        for bound, count in zip((*BOUNDS_S, None), figures["counts"], strict=True):
            so_far += count
            upper = "+Inf" if bound is None else f"{bound:g}"
            yield _sample(f"{name}_bucket", {"node": id_, "le": upper}, so_far)
        yield _sample(f"{name}_sum", {"node": id_}, figures["sum_s"])
        yield _sample(f"{name}_count", {"node": id_}, so_far)


def _accounts(accounts: list[Account]) -> Iterator[str]:
    states = [
        ({"connection": one.id, "state": state}, int(one.state == state))
        for one in accounts
        for state in STATES
    ]
    yield from _metric("connection_state", "gauge", "1 for the state it is in.", states)
    newest = [({"connection": one.id}, one.event_at) for one in accounts if one.event_at]
    says = "When its newest event was made, since 1970."
    yield from _metric("connection_last_event_timestamp_seconds", "gauge", says, newest)
    for name, kind, says, values in (
        ("requests_total", "counter", "Requests made with its key.", lambda a: a.requests),
        ("reads_total", "counter", "Those that count at the processor.", lambda a: a.reads),
        ("requests_limited_total", "counter", "Those answered 429.", lambda a: a.limited),
        ("importing", "gauge", "Whether history arrives.", lambda a: int(a.importing)),
        ("import_objects", "gauge", "Objects of its last import.", lambda a: a.imported),
        ("set_aside", "gauge", "Things kept that could not be read.", lambda a: a.set_aside),
        ("undecided", "gauge", "Objects two events left open.", lambda a: a.undecided),
    ):
        told = [({"connection": one.id}, values(one)) for one in accounts]
        yield from _metric(f"connection_{name}", kind, says, told)
    parts = [
        ({"connection": one.id, "state": state}, count)
        for one in accounts
        for state, count in sorted(one.parts.items())
    ]
    says = "Parts of its last import, by how far they are."
    yield from _metric("connection_import_parts", "gauge", says, parts)


def _metric(name: str, kind: str, says: str, samples: Iterable[Sample]) -> Iterator[str]:
    yield from _head(name, kind, says)
    for labels, value in samples:
        yield _sample(name, labels, value)


def _head(name: str, kind: str, says: str) -> Iterator[str]:
    yield f"# HELP tillwatch_{name} {says}"
    yield f"# TYPE tillwatch_{name} {kind}"


def _sample(name: str, labels: Labels, value: float) -> str:
    told = ",".join(f'{key}="{_escaped(text)}"' for key, text in labels.items())
    return f"tillwatch_{name}{{{told}}} {value!r}" if told else f"tillwatch_{name} {value!r}"


def _escaped(text: str) -> str:
    return text.replace("\\", r"\\").replace('"', r"\"").replace("\n", r"\n")
