"""The settings: one table, read once at the start from the environment.

A setting is `TILLWATCH_` and its name in capitals. Unset means the default; an empty value counts
as unset. `table` has the lines, `values` reads what a person wrote, `oidc` what
belongs together about the provider that people sign in with, `drafting` about the language model.
"""

import os
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path

from tillwatch.kernel import errors
from tillwatch.settings import drafting, oidc, values
from tillwatch.settings.drafting import Drafting as Drafting
from tillwatch.settings.oidc import Oidc as Oidc
from tillwatch.settings.table import PREFIX as PREFIX
from tillwatch.settings.table import SETTINGS as SETTINGS
from tillwatch.settings.table import Setting as Setting
from tillwatch.settings.values import SHORTEST_DAYS as SHORTEST_DAYS


@dataclass(frozen=True, slots=True)
class Settings:
    """The table's values, typed. Paths are absolute; addresses have no trailing slash."""

    data_dir: Path
    database_url: str | None = field(repr=False)
    lake_url: str | None
    lake_host: str
    lake_memory_mb: int | None
    base_url: str | None
    stripe_api_base: str
    stripe_files_base: str
    stripe_rate_share: float
    stripe_rate: float | None
    poll_seconds: float | None
    keep_bodies_days: int | None
    keep_events_days: int | None
    keep_set_aside_days: int | None
    keep_audit_days: int | None
    forget_customers_days: int | None
    takeover_seconds: float
    secret_key_file: Path
    trusted_proxies: str
    api_rate: float
    api_burst: float
    allow_private_urls: str
    log: str
    log_level: str
    token: str | None = field(repr=False)
    oidc: Oidc | None
    drafting: Drafting | None


def load(environment: Mapping[str, str] = os.environ) -> Settings:
    """The settings of this process; `BadInput` names the setting that cannot be read."""
    written = {s.name: values.written(s, environment) for s in SETTINGS}
    given = {s.name: written[s.name] or s.default for s in SETTINGS}
    data_dir = Path(given["data_dir"]).expanduser().absolute()
    share = values.number("stripe_rate_share", given["stripe_rate_share"])
    if not 0 < share <= 1:
        raise errors.BadInput(f"{PREFIX}STRIPE_RATE_SHARE must be above 0 and up to 1, not {share}")
    key_file = given["secret_key_file"]
    log, log_level = log_of(environment)
    return Settings(
        data_dir=data_dir,
        database_url=given["database_url"] or None,
        lake_url=given["lake_url"] or None,
        lake_host=given["lake_host"],
        lake_memory_mb=values.megabytes("lake_memory_mb", given["lake_memory_mb"]),
        base_url=values.optional_address("base_url", given["base_url"]),
        stripe_api_base=values.origin("stripe_api_base", given["stripe_api_base"]),
        stripe_files_base=values.origin("stripe_files_base", given["stripe_files_base"]),
        stripe_rate_share=share,
        stripe_rate=values.optional_number("stripe_rate", given["stripe_rate"]),
        poll_seconds=values.optional_number("poll_seconds", given["poll_seconds"], least=0.1),
        keep_bodies_days=values.days("keep_bodies_days", given["keep_bodies_days"]),
        keep_events_days=values.days("keep_events_days", given["keep_events_days"]),
        keep_set_aside_days=values.days("keep_set_aside_days", given["keep_set_aside_days"]),
        keep_audit_days=values.days("keep_audit_days", given["keep_audit_days"], values.YEAR_DAYS),
        forget_customers_days=values.days(
            "forget_customers_days", given["forget_customers_days"], values.YEAR_DAYS
        ),
        takeover_seconds=values.number("takeover_seconds", given["takeover_seconds"], least=1.0),
        secret_key_file=Path(key_file).expanduser().absolute() if key_file else data_dir / "key",
        trusted_proxies=values.networks("trusted_proxies", given["trusted_proxies"]),
        api_rate=values.number("api_rate", given["api_rate"]),
        api_burst=values.number("api_burst", given["api_burst"], least=1.0),
        allow_private_urls=values.networks("allow_private_urls", given["allow_private_urls"]),
        log=log,
        log_level=log_level,
        token=given["token"] or None,
        oidc=oidc.read(given),
        drafting=drafting.read(given),
    )


def value(settings: Settings, name: str) -> object:
    """Of the setting of that name, also of one that is read together with others."""
    found: object = getattr(settings, name, None)
    for group in ("oidc", "drafting"):
        if name.startswith(f"{group}_"):
            return getattr(getattr(settings, group), name.removeprefix(f"{group}_"), None)
    return found


def log_of(environment: Mapping[str, str] = os.environ) -> tuple[str, str]:
    """What a line of the log is, and its level: known before all else, so that all else can log."""
    log, log_level = (values.chosen(s, environment) for s in SETTINGS if s.choices)
    return log, log_level
