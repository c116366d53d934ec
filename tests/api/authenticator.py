"""A passkey in software: makes and signs as a device does, counts, and lies only when told to."""

import base64
import hashlib
import json
import secrets
from typing import Any

import cbor2
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import ec

PRESENT, VERIFIED, WITH_KEY = 0x01, 0x04, 0x40


def packed(raw: bytes) -> str:
    return base64.urlsafe_b64encode(raw).rstrip(b"=").decode()


class Authenticator:
    """One passkey. `counts`: whether it says how often it was used. `verifies`: by PIN."""

    def __init__(self, origin: str, *, counts: bool = True, verifies: bool = True) -> None:
        self.origin = origin
        self.count = 0
        self._counts = counts
        self._flags = PRESENT | (VERIFIED if verifies else 0)
        self.credential = secrets.token_bytes(16)
        self._key = ec.generate_private_key(ec.SECP256R1())
        self._handle = b""

    def make(self, asked: dict[str, Any], name: str = "Laptop") -> dict[str, Any]:
        """The body of `POST /me/passkeys`."""
        point = self._key.public_key().public_numbers()
        x, y = (one.to_bytes(32, "big") for one in (point.x, point.y))
        cose = cbor2.dumps({1: 2, 3: -7, -1: 1, -2: x, -3: y})
        self._handle = base64.urlsafe_b64decode(asked["user"]["id"] + "==")
        inside = bytes(16) + len(self.credential).to_bytes(2, "big") + self.credential + cose
        data = self._data(asked["rp"]["id"], WITH_KEY) + inside
        attested = cbor2.dumps({"fmt": "none", "attStmt": {}, "authData": data})
        told = self._told("webauthn.create", asked["challenge"])
        return {
            "name": name,
            "id": packed(self.credential),
            "client_data": packed(told),
            "attestation": packed(attested),
        }

    def show(self, asked: dict[str, Any]) -> dict[str, Any]:
        """What the browser gives for `navigator.credentials.get`."""
        self.count += self._counts
        data = self._data(asked["rpId"])
        told = self._told("webauthn.get", asked["challenge"])
        signed = data + hashlib.sha256(told).digest()
        return {
            "id": packed(self.credential),
            "client_data": packed(told),
            "authenticator_data": packed(data),
            "signature": packed(self._key.sign(signed, ec.ECDSA(hashes.SHA256()))),
            "user_handle": packed(self._handle),
        }

    def _data(self, host: str, flags: int = 0) -> bytes:
        count = self.count.to_bytes(4, "big")
        return hashlib.sha256(host.encode()).digest() + bytes([self._flags | flags]) + count

    def _told(self, kind: str, challenge: str) -> bytes:
        told = {"type": kind, "challenge": challenge, "origin": self.origin, "crossOrigin": False}
        return json.dumps(told).encode()
