"""The reader: an account's lists, single objects and events, with one key."""

from collections.abc import Sequence
from typing import Any, Final, NamedTuple
from urllib.parse import quote

from tillwatch.processors import port
from tillwatch.processors.port import (
    AccountFacts,
    EventPage,
    Fetched,
    Grant,
    Listing,
    ListPage,
    ReadUse,
)
from tillwatch.processors.reading import Reading
from tillwatch.processors.stripe import catalogue, refusals
from tillwatch.processors.stripe.client import Answer, Client
from tillwatch.processors.stripe.lists import (
    accounts,
    endpoints,
    holdings,
    pages,
    probe,
    single,
)
from tillwatch.processors.stripe.lists.pages import Range

TYPES_MAX: Final = 20
"""Types Stripe's event list can be narrowed to; beyond, all are asked for and picked from."""


class Page(NamedTuple):
    """Fills `port.Fetched`: a page of a list."""

    answer: Answer
    kind: str
    asked: Range

    def read(self) -> ListPage:
        return pages.list_page(self.answer, self.kind, self.asked)


class Single(NamedTuple):
    """Fills `port.Fetched`: an account's only object of a kind."""

    answer: Answer
    kind: str

    def read(self) -> ListPage:
        readings = single.readings(self.answer, self.kind)
        return ListPage(readings=readings, count=1, last=None, oldest=None)


class StripeReader:
    """Fills `port.Reader`."""

    def __init__(self, client: Client) -> None:
        self._client = client
        self._unexpanded: set[str] = set()
        """Lists that refused to expand anything."""

    async def fetch(
        self,
        listing: Listing,
        *,
        after: str | None = None,
        since: int | None = None,
        until: int | None = None,
        limit: int = 100,
    ) -> Fetched:
        if listing.singleton:
            return Single(await self._client.get(listing.path), listing.kind)
        borders = (since, until) if listing.ranged else (None, None)
        asked = Range(after, *borders, limit)
        params = {**listing.params, **asked.params()}
        return Page(await self._expanded(listing, params), listing.kind, asked)

    async def page(
        self,
        listing: Listing,
        *,
        after: str | None = None,
        since: int | None = None,
        until: int | None = None,
        limit: int = 100,
    ) -> ListPage:
        fetched = await self.fetch(listing, after=after, since=since, until=until, limit=limit)
        return fetched.read()

    async def _expanded(self, listing: Listing, params: dict[str, Any]) -> Answer:
        """With what is embedded, where key and server allow it."""
        if listing.expand and listing.resource not in self._unexpanded:
            try:
                return await self._client.get(
                    listing.path, {**params, "expand": list(listing.expand)}
                )
            except (port.PermissionMissing, port.NotOffered):
                answer = await self._client.get(listing.path, params)
                self._unexpanded.add(listing.resource)
                return answer
        return await self._client.get(listing.path, params)

    async def one(self, kind: str, id_: str) -> list[Reading]:
        """`NotOffered` for a kind that cannot be read by its id."""
        if kind == "payout_entries":
            return await self.payout_entries(id_)
        if kind in catalogue.SINGLETONS:
            return single.readings(await self._client.get(catalogue.SINGLETONS[kind]), kind)
        path = catalogue.SINGLE_PATHS.get(kind)
        if path is None:
            raise port.NotOffered(f"Stripe has no address for a single {kind}.")
        return await self._single(kind, path, id_)

    async def _single(self, kind: str, path: str, id_: str) -> list[Reading]:
        try:
            answer = await self._client.get(f"{path}/{quote(id_, safe='')}", endpoint=f"{path}/:id")
        except refusals.Missing as missing:
            return [Reading(kind=kind, id=id_, as_of=missing.as_of, payload=b"", tombstone=True)]
        return single.readings(answer, kind)

    async def payout_entries(self, payout_id: str) -> list[Reading]:
        return await holdings.payout_entries(self._client, payout_id)

    async def events(
        self,
        *,
        after: str | None = None,
        since: int | None = None,
        until: int | None = None,
        types: Sequence[str] = (),
        limit: int = 100,
    ) -> EventPage:
        asked = Range(after, since, until, limit)
        params = asked.params()
        if 0 < len(types) <= TYPES_MAX:
            params["types"] = list(types)
        return pages.event_page(await self._client.get("/v1/events", params), asked, types)

    async def account(self) -> AccountFacts:
        return await accounts.account(self._client)

    async def probe(self) -> list[Grant]:
        return await probe.probe(self._client)

    async def create_webhook(self, url: str, types: Sequence[str], *, once: str) -> str:
        return await endpoints.create(self._client, url, types, once=once)

    def used(self) -> ReadUse:
        return self._client.used

    async def close(self) -> None:
        await self._client.close()
