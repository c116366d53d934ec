"""One request under `/v1`: from its head to the bytes of its answer.

The order is Stripe's: the key first (401), then the address (404), the limits (429), the
permission (403), the parameters (400), the object (404). Latency is spent half before and half
after the books are read, so a reader who takes the answer's `Date` for the moment of reading is
wrong, as with the real Stripe.
"""

import asyncio
from random import Random

from tillwatch.kernel.clock import Clock
from tillwatch.simulator.books import Books, Json
from tillwatch.simulator.http import failures, versions, wire
from tillwatch.simulator.http.answering import reads, registering, writes
from tillwatch.simulator.http.answering.call import Call
from tillwatch.simulator.http.answering.disputing import Disputing
from tillwatch.simulator.http.answering.files import Files, sameness
from tillwatch.simulator.http.answering.reads import Endpoint, Route
from tillwatch.simulator.http.answering.reporting import Reporting
from tillwatch.simulator.http.asking import form
from tillwatch.simulator.http.failures import Failure
from tillwatch.simulator.http.gate.faults import NO_FAULT, Fault, Faults
from tillwatch.simulator.http.gate.idempotency import Idempotency
from tillwatch.simulator.http.gate.keys import ALPHABET, Key, KeyRing
from tillwatch.simulator.http.gate.limits import Limits
from tillwatch.simulator.http.options import Options
from tillwatch.simulator.http.port import World
from tillwatch.simulator.http.showing.chronicle import Chronicle
from tillwatch.simulator.http.showing.printed import Printer
from tillwatch.simulator.http.showing.view import View


class Api:
    def __init__(
        self,
        world: World,
        options: Options,
        wall: Clock,
        keys: KeyRing,
        faults: Faults,
        files: Files,
        reporting: Reporting,
    ) -> None:
        self._world = world
        self._options = options
        self._keys = keys
        self._limits = Limits(options, wall)
        self._faults = faults
        self._idempotency = Idempotency()
        self._routes: dict[Route, Endpoint] = {
            **reads.routes(),
            **writes.routes(),
            **registering.routes(options),
            **files.routes(),
            **Disputing(files).routes(),
            **reporting.routes(),
        }
        self._random = Random(f"{options.seed}:requests")
        self._chronicles: dict[tuple[str, bool], Chronicle] = {
            (id_, livemode): Chronicle(books)
            for id_, shop in world.shops.items()
            for livemode, books in shop.books.items()
        }
        self._printers = {place: Printer() for place in self._chronicles}
        self._asking: Call | None = None
        for shop in world.shops.values():
            for books in shop.books.values():
                books.listeners.append(self._sign)

    def _sign(self, books: Books, event: Json) -> None:
        """An event that a request caused names the request; what happens by itself names none."""
        call = self._asking
        if call is not None and event["request"]["id"] is not None:
            event["request"] = {"id": call.request_id, "idempotency_key": call.idempotency_key}

    def view(self, account: str, livemode: bool, version: str | None = None) -> View:
        books: Books = self._world.shops[account].books[livemode]
        default = self._options.api_version
        return View(books, self._chronicles[account, livemode], version or default, default)

    async def __call__(self, scope: wire.Scope, receive: wire.Receive, send: wire.Send) -> None:
        request_id = "req_" + "".join(self._random.choices(ALPHABET, k=14))
        headers = wire.head(scope)
        version = headers.get("stripe-version") or self._options.api_version
        fault = NO_FAULT
        try:
            version = versions.checked(version)
            key = self._keys.open(wire.secret(headers))
            if headers.get("stripe-account", key.account) != key.account:
                raise failures.other_account(key.secret, headers["stripe-account"])
            endpoint, name, ids = self._find(scope["method"], scope["path"])
            self._limits.enter(key, name)
            try:
                fault = self._faults.draw(scope["method"], scope["path"])
                reply = await self._reply(
                    scope, receive, headers, key, version, request_id, (endpoint, ids), fault
                )
            finally:
                self._limits.leave(key, name)
        except Failure as failure:
            reply = failed(failure)
        reply.headers.append((b"request-id", request_id.encode()))
        reply.headers.append((b"stripe-version", version.encode()))
        await wire.send(send, reply, self._world.clock.now(), broken=fault.drop)

    def _find(self, method: str, path: str) -> tuple[Endpoint, str, tuple[str, ...]]:
        """The endpoint of an address, its name, and the ids in the address."""
        parts = tuple(path.removeprefix("/v1/").rstrip("/").split("/"))
        for stars in ((), (-1,), (-2,), (1,), (1, 3)):
            places = [star % len(parts) for star in stars if -len(parts) <= star < len(parts)]
            if len(places) < len(stars) or 0 in places:
                continue
            route = tuple("*" if at in places else part for at, part in enumerate(parts))
            endpoint = self._routes.get((method, *route))
            if endpoint is not None:
                ids = tuple(parts[at] for at in sorted(places))
                return endpoint, f"{method} {'/'.join(route)}", ids
        raise failures.unknown_address(method, path)

    async def _reply(
        self,
        scope: wire.Scope,
        receive: wire.Receive,
        headers: dict[str, str],
        key: Key,
        version: str,
        request_id: str,
        found: tuple[Endpoint, tuple[str, ...]],
        fault: Fault,
    ) -> wire.Reply:
        wait = self._faults.latency_s()
        if wait:
            await asyncio.sleep(wait / 2)
        raw = await wire.body(receive) if scope["method"] != "GET" else b""
        self._world.settle()
        content_type = headers.get("content-type", "")
        asked = scope["query_string"].decode("latin-1")
        parted = content_type.startswith("multipart/")
        if raw and not parted:
            asked = raw.decode("utf-8", "replace")
        call = Call(
            method=scope["method"],
            path=scope["path"],
            ids=found[1],
            query=form.parse(asked),
            key=key,
            shop=self._world.shops[key.account],
            view=self.view(key.account, key.livemode, version),
            now=int(self._world.clock.now()),
            request_id=request_id,
            printer=self._printers[key.account, key.livemode],
            idempotency_key=headers.get("idempotency-key"),
            raw=raw,
            content_type=content_type,
        )
        if call.method == "POST" and call.idempotency_key:
            same = sameness(content_type, raw) if parted else asked
            reply = await self._once(call, call.idempotency_key, found[0], same, fault, wait)
        else:
            reply = self._acted(found[0], call, fault)
            if wait:
                await asyncio.sleep(wait / 2)
        return reply

    async def _once(
        self,
        call: Call,
        key: str,
        endpoint: Endpoint,
        asked: str,
        fault: Fault,
        wait: float,
    ) -> wire.Reply:
        """A POST under an idempotency key: done at most once."""
        place = (call.key.account, call.key.livemode, key)
        named: wire.Headers = [(b"idempotency-key", key.encode())]
        kept = self._idempotency.begin(place, f"{call.path}?{asked}", call.request_id, call.now)
        if kept is not None:
            original = (b"original-request", kept.request_id.encode())
            replayed = [*named, original, (b"idempotent-replayed", b"true")]
            return wire.Reply(kept.status, kept.body, replayed)
        keep = False
        reply = wire.Reply(500, b"", [])
        try:
            reply = self._acted(endpoint, call, fault)
            keep = True
            if wait:
                await asyncio.sleep(wait / 2)
        except Failure as failure:
            keep = failure.stored
            reply = failed(failure)
        finally:
            self._idempotency.end(place, reply.status, reply.body, keep=keep)
        reply.headers.extend(named)
        return reply

    def _acted(self, endpoint: Endpoint, call: Call, fault: Fault) -> wire.Reply:
        """The endpoint's answer, or the fault that was drawn for it."""
        if fault.lock:
            raise failures.locked()
        if fault.error and not fault.after:
            raise failures.our_fault()
        self._asking = call
        try:
            answer = endpoint(call)
        finally:
            self._asking = None
        if fault.error:
            raise failures.our_fault()
        if isinstance(answer, wire.Reply):
            return answer
        return wire.Reply(200, wire.encode(answer), [])


def failed(failure: Failure) -> wire.Reply:
    return wire.Reply(failure.status, wire.encode(failure.body), list(failure.headers))
