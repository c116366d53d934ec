"""What a pasted key or signing secret tells before it is ever used.

Judged by prefix and characters, never by length: Stripe promises no length, and test doubles use
short ones. Each mistake has its own sentence, because each has its own cure.
"""

import re
from typing import Final, NoReturn

from tillwatch.kernel import errors
from tillwatch.processors.port import KeyFacts

KEY_PREFIXES: Final = {
    "rk_live_": ("restricted", "live"),
    "rk_test_": ("restricted", "test"),
    "rkcs_test_": ("restricted", "test"),
    "sk_live_": ("secret", "live"),
    "sk_test_": ("secret", "test"),
}
"""Prefix to (kind, mode). `rkcs_test_`: the key of a command-line sandbox."""

SECRET_PREFIX: Final = "whsec_"  # noqa: S105 - what a secret begins with
FULL_KEY_WARNING: Final = (
    "This is a secret key: whoever holds it can move money and change everything in the account. "
    "A restricted key (rk_…) with the permissions listed here would limit Tillwatch to reading "
    "what it needs: make one under Developers, API keys in Stripe, and replace this one."
)

_WORD = re.compile(r"[A-Za-z0-9_]+", re.ASCII)
_SECRET_WORD = re.compile(r"[A-Za-z0-9_+/=-]+", re.ASCII)
_MASKS = ("*", "…", "...", "•", "●")
_QUOTES = frozenset("\"'`“”‘’«»")


def check_key(text: str) -> KeyFacts:
    """What the text of an API key tells; `BadCredential` when it cannot be a usable one."""
    key = text.strip()
    if not key:
        _refuse("key_empty", "No key was given: paste a restricted key (rk_live_… or rk_test_…).")
    _refuse_spoiled("key", key)
    if key.startswith("pk_"):
        _refuse(
            "key_publishable",
            "This is a publishable key (pk_…), which can read nothing: use a restricted key "
            "(rk_…) instead.",
        )
    if key.startswith(SECRET_PREFIX):
        _refuse(
            "key_is_signing_secret",
            "This is a signing secret (whsec_…), not a key: paste it as the signing secret, and a "
            "restricted key (rk_…) here.",
        )
    prefix = next((p for p in KEY_PREFIXES if key.startswith(p)), None)
    if prefix is None:
        _refuse(
            "key_unknown",
            "This does not look like a Stripe key: one begins with rk_live_, rk_test_, sk_live_ "
            "or sk_test_.",
        )
    _refuse_odd("key", key, prefix, _WORD)
    kind, mode = KEY_PREFIXES[prefix]
    warning = FULL_KEY_WARNING if kind == "secret" else None
    return KeyFacts(kind=kind, mode=mode, hint=_hint(key, prefix), warning=warning)


def check_secret(text: str) -> str:
    """The cleaned signing secret; `BadCredential` when it cannot be one."""
    secret = text.strip()
    if not secret:
        _refuse("secret_empty", "No signing secret was given: paste the one that begins whsec_.")
    _refuse_spoiled("secret", secret)
    if secret.startswith(("pk_", *KEY_PREFIXES)):
        _refuse(
            "secret_is_key",
            "This is an API key, not a signing secret: paste it as the key, and here the signing "
            "secret that begins with whsec_.",
        )
    if not secret.startswith(SECRET_PREFIX):
        _refuse(
            "secret_unknown",
            "This does not look like a signing secret: one begins with whsec_ and is shown on the "
            "webhook's page in Stripe.",
        )
    _refuse_odd("secret", secret, SECRET_PREFIX, _SECRET_WORD)
    return secret


def _hint(key: str, prefix: str) -> str:
    """The prefix and at most the last four characters: `rk_live_…a1b2`."""
    rest = key[len(prefix) :]
    return f"{prefix}…{rest[-4:] if len(rest) > 4 else ''}"


def _refuse_spoiled(what: str, text: str) -> None:
    """Damage that copying does, told before the prefix is judged."""
    name = "key" if what == "key" else "signing secret"
    if any(mask in text for mask in _MASKS):
        _refuse(
            f"{what}_masked",
            f"This {name} is masked: Stripe shows stars or dots in place of its middle; reveal it "
            "there and copy the whole.",
        )
    if not _QUOTES.isdisjoint(text):
        _refuse(f"{what}_quoted", f"This {name} has quotes around or in it: paste it without them.")
    if "\n" in text or "\r" in text:
        _refuse(f"{what}_line_break", f"This {name} has a line break in it: paste one line, alone.")
    if any(character.isspace() for character in text):
        _refuse(f"{what}_space", f"This {name} has a space in it: paste it without any.")


def _refuse_odd(what: str, text: str, prefix: str, word: re.Pattern[str]) -> None:
    """The prefix is right: whether something usable follows it."""
    name = "key" if what == "key" else "signing secret"
    rest = text[len(prefix) :]
    if not rest:
        _refuse(f"{what}_cut", f"This {name} ends after {prefix}: copy the whole.")
    if not word.fullmatch(rest):
        _refuse(
            f"{what}_characters",
            f"This {name} has characters no {name} has: copy it again from Stripe.",
        )


def _refuse(code: str, message: str) -> NoReturn:
    raise errors.BadCredential(message, code=code)
