"""The only place that imports Stripe's SDK.

The SDK builds the requests (addresses, version, key, parameters); its transport is ours (`wire`):
one try each, the answer's bytes left alone. `raw_request_async` would otherwise decode
every page with the json module into ordered dicts, which costs more than all the rest; so the
transport hands the SDK an empty body and carries the real answer through among the headers.
Retries are ours too, because the SDK's leave out 429.

The SDK and the transport are imported when the first client is made: they take half a second.
"""

import math
import random
from collections.abc import Awaitable, Callable, Mapping
from email.utils import parsedate_to_datetime
from typing import TYPE_CHECKING, Any, Final

import msgspec

from tillwatch.kernel.clock import Clock
from tillwatch.processors import port
from tillwatch.processors.stripe import limits, refusals
from tillwatch.processors.stripe.wire.answers import Answered, Lost

if TYPE_CHECKING:
    import stripe

API_VERSION: Final = "2026-10-28.endive"
TRIES: Final = 4
TRIES_LIMITED: Final = 8
"""How often a request may be answered 429: it only has to wait."""
PAUSE_S: Final = 0.5
PAUSE_S_MAX: Final = 5.0

UNCOUNTED: Final = ("/v1/reporting/", "/v1/tax", "/v1/sigma/", "/v1/data/")
"""Reads that Stripe does not count against its allowance."""
CARRIED: Final = "tillwatch-carried"
"""The header that is the real answer, on its way through the SDK."""


class Answer(msgspec.Struct, frozen=True):
    """`as_of`: seconds of Stripe's clock, not later than the moment the answer was read there.
    `version`: the API version that shaped the body."""

    status: int
    body: bytes
    as_of: int
    version: str


class Client:
    """Requests with one key. `get` and `post` return only answers of 200 to 299."""

    def __init__(
        self,
        key: str,
        *,
        api_base: str,
        files_base: str,
        limiter: limits.Limiter,
        clock: Clock,
        timer: limits.Timer,
        sleep: limits.Sleep,
    ) -> None:
        self._stripe, self._close = _connect(key, api_base, files_base)
        self._limiter = limiter
        self._clock = clock
        self._timer = timer
        self._sleep = sleep
        self.used = port.ReadUse()
        self.account_seen: str | None = None
        """The account's id, once a refusal disclosed it."""

    async def get(
        self, path: str, params: Mapping[str, Any] | None = None, *, endpoint: str = ""
    ) -> Answer:
        """`endpoint`: the operation's name for the limits, the path by default."""
        return await self._send("get", path, dict(params or {}), endpoint or path)

    async def post(self, path: str, params: Mapping[str, Any], *, files: bool = False) -> Answer:
        base = {"base": "files"} if files else {}
        return await self._send("post", path, {**params, **base}, f"post {path}")

    async def delete(self, path: str, *, endpoint: str) -> Answer:
        """What is gone already is answered as such: it needs no key for idempotency."""
        return await self._send("delete", path, {}, endpoint)

    async def close(self) -> None:
        await self._close()

    async def _send(self, method: str, path: str, params: dict[str, Any], endpoint: str) -> Answer:
        tries = limited = 0
        while True:
            tries += 1
            async with self._limiter.turn(endpoint):
                self.used.requests += 1
                self.used.reads += _counts(method, path)
                started = self._timer()
                carried = await self._try(method, path, params)
                took_s = self._timer() - started
            if carried is not None:
                self.used.answered += 1
                self.used.seconds += took_s
            if carried is not None and 200 <= carried.status < 300:
                return self._answer(carried, took_s)
            self._note(endpoint, carried)
            limited += carried is not None and carried.status == 429
            if not _again(carried, tries, limited):
                raise self._failure(carried, took_s)
            self.used.retried += 1
            await self._sleep(_pause_s(tries))

    async def _try(self, method: str, path: str, params: dict[str, Any]) -> Answered | None:
        """One request; None when the connection failed."""
        try:
            response = await self._stripe.raw_request_async(method, path, **params)
        except Lost:
            return None
        carried = response.headers[CARRIED]
        assert isinstance(carried, Answered)
        return carried

    def _note(self, endpoint: str, carried: Answered | None) -> None:
        """What a refusal tells besides no."""
        if carried is None:
            return
        if carried.status == 429:
            self.used.limited += 1
            reason = carried.headers.get("stripe-rate-limited-reason")
            locked = refusals.error_of(carried.body).get("code") == "lock_timeout"
            if reason is not None or not locked:
                self._limiter.refused(endpoint, reason)
        elif carried.status == 403:
            self.account_seen = refusals.account_in(carried.body) or self.account_seen

    def _failure(self, carried: Answered | None, took_s: float) -> port.ReadFailed:
        if carried is None:
            return port.Unreachable(
                "Stripe cannot be reached: check the connection to the internet, then try again."
            )
        return refusals.refusal(carried.status, carried.body, self._as_of(carried, took_s))

    def _answer(self, carried: Answered, took_s: float) -> Answer:
        return Answer(
            status=carried.status,
            body=carried.body,
            as_of=self._as_of(carried, took_s),
            version=carried.headers.get("stripe-version") or API_VERSION,
        )

    def _as_of(self, carried: Answered, took_s: float) -> int:
        """Without a date in the answer: our clock, corrected by what it last was off."""
        now = self._clock.now()
        date = _date(carried.headers.get("date"))
        if date is None:
            date = now + (self.used.clock_off_s or 0.0)
        else:
            self.used.clock_off_s = date - now
        return read_no_later_than(date, took_s)


def read_no_later_than(date: float, took_s: float) -> int:
    """A lower bound, in seconds of Stripe's clock, of the moment an answer was read there: its
    date, minus the round trip rounded up, minus the second that whole seconds hide."""
    return math.floor(date) - math.ceil(took_s) - 1


def _date(header: str | None) -> float | None:
    if not header:
        return None
    try:
        return parsedate_to_datetime(header).timestamp()
    except (TypeError, ValueError, IndexError, OverflowError):
        return None


def _counts(method: str, path: str) -> bool:
    """Whether a request counts against the reads Stripe allows: writes, reporting, data and tax
    do not (docs.stripe.com/rate-limits#api-read-request-allocations)."""
    return method == "get" and not path.startswith(UNCOUNTED)


def _again(carried: Answered | None, tries: int, limited: int) -> bool:
    """Stripe's own rules for trying again, and 429 besides: `limited` of the `tries` were answered
    so, and do not count against a server that then has a problem."""
    if carried is None:
        return tries - limited < TRIES
    if carried.status == 429:
        return limited < TRIES_LIMITED
    if tries - limited >= TRIES:
        return False
    told = carried.headers.get("stripe-should-retry")
    if told in ("true", "false"):
        return told == "true"
    return carried.status == 409 or carried.status >= 500


def _pause_s(tries: int) -> float:
    """Half a second, doubled with each try up to five seconds, less up to half at random."""
    longest = min(PAUSE_S * 2.0 ** (tries - 1), PAUSE_S_MAX)
    return longest * random.uniform(0.5, 1.0)


def _connect(
    key: str, api_base: str, files_base: str
) -> tuple["stripe.StripeClient", Callable[[], Awaitable[None]]]:
    """The SDK's client over our transport, and how to close it."""
    import stripe

    from tillwatch.processors.stripe.wire.http import Carrier

    class Transport(stripe.HTTPClient):
        name = "tillwatch"

        def __init__(self) -> None:
            super().__init__()
            self.carrier = Carrier()

        async def request_async(
            self, method: str, url: str, headers: Mapping[str, str], post_data: Any = None
        ) -> tuple[bytes, int, Mapping[str, Any]]:
            body = post_data.encode() if isinstance(post_data, str) else post_data or b""
            return b"{}", 200, {CARRIED: await self.carrier.request(method, url, headers, body)}

        async def close_async(self) -> None:
            await self.carrier.close()

    stripe.enable_telemetry = False
    transport = Transport()
    client = stripe.StripeClient(
        key,
        stripe_version=API_VERSION,
        http_client=transport,
        max_network_retries=0,
        base_addresses={"api": api_base, "files": files_base},
    )
    return client, transport.close_async
