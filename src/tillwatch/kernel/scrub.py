"""Secrets do not come out, by construction first and by their looks second.

By construction: what holds one does not say it when it is printed (`unsaid`, `repr=False`), which a
test walks (`tests/tidy/test_secrets.py`); keys are sealed before they are stored (`store.secrets`),
tokens and passwords are kept as digests, and the log of deeds is given hints.

By their looks, for what others say, who may quote one: `certain` takes out what cannot be anything
else, so that answers and the log of deeds can go through it; `scrubbed` also what is written where
secrets stand (`password=…`), for the log, where a word too few does no harm.
"""

import re
from typing import Any, Final

LEFT_OUT: Final = "…"
_CERTAIN: Final = (
    r"(?P<key>\b(?:sk|rk|pk|ek)_(?:live|test)_)\w+"
    r"|(?P<whsec>\bwhsec_)[\w+/=-]+"
    r"|(?P<token>\btw_)[0-9A-Za-z]{8,}"
    r"|(?P<client>\b(?:pi|seti|src)_\w+_secret_)\w+"
    r"|(?P<argon>\$argon2id?\$)[^\s\"']+"
    r"|(?P<user>\w://[^\s/:@]*:)[^\s/@]+(?=@)"
)
_LIKELY: Final = (
    r"|(?P<any_client>_secret_)\w+"
    r"|(?P<link>/(?:open|join)/)[^\s\"'?#]+"
    r"|(?P<scheme>\b(?:Bearer|Basic)\s+)[\w.~+/=-]{8,}"
    r"|(?P<field>\b(?:password|passwd|secret|token|api_?key|signature|cookie)[\"']?\s*[=:]\s*[\"']?)"
    r"[^\s\"',;&}]{4,}"
    r"|(?P<signed>\bv[01]=)[0-9a-f]{16,}"
)
CERTAIN: Final = re.compile(_CERTAIN, re.IGNORECASE)
SECRETS: Final = re.compile(_CERTAIN + _LIKELY, re.IGNORECASE)


def scrubbed(text: str) -> str:
    """`text` without what looks like a secret: the beginning that says what it was stays."""
    return SECRETS.sub(_without, text)


def certain(text: str) -> str:
    """`text` without what cannot be anything but a secret."""
    return CERTAIN.sub(_without, text)


def of_all(told: Any) -> Any:
    """The same of each text in dicts and lists."""
    match told:
        case str():
            return certain(told)
        case dict():
            return {name: of_all(value) for name, value in told.items()}
        case list() | tuple():
            return [of_all(value) for value in told]
        case _:
            return told


def unsaid(self: object) -> str:
    """The `__repr__` of what holds a secret."""
    return f"<{type(self).__name__}>"


def _without(found: re.Match[str]) -> str:
    return f"{found[found.lastgroup or 0]}{LEFT_OUT}"
