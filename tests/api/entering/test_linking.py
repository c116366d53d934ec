"""Linking the provider with the person one is here, and showing again who one is."""

from urllib.parse import parse_qs, urlsplit

import httpx
from sqlalchemy import select, update

from tests.api.conftest import browser
from tests.api.entering.provider import GRACE, Provider, ended, session, went
from tests.api.signing import OURS, V1, by_link
from tillwatch.intake.house import House
from tillwatch.kernel.clock import SetClock
from tillwatch.store.tables import access, identity


async def test_an_owner_links_the_provider_in_the_profile_and_stays_owner(
    asked: House, visitor: httpx.AsyncClient, provider: Provider
) -> None:
    await provider.knows("boss", **GRACE | {"groups": ["helpdesk"]})
    await by_link(asked, visitor)
    told = (await visitor.get(V1 + "/me/provider")).json()
    assert told == {"name": "Acme", "linked": None, "has_password": True}
    url = (await visitor.post(V1 + "/me/provider", headers=OURS)).json()["url"]
    back = await provider.passed(url, "boss")
    async with browser(asked) as other:
        assert (await ended(other, back)).endswith("provider_late"), "somebody else's browser"
    assert await ended(visitor, back) == "/settings/profile?provider=linked"
    assert (await visitor.get(V1 + "/me/provider")).json()["linked"]
    async with browser(asked) as other:
        assert await went(other, provider, "boss") == "/"
        assert (await session(other))["role"] == "owner"
    assert (await visitor.delete(V1 + "/me/provider", headers=OURS)).status_code == 204
    async with asked.store.reading() as tx:
        assert (await tx.execute(select(identity))).first() is None


async def test_linking_asks_who_it_is_and_comes_from_our_page(
    asked: House, visitor: httpx.AsyncClient, clock: SetClock
) -> None:
    await by_link(asked, visitor)
    assert (await visitor.post(V1 + "/me/provider")).json()["code"] == "cross_site"
    clock.advance(601)
    refused = await visitor.post(V1 + "/me/provider", headers=OURS)
    assert refused.json()["code"] == "confirm_needed"


async def test_who_has_no_password_confirms_with_the_provider_and_keeps_it(
    asked: House, visitor: httpx.AsyncClient, provider: Provider, clock: SetClock
) -> None:
    await provider.knows("grace", **GRACE)
    await went(visitor, provider, "grace")
    kept = await visitor.delete(V1 + "/me/provider", headers=OURS)
    assert kept.status_code == 409, "could not come in any more"
    async with asked.store.writing() as tx:
        await tx.execute(update(access).values(confirmed_until=None))
    clock.advance(6)  # what the guard remembers of a session is older than that
    assert (await visitor.delete(V1 + "/me/provider", headers=OURS)).status_code == 403
    again = await visitor.post(V1 + "/me/provider/confirm", json={"to": "/payouts"}, headers=OURS)
    url = again.json()["url"]
    assert parse_qs(urlsplit(url).query)["prompt"] == ["login"]
    assert await ended(visitor, await provider.passed(url, "grace")) == "/payouts"
    assert (await visitor.delete(V1 + "/me/provider", headers=OURS)).status_code == 409
