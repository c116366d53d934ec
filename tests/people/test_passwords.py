"""Which passwords may be chosen, and that what is kept opens for them alone."""

import argon2
import pytest

from tillwatch.kernel import errors
from tillwatch.people import passwords
from tillwatch.people.passwords import Passwords

EMAIL = "ada.quist@example.com"


@pytest.mark.parametrize("plain", ["ten chars!", "x1-?" * 50, "contraseña segura", "   spaces   "])
def test_may_be_chosen(plain: str) -> None:
    passwords.check(plain, EMAIL)


@pytest.mark.parametrize(
    ("plain", "says"),
    [
        ("nine char", "longer"),
        ("x1" * 100 + "y", "shorter"),
        ("Ada.Quist@Example.com", "not your e-mail"),
        ("qwertyuiop", "first to be guessed"),
        ("Password123", "first to be guessed"),
        ("aaaaaaaaaaaa", "first to be guessed"),
        ("ababababababab", "first to be guessed"),
    ],
)
def test_may_not_be_chosen(plain: str, says: str) -> None:
    with pytest.raises(errors.BadInput, match=says) as refused:
        passwords.check(plain, EMAIL)
    assert list(refused.value.fields) == ["password"]


def test_the_list_holds_what_would_pass_otherwise() -> None:
    assert all(len(one) >= passwords.SHORTEST for one in passwords.COMMONEST)
    assert all(one == one.casefold() for one in passwords.COMMONEST)


async def test_a_digest_opens_for_its_password_alone() -> None:
    made = Passwords()
    kept = await made.digest("na\u00efve password")
    assert await made.fits("nai\u0308ve password", kept), "the same letters, written otherwise"
    assert not await made.fits("naive password", kept)
    assert "password" not in kept
    assert kept != await made.digest("na\u00efve password")


async def test_nobodys_costs_as_much_and_opens_for_nothing() -> None:
    made = Passwords()
    kept = await made.digest("any at all")
    assert argon2.extract_parameters(passwords.NOBODYS) == argon2.extract_parameters(kept)
    assert not await made.fits("x" * 30, None), "what it was made of"
    assert not await made.fits("any at all", "no digest")
