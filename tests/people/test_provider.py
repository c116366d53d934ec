"""What an ID token must be to prove anything; what settings of a provider can be."""

from typing import Any

import pytest
from joserfc import jwt
from joserfc.jwk import ECKey, OctKey
from joserfc.jws import JWSRegistry

from tillwatch import settings
from tillwatch.kernel import errors
from tillwatch.people.provider import begun, claims, proof, rules
from tillwatch.settings.oidc import is_safe

NOW = 1_790_000_000
ISSUER = "https://id.example.com"
KEY = ECKey.generate_key("P-256", {"kid": "one", "use": "sig"})
OTHER = ECKey.generate_key("P-256", {"kid": "one", "use": "sig"})
TOLD: dict[str, Any] = {
    "iss": ISSUER,
    "aud": "tillwatch",
    "sub": "grace",
    "iat": NOW - 5,
    "exp": NOW + 300,
    "nonce": "no_1",
}


def signed(told: dict[str, Any], key: Any = KEY, alg: str = "ES256") -> str:
    registry = JWSRegistry(algorithms=[alg])
    return jwt.encode({"alg": alg, "kid": "one"}, told, key, registry=registry)


def proven(token: str, **changed: Any) -> dict[str, Any]:
    asked: dict[str, Any] = {
        "algorithms": ["ES256", "HS256", "none"],
        "issuer": ISSUER,
        "client_id": "tillwatch",
        "nonce": "no_1",
        "access_token": "at",
        "now": NOW,
    }
    return proof.proven(token, {"keys": [KEY.as_dict(private=False)]}, **(asked | changed))


def test_a_token_of_the_provider_for_us_of_now_proves_who_it_is() -> None:
    assert proven(signed(TOLD))["sub"] == "grace"
    assert proven(signed(TOLD | {"aud": ["tillwatch"]}))["sub"] == "grace"


@pytest.mark.parametrize(
    "changed",
    [
        {"aud": "somebody-else"},
        {"aud": ["somebody-else"]},
        {"aud": ["somebody-else", "tillwatch"], "azp": "somebody-else"},
        {"aud": None},
        {"iss": "https://id.example.com.evil.example"},
        {"iss": None},
        {"exp": NOW - 121},
        {"exp": None},
        {"iat": NOW + 121},
        {"nbf": NOW + 121},
        {"nonce": "no_2"},
        {"nonce": None},
        {"sub": None},
        {"at_hash": "of another access token"},
    ],
)
def test_any_other_is_refused(changed: dict[str, Any]) -> None:
    told = {name: value for name, value in (TOLD | changed).items() if value is not None}
    with pytest.raises(errors.NotSignedIn) as refused:
        proven(signed(told))
    assert refused.value.code == "provider_odd"


def test_one_signed_with_another_key_is_refused() -> None:
    with pytest.raises(errors.NotSignedIn):
        proven(signed(TOLD, OTHER))


def test_one_signed_with_what_everybody_knows_is_refused() -> None:
    """The provider's public key taken for a shared secret, even if the provider says it does so."""
    public = OctKey.import_key(str(KEY.as_dict(private=False)["x"]))
    with pytest.raises(errors.NotSignedIn):
        proven(signed(TOLD, public, "HS256"))


def test_one_that_is_not_signed_is_refused() -> None:
    head, body, _ = signed(TOLD).split(".")
    unsigned = "eyJhbGciOiJub25lIn0." + body + "."
    for token in (unsigned, f"{head}.{body}.", "", "no token"):
        with pytest.raises(errors.NotSignedIn):
            proven(token)


def test_an_e_mail_counts_only_if_the_provider_has_verified_it() -> None:
    told = {"sub": "g", "email": "g@example.com"}
    assert claims.of(ISSUER, told | {"email_verified": True}, "groups").email == "g@example.com"
    for verified in (None, False, "true", 1):
        assert claims.of(ISSUER, told | {"email_verified": verified}, "groups").email is None


def test_groups_are_a_list_of_names_or_one_name() -> None:
    def groups(told: Any) -> frozenset[str]:
        return claims.of(ISSUER, {"sub": "g", "roles": told}, "roles").groups

    assert groups(["a", 1, "b"]) == {"a", "b"}
    assert groups("a") == {"a"}
    assert groups({"a": True}) == groups(None) == frozenset()


def read(**told: str) -> settings.Oidc | None:
    given = {"ISSUER": ISSUER, "CLIENT_ID": "tillwatch"} | told
    return settings.load({f"TILLWATCH_OIDC_{name}": value for name, value in given.items()}).oidc


def test_the_strongest_role_counts_then_the_default() -> None:
    told = read(ROLES="finance=analyst, cn=help=desk=Support", DEFAULT_ROLE="reader")
    assert told is not None
    assert told.roles == {"finance": "analyst", "cn=help=desk": "support"}
    assert rules.role_of(told, ["cn=help=desk", "finance"]) == "analyst"
    assert rules.role_of(told, ["cooks"]) == "reader"
    without = read(ROLES="finance=analyst")
    assert without is not None
    assert rules.role_of(without, ["cooks"]) is None


def test_settings_that_cannot_be_are_named_and_no_secret_is_repeated() -> None:
    assert settings.load({}).oidc is None
    with pytest.raises(errors.BadInput, match="OIDC_ISSUER must be an address of https"):
        read(ISSUER="http://id.example.com")
    with pytest.raises(errors.BadInput, match="OIDC_CLIENT_ID is missing"):
        read(CLIENT_ID="")
    with pytest.raises(errors.BadInput, match="OIDC_ROLES must be like"):
        read(ROLES="finance")
    assert "hidden" not in repr(read(CLIENT_SECRET="hidden"))


def test_only_this_machine_is_asked_without_encryption() -> None:
    good = ["https://id.example.com", "http://127.0.0.1:9", "http://[::1]:9", "http://localhost"]
    assert all(is_safe(one) for one in good)
    bad = ["http://id.example.com", "http://127.0.0.1.example.com", "ftp://127.0.0.1", "", "x"]
    assert not any(is_safe(one) for one in bad)


def test_nobody_is_sent_to_a_page_that_is_not_ours() -> None:
    assert begun.page("/payments?x=1") == "/payments?x=1"
    for to in ("", "//a", "/\\a", "\\a", "https://a", "/\t/a", "/a\nb", "javascript:a", "/a\\b"):
        assert begun.page(to) == "/", to
