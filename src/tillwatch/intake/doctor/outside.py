"""What can be seen without the store: the settings, who may read the files, room on the disk."""

import difflib
import os
import shutil
import stat
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Final
from urllib.parse import urlsplit

from tillwatch.intake.doctor.finding import Finding, good, warning, wrong
from tillwatch.settings import PREFIX, SETTINGS, Settings
from tillwatch.settings.values import FILE
from tillwatch.store.engine import FILES

SETTINGS_AREA: Final = "Settings"
DISK: Final = "Disk and files"
OTHERS: Final = stat.S_IRWXG | stat.S_IRWXO
LOW_BYTES: Final = 2_000_000_000
OUT_BYTES: Final = 200_000_000


def set_up(settings: Settings, environment: Mapping[str, str]) -> list[Finding]:
    """Names that mean nothing, and values that are allowed and rarely meant."""
    found = [*_unknown(environment), *_share(settings), *_base_url(settings)]
    return found or [good(SETTINGS_AREA, "Names and values", "Every setting is known and usable.")]


def _unknown(environment: Mapping[str, str]) -> Iterator[Finding]:
    known = [PREFIX + one.name.upper() for one in SETTINGS]
    known += [PREFIX + one.name.upper() + FILE for one in SETTINGS if one.secret]
    for name in sorted(environment):
        if not name.startswith(PREFIX) or name in known:
            continue
        near = difflib.get_close_matches(name, known, 1)
        meant = f"write {near[0]} if you meant that, or remove it" if near else "remove it"
        says = f"{name} is set and is not a setting: it does nothing."
        yield warning(SETTINGS_AREA, name, says, f"Look at its spelling: {meant}.")


def _share(settings: Settings) -> Iterator[Finding]:
    usual = next(one.default for one in SETTINGS if one.name == "stripe_api_base")
    if settings.stripe_api_base != usual:
        says = f"Stripe is asked at {urlsplit(settings.stripe_api_base).netloc}, not at Stripe."
        yield good(SETTINGS_AREA, "STRIPE_API_BASE", says)
        return
    name = "STRIPE_RATE"
    if settings.stripe_rate == 0:
        says = "No limit is kept when Stripe is asked: it will refuse requests of yours too."
        yield warning(SETTINGS_AREA, name, says, f"Unset {PREFIX}{name}.")
    if settings.stripe_rate_share > 0.9:
        says = f"Tillwatch may use {settings.stripe_rate_share:.0%} of what Stripe allows."
        to_do = f"Lower {PREFIX}STRIPE_RATE_SHARE if other software asks Stripe for this account."
        yield warning(SETTINGS_AREA, "STRIPE_RATE_SHARE", says, to_do)


def _base_url(settings: Settings) -> Iterator[Finding]:
    if settings.base_url is not None and urlsplit(settings.base_url).scheme != "https":
        says = f"The public address {settings.base_url} is not https: Stripe sends live events to "
        says += "https only, and what is typed there can be read on the way."
        to_do = f"Put a proxy with TLS in front and set {PREFIX}BASE_URL to its https address."
        yield warning(SETTINGS_AREA, "BASE_URL", says, to_do)


def files(settings: Settings) -> list[Finding]:
    """The data folder, the key and the database files, and how much room is left."""
    folder = settings.data_dir
    if not folder.exists():
        says = f"The data folder {folder} is not there yet; the first start makes it."
        return [good(DISK, "Data folder", says)]
    return [*_open(settings), room(shutil.disk_usage(folder).free)]


def _open(settings: Settings) -> list[Finding]:
    found = []
    folder, key = settings.data_dir, settings.secret_key_file
    if not os.access(folder, os.W_OK | os.X_OK):
        to_do = f"Change its owner, or set {PREFIX}DATA_DIR to a folder you can write to."
        found.append(wrong(DISK, "Data folder", f"{folder} cannot be written to.", to_do))
    if _mode(folder) & stat.S_IWOTH:
        says = f"Everybody on this machine may write to {folder}."
        found.append(wrong(DISK, "Data folder", says, f"Run `chmod 700 {folder}`."))
    if not key.exists() and (folder / FILES[0]).exists() and settings.database_url is None:
        says = f"The secret key file {key} is not there: stored keys of accounts cannot be opened."
        to_do = f"Bring it back (every backup holds it), or mend {PREFIX}SECRET_KEY_FILE."
        found.append(wrong(DISK, "Secret key", says, to_do))
    for about, path, worse in (("Secret key", key, True), *_stores(folder)):
        if path.exists() and _mode(path) & OTHERS:
            make = wrong if worse else warning
            says = f"Others on this machine can read {path} (mode {_mode(path):04o})."
            found.append(make(DISK, about, says, f"Run `chmod 600 {path}`."))
    return found or [good(DISK, "Permissions", "Only their owner can read the data and the key.")]


def _stores(folder: Path) -> list[tuple[str, Path, bool]]:
    names = [name + ending for name in FILES for ending in ("", "-wal", "-shm")]
    return [("Database file", folder / name, False) for name in names]


def _mode(path: Path) -> int:
    return stat.S_IMODE(path.stat().st_mode)


def room(free: int) -> Finding:
    """Whether so many bytes are enough for the next days."""
    says = f"{free / 1e9:.1f} GB are free on the disk of the data folder."
    if free < OUT_BYTES:
        says += " When it is full, events are refused; Stripe sends them again for three days."
        return wrong(DISK, "Free room", says, "Make room, or move the data to a larger disk.")
    if free < LOW_BYTES:
        return warning(DISK, "Free room", says, "Make room before it runs out.")
    return good(DISK, "Free room", says)
