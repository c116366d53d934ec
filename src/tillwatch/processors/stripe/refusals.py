"""What an answer that is no answer means.

The four types in Stripe's error bodies do not tell; the status does, and for a restricted key the
sentence in the message, which names the permission (docs.stripe.com/error-handling). Anything else
that speaks Stripe's API may answer with no body at all.
"""

import re
from typing import Any, Final

from tillwatch.processors import port
from tillwatch.processors.stripe.decoding import an_object

_PERMISSION: Final = re.compile(r"Having the '([^']+)' permission")
_ACCOUNT: Final = re.compile(r"\b(acct_[A-Za-z0-9]+)")
_OTHER_MODE: Final = "a similar object exists in"


class Missing(port.NotOffered):
    """There is no object of that id (404 `resource_missing`), and not in the other mode either.
    `as_of`: seconds of Stripe's clock, not later than the moment of that answer."""

    code = "missing"

    def __init__(self, message: str, *, as_of: int) -> None:
        super().__init__(message, answer=404)
        self.as_of = as_of


class Unfit(port.NotOffered):
    """Refused for what the request says (400 with Stripe's own error), so it was read. `said` and
    `told`: Stripe's sentence and code."""

    def __init__(self, message: str, *, answer: int, said: str, told: str | None) -> None:
        super().__init__(message, answer=answer)
        self.said = said
        self.told = told


def refusal(status: int, body: bytes, as_of: int = 0) -> port.ReadFailed:
    """The error an answer with that status stands for."""
    error = error_of(body)
    message = _said(error)
    match status:
        case 401:
            return port.KeyRefused(_key_refused(error), answer=401)
        case 403:
            return _forbidden(message)
        case 404 if error.get("code") == "resource_missing" and _OTHER_MODE not in message:
            return Missing(f"Stripe has no such object: {message}", as_of=as_of)
        case 400 if _is_dead_cursor(error):
            return port.CursorDied("The object the list was read from is gone.", answer=400)
        case 400 if error.get("type") == "invalid_request_error":
            told = error.get("code")
            return Unfit(
                _not_offered(status, message),
                answer=status,
                said=message,
                told=told if isinstance(told, str) else None,
            )
        case 409 | 429:
            return port.Unreachable(
                f"Stripe asks to slow down ({status}): try again in a minute.", answer=status
            )
        case _ if status >= 500:
            return port.Unreachable(
                f"Stripe's server has a problem ({status}): try again in a minute.", answer=status
            )
        case _:
            return port.NotOffered(_not_offered(status, message), answer=status)


def error_of(body: bytes) -> dict[str, Any]:
    """The `error` of Stripe's error body; empty when there is none."""
    error = (an_object(body) or {}).get("error")
    return error if isinstance(error, dict) else {}


def account_in(body: bytes) -> str | None:
    """The account id that a 403 message discloses."""
    found = _ACCOUNT.search(_said(error_of(body)))
    return found[1] if found else None


def _said(error: dict[str, Any]) -> str:
    message = error.get("message")
    return message if isinstance(message, str) else ""


def _not_offered(status: int, message: str) -> str:
    return f"The server does not offer this ({status}){f': {message}' if message else '.'}"


def _is_dead_cursor(error: dict[str, Any]) -> bool:
    return error.get("code") == "resource_missing" and error.get("param") == "starting_after"


def _forbidden(message: str) -> port.ReadFailed:
    named = _PERMISSION.search(message)
    if named is None:
        return port.NotOffered("This key is not allowed to read this (403).", answer=403)
    return port.PermissionMissing(
        f"The key lacks the permission {named[1]}: allow it in Stripe to turn this on.",
        answer=403,
        permission=named[1],
    )


def _key_refused(error: dict[str, Any]) -> str:
    match error.get("code"):
        case "api_key_expired" | "platform_api_key_expired":
            return "This key has expired: make a new one in Stripe and replace it here."
        case "secret_key_required":
            return "This is a publishable key, which can read nothing: use a restricted key."
        case _:
            return (
                "Stripe does not accept this key: it was mistyped, rolled or revoked. "
                "Copy it again, or make a new one in Stripe."
            )
