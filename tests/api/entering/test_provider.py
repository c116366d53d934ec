"""Signing in with a provider: a real one runs beside the tests."""

import asyncio
from typing import Any
from urllib.parse import parse_qs, urlencode, urlsplit

import httpx
import pytest
from sqlalchemy import select, update
from sqlalchemy.ext.asyncio import AsyncConnection

from tests.api.conftest import browser
from tests.api.entering.provider import (
    GRACE,
    START,
    Provider,
    ended,
    sent,
    session,
    went,
    with_provider,
)
from tests.api.signing import V1, sign_in
from tillwatch.intake.house import House
from tillwatch.kernel import errors
from tillwatch.kernel.clock import SetClock
from tillwatch.people import audit, tokens
from tillwatch.people.provider import identities, rules
from tillwatch.people.provider.claims import Claims
from tillwatch.store.tables import access, challenge, person


async def deeds(house: House) -> list[str]:
    return [entry.what for entry in await audit.newest(house.store)]


async def test_who_is_in_a_group_with_a_role_comes_in(
    asked: House, visitor: httpx.AsyncClient, provider: Provider
) -> None:
    await provider.knows("grace", **GRACE)
    assert (await visitor.get(V1 + "/provider")).json() == {"name": "Acme"}
    assert await went(visitor, provider, "grace") == "/"
    told = await session(visitor)
    assert (told["name"], told["role"]) == ("Grace Hopper", "analyst")
    assert told["person"]["zone"] == "America/New_York"
    assert told["person"]["currency"] == "eur", "as the owner's"
    assert {"person.create", "identity.link", "session.create"} <= set(await deeds(asked))
    assert await went(visitor, provider, "grace") == "/", "and again, as the same person"
    assert (await session(visitor))["person"]["id"] == told["person"]["id"]
    assert (await sign_in(visitor, "", "grace@example.com")).status_code == 401, "has no password"


async def test_the_role_follows_the_groups_at_each_sign_in(
    asked: House, visitor: httpx.AsyncClient, provider: Provider
) -> None:
    await provider.knows("ada2", **GRACE | {"groups": ["helpdesk", "finance", "cooks"]})
    await went(visitor, provider, "ada2")
    assert (await session(visitor))["role"] == "analyst", "the strongest counts"
    await provider.knows("ada2", **GRACE | {"groups": ["helpdesk"]})
    await went(visitor, provider, "ada2")
    assert (await session(visitor))["role"] == "support"
    change = next(one for one in await audit.newest(asked.store) if one.what == "person.access")
    assert (change.before, change.after) == ({"role": "analyst"}, {"role": "support"})
    await provider.knows("ada2", **GRACE | {"groups": ["cooks"]})
    async with browser(asked) as other:
        assert await went(other, provider, "ada2") == "/?provider=provider_no_role"


async def test_who_has_no_mapped_group_comes_in_only_with_a_default_role(
    asked: House, visitor: httpx.AsyncClient, provider: Provider
) -> None:
    await provider.knows("cook", **GRACE | {"groups": ["cooks"]})
    assert await went(visitor, provider, "cook") == "/?provider=provider_no_role"
    async with browser(with_provider(asked, provider, default_role="reader")) as other:
        assert await went(other, provider, "cook") == "/"
        assert (await session(other))["role"] == "reader"


@pytest.mark.parametrize("verified", [False, None, "yes"])
async def test_an_e_mail_that_is_not_verified_makes_nobody(
    visitor: httpx.AsyncClient, provider: Provider, verified: Any
) -> None:
    await provider.knows("mallory", **GRACE | {"email_verified": verified})
    assert await went(visitor, provider, "mallory") == "/?provider=provider_unverified"
    assert (await visitor.get(V1 + "/session")).status_code == 401


async def test_who_is_here_already_is_not_taken_over_by_the_same_e_mail(
    visitor: httpx.AsyncClient, provider: Provider
) -> None:
    await provider.knows("mallory", **GRACE | {"email": "ADA@example.com", "groups": ["heads"]})
    assert await went(visitor, provider, "mallory") == "/?provider=provider_taken"
    assert (await visitor.get(V1 + "/session")).status_code == 401


async def test_an_invitation_for_the_e_mail_says_role_and_accounts(
    asked: House, provider: Provider
) -> None:
    async with asked.store.writing() as tx:
        more: dict[str, Any] = {"told": {"email": "Grace@example.com"}, "connections": ["con_1"]}
        await tokens.insert(
            tx, asked.clock, name="Grace", role="support", kind="invitation", lives_s=60, **more
        )
    await provider.knows("invited", **GRACE | {"groups": ["cooks"]})
    async with browser(asked) as client:
        assert await went(client, provider, "invited") == "/?provider=provider_no_role", (
            "groups rule"
        )
    async with browser(with_provider(asked, provider, roles={})) as client:
        assert await went(client, provider, "invited") == "/"
        assert (await session(client))["role"] == "support"
    async with asked.store.reading() as tx:
        assert await tx.scalar(select(person.c.connections).where(person.c.role == "support"))
        left = select(access.c.id).where(access.c.kind == "invitation")
        assert (await tx.execute(left)).first() is None


@pytest.mark.usefixtures("any_store")
async def test_two_first_sign_ins_at_once_make_one_person(
    asked: House, visitor: httpx.AsyncClient, provider: Provider
) -> None:
    await provider.knows("twice", **GRACE)
    async with browser(asked) as other:
        backs = [await provider.passed(await sent(one), "twice") for one in (visitor, other)]
        ends = await asyncio.gather(ended(visitor, backs[0]), ended(other, backs[1]))
        assert ends == ["/", "/"]
        told = [(await session(one))["person"]["id"] for one in (visitor, other)]
    assert told[0] == told[1]


@pytest.mark.usefixtures("any_store")
@pytest.mark.parametrize("any_store", ["postgresql"], indirect=True)
@pytest.mark.parametrize("when", ["before", "after"])
async def test_who_is_made_while_one_looks_for_them_is_found(
    asked: House,
    visitor: httpx.AsyncClient,
    provider: Provider,
    monkeypatch: pytest.MonkeyPatch,
    when: str,
) -> None:
    await provider.knows("between", **GRACE)
    known = identities.known
    async with browser(asked) as other:
        backs = [await provider.passed(await sent(one), "between") for one in (visitor, other)]

        async def slow(tx: AsyncConnection, claims: Claims) -> Any:
            monkeypatch.setattr(identities, "known", known)
            found = await known(tx, claims) if when == "after" else None
            assert await ended(other, backs[1]) == "/"
            return found if when == "after" else await known(tx, claims)

        monkeypatch.setattr(identities, "known", slow)
        assert await ended(visitor, backs[0]) == "/"
        told = [(await session(one))["person"]["id"] for one in (visitor, other)]
    assert told[0] == told[1]


async def test_an_answer_counts_once_and_only_in_the_browser_that_asked(
    asked: House, visitor: httpx.AsyncClient, provider: Provider, clock: SetClock
) -> None:
    await provider.knows("grace", **GRACE)
    back = await provider.passed(await sent(visitor), "grace")
    async with browser(asked) as victim:
        assert await ended(victim, back) == "/?provider=provider_late", "holds nothing"
        await sent(victim)
        assert await ended(victim, back) == "/?provider=provider_late", "asked something else"
    held = dict(visitor.cookies)
    assert await ended(visitor, back) == "/"
    visitor.cookies.update(held)
    assert await ended(visitor, back) == "/settings/profile?provider=provider_late"
    late = await provider.passed(await sent(visitor), "grace")
    clock.advance(601)
    assert (await ended(visitor, late)).endswith("provider_late")


async def test_a_code_of_another_question_is_worth_nothing(
    asked: House, visitor: httpx.AsyncClient, provider: Provider
) -> None:
    """Somebody who got hold of a victim's code brings it to their own question: PKCE."""
    await provider.knows("grace", **GRACE)
    theirs = parse_qs(urlsplit(await provider.passed(await sent(visitor), "grace")).query)
    async with browser(asked) as thief:
        mine = parse_qs(urlsplit(await provider.passed(await sent(thief), "mallory")).query)
        brought = {name: told[0] for name, told in mine.items()} | {"code": theirs["code"][0]}
        end = await ended(thief, f"{START}/back?{urlencode(brought)}")
        assert end == "/?provider=provider_odd"


async def test_an_answer_of_another_issuer_is_refused(
    visitor: httpx.AsyncClient, provider: Provider
) -> None:
    """The provider says that it names itself (RFC 9207), so an answer that does not is none."""
    await provider.knows("grace", **GRACE)
    back = await provider.passed(await sent(visitor), "grace")
    without = back[: back.index("&iss=")]
    assert await ended(visitor, without) == "/?provider=provider_odd"


async def test_a_token_with_another_nonce_is_refused(
    asked: House, visitor: httpx.AsyncClient, provider: Provider
) -> None:
    await provider.knows("grace", **GRACE)
    back = await provider.passed(await sent(visitor), "grace")
    async with asked.store.writing() as tx:
        told = (await tx.execute(select(challenge.c.told))).scalar_one()
        await tx.execute(update(challenge).values(told=told | {"nonce": "no_other"}))
    assert await ended(visitor, back) == "/?provider=provider_odd"


async def test_who_was_deactivated_stays_out(
    asked: House, visitor: httpx.AsyncClient, provider: Provider
) -> None:
    await provider.knows("grace", **GRACE)
    await went(visitor, provider, "grace")
    async with asked.store.writing() as tx:
        of_grace = person.c.email_key == "grace@example.com"
        await tx.execute(update(person).where(of_grace).values(deactivated_at=1))
    async with browser(asked) as other:
        assert await went(other, provider, "grace") == "/?provider=provider_ended"


@pytest.mark.parametrize(
    ("to", "ends"),
    [
        ("/payments?status=failed", "/payments?status=failed"),
        ("//evil.example", "/"),
        ("/\\evil.example", "/"),
        ("/\t/evil.example", "/"),
        ("https://evil.example", "/"),
        ("", "/"),
    ],
)
async def test_afterwards_the_browser_is_on_a_page_of_ours(
    visitor: httpx.AsyncClient, provider: Provider, to: str, ends: str
) -> None:
    await provider.knows("grace", **GRACE)
    url = await sent(visitor, START + "?" + urlencode({"to": to}))
    assert await ended(visitor, await provider.passed(url, "grace")) == ends


async def test_what_the_provider_refuses_is_told_by_the_page(
    asked: House, visitor: httpx.AsyncClient, provider: Provider
) -> None:
    assert await went(visitor, provider, None) == "/?provider=provider_denied"
    assert "session.wrong" in await deeds(asked)
    nobody = with_provider(asked, provider, issuer="http://127.0.0.1:9")
    async with browser(nobody) as other:
        assert await sent(other) == "/?provider=provider_unreachable"


async def test_the_browser_holds_what_no_page_can_read(visitor: httpx.AsyncClient) -> None:
    cookie = (await visitor.get(START)).headers["set-cookie"]
    assert "HttpOnly" in cookie
    assert "SameSite=lax" in cookie
    assert "Max-Age=600" in cookie


async def test_before_the_first_start_nobody_comes_in(house: House, provider: Provider) -> None:
    async with browser(with_provider(house, provider)) as client:
        assert await sent(client) == "/?provider=setup_needed"


async def test_without_a_provider_there_is_none(stranger: httpx.AsyncClient) -> None:
    assert (await stranger.get(V1 + "/provider")).json() == {"name": None}
    assert (await stranger.get(START)).status_code == 404


def test_a_provider_makes_no_owners(provider: Provider) -> None:
    with pytest.raises(errors.BadInput, match="OIDC_ROLES names the role “owner”"):
        rules.check(provider.settings(roles={"heads": "owner"}))
    with pytest.raises(errors.BadInput, match="OIDC_DEFAULT_ROLE names the role “boss”"):
        rules.check(provider.settings(default_role="boss"))
