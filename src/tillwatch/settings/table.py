"""The table of settings: name, type, default, help. `docs/settings.md` is checked against it."""

from dataclasses import dataclass
from pathlib import Path
from typing import Final

PREFIX: Final = "TILLWATCH_"


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
    Setting(
        "lake_host",
        str,
        "127.0.0.1",
        "Address of this machine at which other machines ask the columnar copy.",
    ),
    Setting(
        "lake_memory_mb",
        float,
        "",
        "Memory that questions to the columnar copy may take; default: a quarter of the machine's.",
    ),
    Setting("base_url", str, "", "Public address of this installation; it may have a path."),
    Setting(
        "trusted_proxies",
        str,
        "",
        "Addresses and networks of your proxies, whose `X-Forwarded-…` headers count.",
    ),
    Setting(
        "api_rate",
        float,
        "200",
        "Requests a second that one token, session or address may make; 0: no limit.",
    ),
    Setting("api_burst", float, "2000", "How many of them may come at once."),
    Setting(
        "allow_private_urls",
        str,
        "",
        "Private networks that addresses given by people may lead to, like 10.1.0.0/16.",
    ),
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
        "keep_set_aside_days",
        float,
        "",
        "Days that what could not be read is kept, at least 35; default: until it can be read.",
    ),
    Setting(
        "keep_audit_days",
        float,
        "",
        "Days that the log of who did what is kept, at least 365; default: for ever.",
    ),
    Setting(
        "forget_customers_days",
        float,
        "",
        "Days without business after which a customer is erased, at least 365; default: never.",
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
    Setting(
        "token",
        str,
        "",
        "Access token that `tillwatch mcp` asks with; default: as the owner of this machine.",
        secret=True,
    ),
    Setting(
        "oidc_issuer",
        str,
        "",
        "Address of the OpenID Connect provider that people may sign in with.",
    ),
    Setting("oidc_client_id", str, "", "What the provider calls this installation."),
    Setting("oidc_client_secret", str, "", "The secret the provider gave with it.", secret=True),
    Setting("oidc_name", str, "single sign-on", "What the button says after “Sign in with”."),
    Setting("oidc_groups_claim", str, "groups", "Where the provider says a person's groups."),
    Setting(
        "oidc_roles",
        str,
        "",
        "Role of each group, like finance=analyst,helpdesk=support; the strongest counts.",
    ),
    Setting(
        "oidc_default_role",
        str,
        "",
        "Role of a person in none of those groups; default: they may not come in.",
    ),
    Setting(
        "drafting_url",
        str,
        "",
        "OpenAI-compatible endpoint that may rephrase arguments; default: none.",
    ),
    Setting("drafting_model", str, "", "The model that is asked there."),
    Setting("drafting_key", str, "", "The key for it, where it takes one.", secret=True),
)
