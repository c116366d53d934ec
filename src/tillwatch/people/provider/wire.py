"""What is asked of the provider: what it is, its keys, tokens for a code, what it says of a person.

Asked for each sign-in anew, so that a key it changed counts at once. Only over https, on this
machine over http; a redirect is not followed.
"""

import logging
from collections.abc import Mapping
from typing import Any, Final

from authlib.integrations.base_client import OAuthError
from authlib.integrations.httpx_client import AsyncOAuth2Client
from httpx2 import HTTPError

from tillwatch.kernel import errors
from tillwatch.people.provider import proof
from tillwatch.people.provider.begun import CONFIRM, Begun
from tillwatch.settings import Oidc
from tillwatch.settings.oidc import is_safe

DISCOVERY: Final = "/.well-known/openid-configuration"
PATIENCE_S: Final = 10.0
SCOPES: Final = ("openid", "email", "profile")
BASIC: Final = "client_secret_basic"
WAYS: Final = (BASIC, "client_secret_post")
WANTED: Final = ("email", "email_verified", "name")

log = logging.getLogger(__name__)


def unreachable() -> errors.Unavailable:
    return errors.Unavailable(
        "The sign-in provider does not answer as one: try again, or sign in the other way",
        code="provider_unreachable",
    )


def _client(told: Oidc, **more: Any) -> Any:
    return AsyncOAuth2Client(
        client_id=told.client_id,
        client_secret=told.client_secret,
        code_challenge_method="S256",
        timeout=PATIENCE_S,
        follow_redirects=False,
        **more,
    )


async def discovered(told: Oidc) -> dict[str, Any]:
    """What the provider says of itself. `Unavailable` (provider_unreachable) when it does not, or
    says that it is another."""
    async with _client(told) as client:
        found = await _read(client, told.issuer.rstrip("/") + DISCOVERY)
    if str(found.get("issuer", "")).rstrip("/") != told.issuer.rstrip("/"):
        log.warning("The provider at %s says that it is another", told.issuer)
        raise unreachable()
    return found


def question(told: Oidc, found: dict[str, Any], begun: Begun) -> str:
    """The address the browser is sent to."""
    scopes = [*SCOPES]
    if told.groups_claim in found.get("scopes_supported", ()):
        scopes.append(told.groups_claim)
    again = {"prompt": "login", "max_age": "0"} if begun.purpose == CONFIRM else {}
    client = _client(told, scope=" ".join(scopes), redirect_uri=begun.back)
    url, _ = client.create_authorization_url(
        _safe(found, "authorization_endpoint"),
        state=begun.state,
        nonce=begun.nonce,
        code_verifier=begun.verifier,
        **again,
    )
    return str(url)


async def answered(
    told: Oidc, begun: Begun, brought: Mapping[str, str], now: int
) -> dict[str, Any]:
    """The proven claims of who came back with a code. `NotSignedIn` (provider_odd) when they prove
    nothing, `Unavailable` when the provider does not answer."""
    found = await discovered(told)
    says = bool(found.get("authorization_response_iss_parameter_supported"))
    if brought.get("iss", None if says else found["issuer"]) != found["issuer"]:
        raise proof.odd("an answer of another issuer")
    more = {"redirect_uri": begun.back, "token_endpoint_auth_method": _way(told, found)}
    async with _client(told, **more) as client:
        given = await _tokens(
            client, _safe(found, "token_endpoint"), begun, brought.get("code", "")
        )
        claims = proof.proven(
            str(given.get("id_token", "")),
            await _read(client, _safe(found, "jwks_uri")),
            algorithms=found.get("id_token_signing_alg_values_supported"),
            issuer=found["issuer"],
            client_id=told.client_id,
            nonce=begun.nonce,
            access_token=str(given.get("access_token", "")),
            now=now,
        )
        if "userinfo_endpoint" in found and {*WANTED, told.groups_claim} - claims.keys():
            more_told = await _read(client, _safe(found, "userinfo_endpoint"), as_them=True)
            if more_told.get("sub") != claims["sub"]:
                raise proof.odd("somebody else's profile")
            claims = {**more_told, **claims}
    return claims


async def _tokens(client: Any, url: str, begun: Begun, code: str) -> dict[str, Any]:
    try:
        given = await client.fetch_token(
            url, grant_type="authorization_code", code=code, code_verifier=begun.verifier
        )
    except OAuthError as problem:
        log.warning("The provider gives no tokens for a code: %s", problem.error)
        raise proof.odd("no tokens for the code") from None
    except (HTTPError, ValueError):
        raise unreachable() from None
    return dict(given)


async def _read(client: Any, url: str, *, as_them: bool = False) -> dict[str, Any]:
    try:
        answer = await client.request("GET", url, withhold_token=not as_them)
        told = answer.json() if answer.status_code == 200 else None
    except (HTTPError, ValueError):
        told = None
    if not isinstance(told, dict):
        log.warning("The provider does not answer at %s", url)
        raise unreachable()
    return told


def _way(told: Oidc, found: dict[str, Any]) -> str:
    """How we show the provider who we are."""
    if told.client_secret is None:
        return "none"
    known = found.get("token_endpoint_auth_methods_supported") or (BASIC,)
    return next((way for way in WAYS if way in known), BASIC)


def _safe(found: dict[str, Any], name: str) -> str:
    url = str(found.get(name, ""))
    if not is_safe(url):
        log.warning("The provider's %s is no address of https", name)
        raise unreachable()
    return url
