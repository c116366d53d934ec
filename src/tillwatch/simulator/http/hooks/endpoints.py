"""Webhook endpoints as objects: registering, changing, rolling the secret.

The secret and, during a roll, the old one are private fields of the row; the API shows a secret
once, in the answer that made it. Source: docs.stripe.com/api/webhook_endpoints.
"""

from collections.abc import Sequence
from random import Random
from typing import Any
from urllib.parse import urlsplit

from tillwatch.simulator.books import Books, Json
from tillwatch.simulator.http import failures, versions
from tillwatch.simulator.http.asking import form, values
from tillwatch.simulator.http.gate.keys import ALPHABET

ENDPOINTS_MAX = 16
ROLL_S_MAX = 86_400
LOOPBACK = ("127.0.0.1", "::1", "localhost")
EXPLICIT_ONLY = frozenset(("reporting.report_type.updated",))
"""Types that `*` leaves out."""


def new_secret(random: Random) -> str:
    return "whsec_" + "".join(random.choices(ALPHABET, k=32))


def create(books: Books, fields: form.Form, now: int, random: Random) -> Json:
    """A new row with its private secret. `fields` as the API takes them."""
    table = books.tables["webhook_endpoint"]
    if len(table) >= ENDPOINTS_MAX:
        raise failures.Failure(400, f"You can have at most {ENDPOINTS_MAX} webhook endpoints.")
    for name in ("url", "enabled_events"):
        if not fields.get(name):
            raise failures.required(name)
    version = fields.get("api_version")
    row: Json = {
        "id": "we_1" + "".join(random.choices(ALPHABET, k=23)),
        "object": "webhook_endpoint",
        "api_version": versions.checked(values.text("api_version", version)) if version else None,
        "application": None,
        "created": now,
        "description": fields.get("description") or None,
        "enabled_events": form.texts(fields, "enabled_events"),
        "metadata": values.metadata({}, fields.get("metadata")),
        "status": "enabled",
        "url": _url(fields["url"], books.livemode),
        "_secret": new_secret(random),
        "_old_secret": None,
        "_old_until": 0,
    }
    return books.put("webhook_endpoint", row)


def update(books: Books, row: Json, fields: form.Form) -> Json:
    changed = dict(row)
    if "url" in fields:
        changed["url"] = _url(fields["url"], books.livemode)
    if "enabled_events" in fields:
        changed["enabled_events"] = form.texts(fields, "enabled_events")
    if "description" in fields:
        changed["description"] = fields["description"] or None
    if "metadata" in fields:
        changed["metadata"] = values.metadata(row["metadata"], fields["metadata"])
    if "disabled" in fields:
        disabled = values.flag("disabled", fields["disabled"])
        changed["status"] = "disabled" if disabled else "enabled"
    return books.put("webhook_endpoint", changed)


def roll(books: Books, row: Json, *, secret: str, old_until: int) -> Json:
    """A new secret; the old one signs as well until `old_until` (wall seconds)."""
    changed = {**row, "_secret": secret, "_old_secret": row["_secret"], "_old_until": old_until}
    return books.put("webhook_endpoint", changed)


def secrets(row: Json, wall: float) -> Sequence[str]:
    """Those that sign now, the newest first."""
    if row["_old_secret"] and wall < row["_old_until"]:
        return (row["_secret"], row["_old_secret"])
    return (row["_secret"],)


def wants(row: Json, type_: str) -> bool:
    """Whether an endpoint is registered for an event type."""
    for pattern in row["enabled_events"]:
        if pattern == type_ or (pattern == "*" and type_ not in EXPLICIT_ONLY):
            return True
        if pattern.endswith(".*") and type_.startswith(pattern[:-1]):
            return True
    return False


def _url(value: Any, livemode: bool) -> str:
    """In live mode only `https://`; a loopback address is taken, which Stripe would not do."""
    url = values.text("url", value)
    scheme, _, rest = url.partition("://")
    if scheme not in ("http", "https") or not rest:
        raise _refused("An explicit scheme (such as https) must be provided.")
    if livemode and scheme == "http" and urlsplit(url).hostname not in LOOPBACK:
        raise _refused("URL must use HTTPS in live mode.")
    return url


def _refused(why: str) -> failures.Failure:
    return failures.Failure(400, f"Invalid URL: {why}", code="url_invalid", param="url")
