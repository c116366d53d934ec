"""WebAuthn as the library `webauthn` speaks it: what a browser is asked, and whether its answer
holds. Pure: what is asked for and known comes in, what was shown goes out.

The library is brought in where it is needed: it takes a tenth of a second, and a start has no use
for it.
"""

import base64
import json
from collections.abc import Sequence
from typing import Any, Final

import msgspec

from tillwatch.kernel import errors

NAME: Final = "Tillwatch"
WAIT_MS: Final = 120_000


class Site(msgspec.Struct, frozen=True, kw_only=True):
    """Where the page stands. `host`: what passkeys belong to; `origins`: where it may be open."""

    host: str
    origins: list[str]


class Answer(msgspec.Struct, frozen=True, kw_only=True):
    """What the browser gave, all in base64url. `attestation` when a passkey was made, the next
    three when one was used."""

    id: str
    client_data: str
    attestation: str = ""
    authenticator_data: str = ""
    signature: str = ""
    user_handle: str | None = None


class Made(msgspec.Struct, frozen=True, kw_only=True):
    credential: bytes
    public_key: bytes
    sign_count: int


def to_make(
    site: Site, challenge: bytes, *, id_: str, name: str, email: str, known: Sequence[bytes]
) -> dict[str, Any]:
    """What `navigator.credentials.create` is given. `known`: the person's keys, which are not made
    twice on one device."""
    import webauthn
    from webauthn.helpers import structs

    options = webauthn.generate_registration_options(
        rp_id=site.host,
        rp_name=NAME,
        user_id=id_.encode(),
        user_name=email,
        user_display_name=name,
        challenge=challenge,
        timeout=WAIT_MS,
        authenticator_selection=structs.AuthenticatorSelectionCriteria(
            resident_key=structs.ResidentKeyRequirement.PREFERRED,
            user_verification=structs.UserVerificationRequirement.PREFERRED,
        ),
        exclude_credentials=[structs.PublicKeyCredentialDescriptor(id=one) for one in known],
    )
    made: dict[str, Any] = json.loads(webauthn.options_to_json(options))
    return made


def to_use(
    site: Site, challenge: bytes, *, known: Sequence[bytes] = (), verified: bool
) -> dict[str, Any]:
    """What `navigator.credentials.get` is given. Without `known` the device offers what it has.
    `verified`: it must look at its owner (PIN, finger, face)."""
    import webauthn
    from webauthn.helpers import structs

    need = structs.UserVerificationRequirement
    options = webauthn.generate_authentication_options(
        rp_id=site.host,
        challenge=challenge,
        timeout=WAIT_MS,
        allow_credentials=[structs.PublicKeyCredentialDescriptor(id=one) for one in known],
        user_verification=need.REQUIRED if verified else need.PREFERRED,
    )
    made: dict[str, Any] = json.loads(webauthn.options_to_json(options))
    return made


def challenge_of(answer: Answer) -> bytes:
    """The challenge that was signed, so it says; empty when it says nothing that can be read."""
    try:
        told = json.loads(unpacked(answer.client_data))
        return unpacked(told["challenge"])
    except (ValueError, KeyError, TypeError, AttributeError, RecursionError):
        return b""


def unpacked(text: str) -> bytes:
    """The bytes of base64url; `ValueError` when it is none."""
    return base64.b64decode(text.encode() + b"===", altchars=b"-_")


def made(site: Site, answer: Answer, challenge: bytes) -> Made:
    """The new passkey; `BadInput` when the answer does not hold."""
    import webauthn
    from webauthn.helpers.exceptions import WebAuthnException

    inside = {"clientDataJSON": answer.client_data, "attestationObject": answer.attestation}
    try:
        found = webauthn.verify_registration_response(
            credential=_credential(answer, inside),
            expected_challenge=challenge,
            expected_rp_id=site.host,
            expected_origin=site.origins,
        )
    except (WebAuthnException, ValueError, KeyError, TypeError, IndexError) as problem:
        sentence = "This passkey could not be read: try again, or take another"
        raise errors.BadInput(sentence, code="wrong_passkey") from problem
    return Made(
        credential=found.credential_id,
        public_key=found.credential_public_key,
        sign_count=found.sign_count,
    )


def used(
    site: Site, answer: Answer, challenge: bytes, *, public_key: bytes, verified: bool
) -> int | None:
    """How often the passkey was used, as it says itself; None when the answer does not hold. The
    caller compares that with what it said before: only here its signature is known to be right."""
    import webauthn
    from webauthn.helpers.exceptions import WebAuthnException

    inside = {
        "clientDataJSON": answer.client_data,
        "authenticatorData": answer.authenticator_data,
        "signature": answer.signature,
        "userHandle": answer.user_handle,
    }
    try:
        found = webauthn.verify_authentication_response(
            credential=_credential(answer, inside),
            expected_challenge=challenge,
            expected_rp_id=site.host,
            expected_origin=site.origins,
            credential_public_key=public_key,
            credential_current_sign_count=0,
            require_user_verification=verified,
        )
    except (WebAuthnException, ValueError, KeyError, TypeError, IndexError):
        return None
    return found.new_sign_count


def _credential(answer: Answer, inside: dict[str, Any]) -> dict[str, Any]:
    return {"id": answer.id, "rawId": answer.id, "type": "public-key", "response": inside}
