"""The one door of the log: to stderr, as lines for a person or as JSON for a machine.

Each line has the time, the level, the room it comes from, the message, and the ids of what it is
about (`kernel.trace`). Other libraries' loggers go through the same door, from warnings on only:
below that they tell of requests and rows. What looks like a secret is taken out last of all, after
the line is whole: nobody logs one on purpose, but what others say may quote one.
"""

import json
import logging
import sys
import threading
from collections.abc import Mapping
from datetime import UTC, datetime
from typing import Any, Final

from tillwatch import settings
from tillwatch.cli import plain
from tillwatch.kernel import trace
from tillwatch.kernel.scrub import scrubbed

OWN: Final = ("tillwatch", "uvicorn")

_log = logging.getLogger(__name__)


def open_door(environment: Mapping[str, str]) -> None:
    """From here on all is logged as the settings say; `BadInput` names one that cannot be read."""
    kind, level = settings.log_of(environment)
    door = logging.StreamHandler(sys.stderr)
    door.setFormatter(Json() if kind == "json" else Text())
    logging.basicConfig(level=max(logging.WARNING, _number(level)), handlers=[door], force=True)
    threading.excepthook = _thread_failed
    for name in OWN:
        logging.getLogger(name).setLevel(_number(level))


class Text(logging.Formatter):
    """One line; a trace follows in lines of its own. It may quote an address that was asked for, or
    what a shop is called, so nothing in it moves a terminal."""

    def format(self, record: logging.LogRecord) -> str:
        ids = "".join(f" {name}={id_}" for name, id_ in _ids(record).items())
        told = f"{_message(record)}{ids}"
        line = f"{_time(record)} {record.levelname} {_room(record)}: {plain.line(told)}"
        trace_ = _trace(self, record)
        return scrubbed(line if trace_ is None else f"{line}\n{plain.lines(trace_)}")


class Json(logging.Formatter):
    """One object a line; `trace` is the exception's."""

    def format(self, record: logging.LogRecord) -> str:
        told: dict[str, Any] = {
            "time": _time(record),
            "level": record.levelname.lower(),
            "room": _room(record),
            "message": scrubbed(_message(record)),
            **{name: scrubbed(id_) for name, id_ in _ids(record).items()},
        }
        if (trace_ := _trace(self, record)) is not None:
            told["trace"] = scrubbed(trace_)
        return json.dumps(told)


def _thread_failed(failed: threading.ExceptHookArgs) -> None:
    """Not printed as it is, as Python would: its trace goes through the door like all else."""
    name = failed.thread.name if failed.thread else "that is over"
    if failed.exc_value is not None:
        _log.error("The thread %s failed", name, exc_info=failed.exc_value)


def _message(record: logging.LogRecord) -> str:
    """Without the statement that SQLAlchemy puts below what the database said."""
    return record.getMessage().partition("\n[SQL: ")[0]


def _ids(record: logging.LogRecord) -> dict[str, str]:
    """Those of the work under way; what the line itself says (`extra=`) counts more."""
    told = trace.told()
    own = {one.name: getattr(record, one.name, None) for one in trace.ALL}
    return told | {name: str(id_) for name, id_ in own.items() if id_ is not None}


def _trace(formatter: logging.Formatter, record: logging.LogRecord) -> str | None:
    return formatter.formatException(record.exc_info) if record.exc_info else None


def _room(record: logging.LogRecord) -> str:
    return record.name.removeprefix("tillwatch.")


def _time(record: logging.LogRecord) -> str:
    moment = datetime.fromtimestamp(record.created, UTC)
    return f"{moment:%Y-%m-%dT%H:%M:%S}.{moment.microsecond // 1000:03}Z"


def _number(level: str) -> int:
    return logging.getLevelNamesMapping()[level.upper()]
