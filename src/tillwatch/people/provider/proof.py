"""That an ID token is the provider's own, for us, of now, and answers what this browser asked."""

from typing import Any, Final

from authlib.oidc.core import CodeIDToken
from joserfc import jwt
from joserfc.errors import JoseError
from joserfc.jwk import KeySet
from joserfc.jws import JWSRegistry

from tillwatch.kernel import errors

ALGORITHMS: Final = frozenset(
    "RS256 RS384 RS512 PS256 PS384 PS512 ES256 ES384 ES512 EdDSA Ed25519".split()
)
"""Signatures made with a key that only the provider has: never `none`, nor a secret both know."""
USUAL: Final = ("RS256",)
KINDS: Final = frozenset({"RSA", "EC", "OKP"})
LEEWAY_S: Final = 120
"""So far may the provider's clock be from ours."""


def odd(why: str) -> errors.NotSignedIn:
    """`why` is for the log, not for whoever is at the door."""
    return errors.NotSignedIn(
        f"The answer of the sign-in provider cannot be trusted ({why}): try again, else ask an "
        "admin",
        code="provider_odd",
    )


def proven(
    id_token: str,
    jwks: Any,
    *,
    algorithms: Any,
    issuer: str,
    client_id: str,
    nonce: str,
    access_token: str,
    now: int,
) -> dict[str, Any]:
    """The token's claims; `NotSignedIn` (provider_odd) when it proves nothing. `jwks`: the
    provider's keys. `algorithms`: those it says that it signs with."""
    allowed = sorted(ALGORITHMS.intersection(algorithms or USUAL))
    options = {
        "iss": {"essential": True, "value": issuer},
        "aud": {"essential": True, "value": client_id},
        "sub": {"essential": True},
        "exp": {"essential": True},
    }
    params = {"nonce": nonce, "client_id": client_id, "access_token": access_token}
    try:
        registry = JWSRegistry(algorithms=allowed, strict_check_header=False)
        read = jwt.decode(id_token, key=_keys(jwks), registry=registry)
        claims = CodeIDToken(read.claims, read.header, options, params)
        claims.validate(now=now, leeway=LEEWAY_S)
    except (JoseError, ValueError, TypeError, KeyError) as problem:
        raise odd(type(problem).__name__) from problem
    return dict(claims)


def _keys(jwks: Any) -> KeySet:
    """Those that can have signed; a provider may list others, and kinds that nobody here reads."""
    fit = [
        key for key in jwks["keys"] if key.get("kty") in KINDS and key.get("use", "sig") == "sig"
    ]
    return KeySet.import_key_set({"keys": fit})
