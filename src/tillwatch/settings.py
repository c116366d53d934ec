"""The settings: one table, read once at the start from the environment.

A setting is `TILLWATCH_` and its name in capitals. Unset means the default; an empty value counts
as unset. `docs/settings.md` is checked against this table.
"""

import os
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Final
from urllib.parse import urlsplit

from tillwatch.kernel import errors

PREFIX: Final = "TILLWATCH_"
SHORTEST_DAYS: Final = 35


@dataclass(frozen=True, slots=True)
class Setting:
    """One line of the table. `default` is as a person would write it; "" means not set."""

    name: str
    type: type[str] | type[float] | type[Path]
    default: str
    help: str
    secret: bool = False
    choices: tuple[str, ...] = ()


SETTINGS: Final = (
    Setting("data_dir", Path, "~/.tillwatch", "Folder for the database files and the secret key."),
    Setting(
        "database_url",
        str,
        "",
        "PostgreSQL address (postgresql://…); default: SQLite files in the data folder.",
        secret=True,
    ),
    Setting("lake_url", str, "", "Where the columnar copy lives; default: the data folder."),
    Setting("base_url", str, "", "Public address of this installation, used in webhook addresses."),
    Setting("stripe_api_base", str, "https://api.stripe.com", "Origin of Stripe's API."),
    Setting("stripe_files_base", str, "https://files.stripe.com", "Origin of Stripe's files API."),
    Setting(
        "stripe_rate_share",
        float,
        "0.5",
        "Share of Stripe's request limits Tillwatch may use, above 0 and up to 1.",
    ),
    Setting(
        "stripe_rate",
        float,
        "",
        "Requests a second to Stripe in all; default: Stripe's own limits; 0: no limiter.",
    ),
    Setting(
        "poll_seconds",
        float,
        "",
        "Seconds between two checks of Stripe's event list; default: by the account's activity.",
    ),
    Setting(
        "keep_bodies_days",
        float,
        "",
        "Days that the bodies of events are kept, at least 35; default: for ever.",
    ),
    Setting(
        "keep_events_days",
        float,
        "",
        "Days that events are kept at all, at least 35; default: for ever.",
    ),
    Setting(
        "takeover_seconds",
        float,
        "20",
        "Seconds of silence after which a worker's accounts are taken over by another.",
    ),
    Setting("secret_key_file", Path, "", "File with the encryption key; default: data folder/key."),
    Setting(
        "log",
        str,
        "text",
        "What a line of the log is: `text` for a person, `json` for a machine.",
        choices=("text", "json"),
    ),
    Setting(
        "log_level",
        str,
        "warning",
        "From which level on is logged: `debug`, `info`, `warning` or `error`.",
        choices=("debug", "info", "warning", "error"),
    ),
)


@dataclass(frozen=True, slots=True)
class Settings:
    """The table's values, typed. Paths are absolute; addresses have no trailing slash."""

    data_dir: Path
    database_url: str | None
    lake_url: str | None
    base_url: str | None
    stripe_api_base: str
    stripe_files_base: str
    stripe_rate_share: float
    stripe_rate: float | None
    poll_seconds: float | None
    keep_bodies_days: int | None
    keep_events_days: int | None
    takeover_seconds: float
    secret_key_file: Path
    log: str
    log_level: str


def load(environment: Mapping[str, str] = os.environ) -> Settings:
    """The settings of this process; `BadInput` names the setting that cannot be read."""
    values = {s.name: environment.get(PREFIX + s.name.upper(), "").strip() for s in SETTINGS}
    given = {s.name: values[s.name] or s.default for s in SETTINGS}
    data_dir = Path(given["data_dir"]).expanduser().absolute()
    share = _number("stripe_rate_share", given["stripe_rate_share"])
    if not 0 < share <= 1:
        raise errors.BadInput(f"{PREFIX}STRIPE_RATE_SHARE must be above 0 and up to 1, not {share}")
    key_file = given["secret_key_file"]
    log, log_level = log_of(environment)
    return Settings(
        data_dir=data_dir,
        database_url=given["database_url"] or None,
        lake_url=given["lake_url"] or None,
        base_url=_address("base_url", given["base_url"], path=True) if given["base_url"] else None,
        stripe_api_base=_address("stripe_api_base", given["stripe_api_base"], path=False),
        stripe_files_base=_address("stripe_files_base", given["stripe_files_base"], path=False),
        stripe_rate_share=share,
        stripe_rate=_optional_number("stripe_rate", given["stripe_rate"]),
        poll_seconds=_optional_number("poll_seconds", given["poll_seconds"], least=0.1),
        keep_bodies_days=_days("keep_bodies_days", given["keep_bodies_days"]),
        keep_events_days=_days("keep_events_days", given["keep_events_days"]),
        takeover_seconds=_number("takeover_seconds", given["takeover_seconds"], least=1.0),
        secret_key_file=Path(key_file).expanduser().absolute() if key_file else data_dir / "key",
        log=log,
        log_level=log_level,
    )


def log_of(environment: Mapping[str, str] = os.environ) -> tuple[str, str]:
    """What a line of the log is, and its level: known before all else, so that all else can log."""
    log, log_level = (_chosen(s, environment) for s in SETTINGS if s.choices)
    return log, log_level


def _chosen(setting: Setting, environment: Mapping[str, str]) -> str:
    name = PREFIX + setting.name.upper()
    text = environment.get(name, "").strip().lower() or setting.default
    if text not in setting.choices:
        raise errors.BadInput(f"{name} must be one of {', '.join(setting.choices)}, not “{text}”")
    return text


def _number(name: str, text: str, *, least: float = 0.0) -> float:
    try:
        value = float(text)
    except ValueError:
        value = -1.0
    if not least <= value < float("inf"):
        must = f"must be a number from {least:g}"
        raise errors.BadInput(f"{PREFIX}{name.upper()} {must}, not “{text}”")
    return value


def _optional_number(name: str, text: str, *, least: float = 0.0) -> float | None:
    return _number(name, text, least=least) if text else None


def _days(name: str, text: str) -> int | None:
    """Stripe lists the events of 30 days and a webhook may be sent again for as long: what is
    younger than `SHORTEST_DAYS` has to be known when it comes once more."""
    value = _optional_number(name, text)
    if value is None:
        return None
    if value != int(value) or value < SHORTEST_DAYS:
        raise errors.BadInput(
            f"{PREFIX}{name.upper()} must be whole days, at least {SHORTEST_DAYS}, not “{text}”"
        )
    return int(value)


def _address(name: str, text: str, *, path: bool) -> str:
    """An address of http or https. `path`: whether more than the origin may stand there. What was
    given is not repeated: it can hold a password."""
    try:
        parts = urlsplit(text)
        is_one = parts.scheme in ("http", "https") and bool(parts.hostname) and parts.port != 0
    except ValueError:  # no port, or no host in brackets
        raise _no_address(name, path) from None
    rest = parts.path.strip("/")
    odd = any(mark in text for mark in "?#@\\") or any(one.isspace() for one in text)
    if not is_one or odd or (rest and not path):
        raise _no_address(name, path)
    return text.rstrip("/")


def _no_address(name: str, path: bool) -> errors.BadInput:
    but = "no user, `?` or `#`" if path else "no path, user, `?` or `#`"
    return errors.BadInput(
        f"{PREFIX}{name.upper()} must be an address like https://example.com, with {but}"
    )
