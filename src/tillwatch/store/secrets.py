"""Keys and secrets at rest: AES-256-GCM, bound to the row they belong to.

A sealed value is version (1 byte), key number (4), nonce (12), ciphertext. The associated data is
the row's id and the column, so a value copied to another row does not open. Several keys may stand
in the key file, one base64 line each; the first seals, all open: that is how a key is rotated.
"""

import base64
import hashlib
import hmac
import os
from pathlib import Path

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM

from tillwatch.kernel import errors

VERSION = b"\x01"
KEY_BYTES = 32


class Vault:
    def __init__(self, keys: list[bytes]) -> None:
        self._keys = {hashlib.sha256(key).digest()[:4]: AESGCM(key) for key in keys}
        self._first = next(iter(self._keys))
        self._oldest = keys[-1]

    def seal(self, plain: str, *, row: str, column: str) -> bytes:
        nonce = os.urandom(12)
        sealed = self._keys[self._first].encrypt(nonce, plain.encode(), _bound(row, column))
        return VERSION + self._first + nonce + sealed

    def derived(self, purpose: str) -> bytes:
        """A key for that purpose alone, the same as long as the oldest key stays in the file."""
        return hmac.new(self._oldest, purpose.encode(), hashlib.sha256).digest()

    def knows(self, sealed: bytes) -> bool:
        """Whether it was sealed with a key that is in the key file."""
        return sealed[1:5] in self._keys

    def open(self, sealed: bytes, *, row: str, column: str) -> str:
        """`Unavailable` when the value was sealed with a key that is not in the key file."""
        number, nonce, body = sealed[1:5], sealed[5:17], sealed[17:]
        cipher = self._keys.get(number)
        if cipher is None:
            raise errors.Unavailable(
                "The stored keys were sealed with another secret key file: bring that file back "
                "(TILLWATCH_SECRET_KEY_FILE), or replace the key of each connection"
            )
        try:
            return cipher.decrypt(nonce, body, _bound(row, column)).decode()
        except InvalidTag:
            raise errors.Unavailable(
                f"The stored key of {row} has been changed or damaged: replace it"
            ) from None


def open_vault(path: Path, *, may_make: bool = True) -> Vault:
    """The vault of the key file; a new file (0600) is made at the first start. `may_make`: nothing
    is sealed with another yet. `Unavailable` says what is wrong with the file."""
    try:
        if not path.exists():
            if not may_make:
                raise errors.Unavailable(
                    f"The secret key file {path} is not there, and accounts' keys and signing "
                    "secrets were sealed with it: bring it back (every backup holds it), or mend "
                    "TILLWATCH_SECRET_KEY_FILE; if it is lost, put a new one there "
                    "(`openssl rand -base64 32`) and give each account its key again"
                )
            _create(path)
        lines = path.read_text().split()
        keys = [base64.b64decode(line, validate=True) for line in lines]
    except (OSError, ValueError) as problem:
        raise errors.Unavailable(f"The secret key file {path} cannot be read: {problem}") from None
    if not keys or any(len(key) != KEY_BYTES for key in keys):
        raise errors.Unavailable(f"The secret key file {path} must hold 32 bytes in base64 a line")
    return Vault(keys)


def _create(path: Path) -> None:
    path.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
    key = base64.b64encode(os.urandom(KEY_BYTES))
    try:
        descriptor = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    except FileExistsError:
        return  # another process made it a moment ago
    with os.fdopen(descriptor, "wb") as file:
        file.write(key + b"\n")
        file.flush()
        os.fsync(file.fileno())


def _bound(row: str, column: str) -> bytes:
    return f"{row}\x00{column}".encode()
