"""Our own ids: a prefix and 22 base62 characters (131 bits), e.g. `con_3kT…`."""

import secrets

ALPHABET = "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz"
LENGTH = 22


def new(prefix: str) -> str:
    """A fresh id, unguessable: webhook addresses rely on that."""
    return f"{prefix}_" + "".join(secrets.choice(ALPHABET) for _ in range(LENGTH))
