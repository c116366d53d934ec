"""Stripe, as `port.Processor` wants it: the parts of this room behind one face."""

import asyncio
import time
from collections.abc import Iterable, Mapping, Sequence

from tillwatch.kernel.clock import Clock
from tillwatch.processors.belonging import Ties
from tillwatch.processors.defending import Purchase
from tillwatch.processors.offering import Credential, Meaning, Want
from tillwatch.processors.personal import Personal
from tillwatch.processors.port import Group, KeyFacts, Listing, Permission, Sentence
from tillwatch.processors.reading import EventHead, Payload, Reading
from tillwatch.processors.stripe import (
    catalogue,
    events,
    keys,
    limits,
    pages,
    permissions,
    sentences,
    signature,
    translate,
)
from tillwatch.processors.stripe.client import Client
from tillwatch.processors.stripe.lists.reader import StripeReader
from tillwatch.processors.stripe.offer import meanings, places, wants
from tillwatch.processors.stripe.sentences.reasons import StripeWords
from tillwatch.processors.stripe.translate import personal, purchase, ties
from tillwatch.processors.stripe.translate.translator import StripeTranslator
from tillwatch.processors.stripe.writing.writer import StripeWriter
from tillwatch.processors.words import Words
from tillwatch.rows import Row


class Stripe(StripeTranslator):
    """`api_base`, `files_base`: origins. `rate_share`: the part of Stripe's limits to use, above 0
    and up to 1. `rate`: requests a second in all instead; 0 for no limiter.

    `timer` is what the limits measure by, `sleep` how the pauses between tries pass.
    """

    name: str = "stripe"
    label: str = "Stripe"
    listings: Sequence[Listing] = catalogue.LISTINGS
    permissions: Sequence[Permission] = permissions.PERMISSIONS
    event_kinds: Mapping[str, str] = catalogue.EVENTS
    event_groups: Sequence[Group] = catalogue.GROUPS
    events_permission: str = catalogue.EVENTS_PERMISSION
    credentials: Sequence[Credential] = wants.CREDENTIALS
    setting_up: str = wants.SETTING_UP
    wants: Sequence[Want] = wants.WANTS
    personal: Personal = personal.TABLE
    ties: Ties = ties.TIES
    meanings: Mapping[str, Meaning] = meanings.MEANINGS
    words: Words = StripeWords()
    dashboard: str = places.DASHBOARD
    """Where Stripe's own pages are; the demo's are the simulator's."""

    def __init__(
        self,
        api_base: str,
        files_base: str,
        rate_share: float,
        rate: float | None,
        clock: Clock,
        *,
        timer: limits.Timer = time.monotonic,
        sleep: limits.Sleep = asyncio.sleep,
    ) -> None:
        self._api_base = api_base
        self._files_base = files_base
        self._rate_share = rate_share
        self._rate = rate
        self._clock = clock
        self._timer = timer
        self._sleep = sleep
        self._limiters: dict[str, limits.Limiter] = {}

    def check_key(self, text: str) -> KeyFacts:
        return keys.check_key(text)

    def check_secret(self, text: str) -> str:
        return keys.check_secret(text)

    def reader(self, key: str, *, account_id: str | None = None) -> StripeReader:
        return StripeReader(self._client(key, account_id))

    def writer(self, key: str, *, account_id: str | None = None) -> StripeWriter:
        return StripeWriter(self._client(key, account_id))

    def purchase(self, charge: Payload) -> Purchase:
        return purchase.purchase(charge)

    def _client(self, key: str, account_id: str | None) -> Client:
        key = key.strip()
        return Client(
            key,
            api_base=self._api_base,
            files_base=self._files_base,
            limiter=self._limiter(key, account_id),
            clock=self._clock,
            timer=self._timer,
            sleep=self._sleep,
        )

    def _limiter(self, key: str, account_id: str | None) -> limits.Limiter:
        """One for an account and mode, whatever its keys; for a key while that is unknown."""
        mode = keys.check_key(key).mode
        names = [key, *([f"{account_id}/{mode}"] if account_id else [])]
        known = [self._limiters[name] for name in reversed(names) if name in self._limiters]
        limiter = (
            known[0]
            if known
            else limits.limits_for(
                mode,
                share=self._rate_share,
                rate=self._rate,
                timer=self._timer,
            )
        )
        self._limiters.update(dict.fromkeys(names, limiter))
        return limiter

    def place(self, name: str, mode: str) -> str:
        return places.place(self.dashboard, name, mode)

    def key_form(self, name: str, slugs: Iterable[str], mode: str) -> str:
        return places.key_form(self.dashboard, name, slugs, mode)

    def listen_command(self, url: str, mode: str) -> str:
        return places.listen_command(url, mode)

    def rates(self, mode: str) -> tuple[float, float] | None:
        return limits.rates(mode, share=self._rate_share, rate=self._rate)

    def page(self, kind: str, id_: str, *, mode: str | None, account_id: str | None) -> str | None:
        return pages.page(self.dashboard, kind, id_, mode=mode, account_id=account_id)

    def mentions(self, body: bytes) -> Sequence[str]:
        return events.mentions(body)

    def verify(self, body: bytes, header: str, secrets: Sequence[str], now: float) -> bool:
        return signature.verify(body, header, secrets, now)

    def head(self, body: bytes) -> EventHead:
        return events.head(body)

    def event_readings(self, body: bytes) -> list[Reading]:
        return events.event_readings(body)

    def entry_readings(self, kind: str, body: bytes) -> list[Reading]:
        return events.entry_readings(kind, body)

    def tables(self, kind: str) -> Sequence[type[Row]]:
        return translate.tables(kind)

    def sentence(self, type_: str, payload: Payload) -> Sentence | None:
        return sentences.sentence(type_, payload)
