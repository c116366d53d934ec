"""What a person wrote for a setting, as a value; `BadInput` names the one that cannot be read."""

import re
from collections.abc import Mapping
from pathlib import Path
from typing import Final
from urllib.parse import urlsplit

from tillwatch.kernel import addresses, errors
from tillwatch.settings.table import PREFIX, Setting

SHORTEST_DAYS: Final = 35
YEAR_DAYS: Final = 365
FILE: Final = "_FILE"
A_PATH: Final = re.compile(r"(/[A-Za-z0-9_~-][A-Za-z0-9._~-]*)*")


def written(setting: Setting, environment: Mapping[str, str]) -> str:
    """What stands in the environment, "" for nothing. A secret may stand in a file instead, which
    `…_FILE` names: an environment is seen by more eyes."""
    name = PREFIX + setting.name.upper()
    text = environment.get(name, "").strip()
    file = environment.get(name + FILE, "").strip() if setting.secret else ""
    if not file:
        return text
    if text:
        raise errors.BadInput(f"{name} and {name}{FILE} are both set: keep one of them")
    try:
        return Path(file).expanduser().read_text().strip()
    except (OSError, ValueError):
        raise errors.BadInput(f"{name}{FILE} names {file}, which cannot be read") from None


def chosen(setting: Setting, environment: Mapping[str, str]) -> str:
    name = PREFIX + setting.name.upper()
    text = environment.get(name, "").strip().lower() or setting.default
    if text not in setting.choices:
        raise errors.BadInput(f"{name} must be one of {', '.join(setting.choices)}, not “{text}”")
    return text


def number(name: str, text: str, *, least: float = 0.0) -> float:
    try:
        value = float(text)
    except ValueError:
        value = -1.0
    if not least <= value < float("inf"):
        must = f"must be a number from {least:g}"
        raise errors.BadInput(f"{PREFIX}{name.upper()} {must}, not “{text}”")
    return value


def optional_number(name: str, text: str, *, least: float = 0.0) -> float | None:
    return number(name, text, least=least) if text else None


def megabytes(name: str, text: str) -> int | None:
    value = optional_number(name, text, least=64.0)
    return None if value is None else int(value)


def days(name: str, text: str, least: int = SHORTEST_DAYS) -> int | None:
    """Stripe lists the events of 30 days and a webhook may be sent again for as long: what is
    younger than `SHORTEST_DAYS` has to be known when it comes once more."""
    value = optional_number(name, text)
    if value is None:
        return None
    if value != int(value) or value < least:
        raise errors.BadInput(
            f"{PREFIX}{name.upper()} must be whole days, at least {least}, not “{text}”"
        )
    return int(value)


def optional_address(name: str, text: str) -> str | None:
    """Its path stands in pages, cookies and headers: plain characters only."""
    if not text:
        return None
    found = address(name, text, path=True)
    if not A_PATH.fullmatch(urlsplit(found).path):
        raise errors.BadInput(
            f"{PREFIX}{name.upper()} may have a path like /tillwatch: letters, digits, `.`, `_`, "
            "`~` and `-`"
        )
    return found


def origin(name: str, text: str) -> str:
    return address(name, text, path=False)


def address(name: str, text: str, *, path: bool) -> str:
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


def networks(name: str, text: str) -> str:
    """Networks and addresses with commas between; as they came, for `kernel.addresses`."""
    try:
        addresses.networks(text)
    except ValueError:
        raise errors.BadInput(
            f"{PREFIX}{name.upper()} must be addresses or networks like 10.0.0.0/8, ::1, "
            f"not “{text}”"
        ) from None
    return text
