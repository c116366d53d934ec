"""What Stripe does not have: everything under `/_simulator/`.

JSON in, JSON out. `account` (default: the first) and `livemode` (default: false) in the body or
the query say where. Deeds answer with the object they made, in the newest shape.
"""

from collections.abc import Awaitable, Callable
from random import Random
from typing import Any

import msgspec

from tillwatch.kernel.clock import Clock
from tillwatch.kernel.errors import TillwatchError
from tillwatch.simulator.books import Books, Json
from tillwatch.simulator.http import failures, wire
from tillwatch.simulator.http.answering.files import Files
from tillwatch.simulator.http.answering.reporting import Reporting
from tillwatch.simulator.http.api import failed
from tillwatch.simulator.http.asking import filters, form, values
from tillwatch.simulator.http.deeds import DEEDS, orders, perform
from tillwatch.simulator.http.failures import Failure
from tillwatch.simulator.http.gate.faults import ORDERED, Faults
from tillwatch.simulator.http.gate.keys import Key, KeyRing
from tillwatch.simulator.http.hooks import endpoints
from tillwatch.simulator.http.hooks.webhooks import Deliveries
from tillwatch.simulator.http.options import Options
from tillwatch.simulator.http.port import Shop, World

PREFIX = "/_simulator"
Action = Callable[[Json], Awaitable[Any]]


class Control:
    def __init__(
        self,
        world: World,
        options: Options,
        wall: Clock,
        keys: KeyRing,
        deliveries: Deliveries,
        faults: Faults,
        files: Files,
        reporting: Reporting,
    ) -> None:
        self._world = world
        self._options = options
        self._wall = wall
        self._keys = keys
        self._deliveries = deliveries
        self._faults = faults
        self._files = files
        self._reporting = reporting
        self._random = Random(f"{options.seed}:secrets")
        self._actions: dict[tuple[str, str], Action] = {
            ("GET", ""): self._index,
            ("GET", "keys"): self._list_keys,
            ("POST", "keys"): self._make_key,
            ("GET", "endpoints"): self._list_endpoints,
            ("POST", "endpoints"): self._make_endpoint,
            ("POST", "roll"): self._roll,
            ("GET", "clock"): self._clock,
            ("POST", "clock"): self._advance,
            ("GET", "knobs"): self._knobs,
            ("POST", "knobs"): self._turn,
            ("GET", "totals"): self._totals,
            ("GET", "deliveries"): self._log,
            ("GET", "orders"): self._orders,
            ("POST", "flush"): self._flush,
            ("POST", "resend"): self._resend,
            ("POST", "report"): self._report,
            ("POST", "file"): self._file,
            ("POST", "fault"): self._fault,
        }

    async def __call__(self, scope: wire.Scope, receive: wire.Receive, send: wire.Send) -> None:
        method = scope["method"]
        name = scope["path"].removeprefix(PREFIX).strip("/")
        try:
            asked: Json = dict(form.parse(scope["query_string"].decode("latin-1")))
            raw = await wire.body(receive) if method == "POST" else b""
            if raw:
                asked.update(msgspec.json.decode(raw, type=dict[str, Any]))
            reply = wire.Reply(200, wire.encode(await self._act(method, name, asked)), [])
        except Failure as failure:
            reply = failed(failure)
        except (msgspec.DecodeError, msgspec.ValidationError, TypeError, ValueError) as error:
            reply = failed(Failure(400, str(error)))
        except TillwatchError as error:
            reply = failed(Failure(404 if error.status == 404 else 400, error.message))
        await wire.send(send, reply, self._world.clock.now())

    async def _act(self, method: str, name: str, asked: Json) -> Any:
        self._world.settle()
        action = self._actions.get((method, name))
        if action is not None:
            return await action(asked)
        if method == "POST" and name in DEEDS:
            shop, livemode = self._place(asked)
            return perform(name, shop, livemode, asked)
        raise failures.unknown_address(method, f"{PREFIX}/{name}")

    def _place(self, asked: Json) -> tuple[Shop, bool]:
        """The shop and mode a request is about; takes both fields out of it."""
        account = asked.pop("account", None) or next(iter(self._world.shops))
        shop = self._world.shops.get(account)
        if shop is None:
            raise failures.missing("account", str(account), "account")
        livemode = asked.pop("livemode", False)
        return shop, livemode in (True, "true")

    def live(self, seconds: float, random: Random) -> None:
        """The random deeds of a stretch of wall time, as many as the knob says on average."""
        expected = self._options.deeds_per_minute * seconds / 60
        count = int(expected) + (random.random() < expected % 1)
        for _ in range(count):
            self._world.deed()

    async def _index(self, asked: Json) -> Json:
        return {
            "read": [f"{PREFIX}/{name}" for method, name in self._actions if method == "GET"],
            "act": [f"{PREFIX}/{name}" for method, name in self._actions if method == "POST"],
            "deeds": {
                f"{PREFIX}/{name}": ["account", "livemode", *deed.fields]
                for name, deed in DEEDS.items()
            },
        }

    async def _list_keys(self, asked: Json) -> Json:
        return {"keys": [_key(key) for key in self._keys.all()]}

    async def _make_key(self, asked: Json) -> Json:
        """`{"name", "permissions": [slug], "kind"?, "state"?}`; the same name replaces."""
        shop, livemode = self._place(asked)
        kind, state = asked.get("kind", "restricted"), asked.get("state", "active")
        if kind not in ("secret", "restricted", "publishable"):
            raise failures.bad_value("kind", f"No such kind of key: {kind}")
        if state not in ("active", "expired", "revoked"):
            raise failures.bad_value("state", f"No such state of a key: {state}")
        slugs = form.texts(asked, "permissions")
        name = str(asked.get("name", ",".join(slugs)))
        account = shop.account["id"]
        return _key(self._keys.make(account, livemode, name, slugs, kind=kind, state=state))

    async def _list_endpoints(self, asked: Json) -> Json:
        shop, livemode = self._place(asked)
        table = shop.books[livemode].tables["webhook_endpoint"]
        return {"endpoints": [_endpoint(row) for row in table]}

    async def _make_endpoint(self, asked: Json) -> Json:
        """`{"url", "enabled_events"? (all), "api_version"?}`; the answer holds the secret."""
        shop, livemode = self._place(asked)
        fields = {"enabled_events": ["*"], **asked}
        now = int(self._world.clock.now())
        return _endpoint(endpoints.create(shop.books[livemode], fields, now, self._random))

    async def _roll(self, asked: Json) -> Json:
        """`{"endpoint", "old_for_s"? (one hour)}`: a new secret, both sign for that long."""
        shop, livemode = self._place(asked)
        books = shop.books[livemode]
        row = _named(books, "webhook_endpoint", asked.get("endpoint"))
        both = min(int(asked.get("old_for_s", 3_600)), endpoints.ROLL_S_MAX)
        secret = endpoints.new_secret(self._random)
        until = int(self._wall.now()) + both
        return _endpoint(endpoints.roll(books, row, secret=secret, old_until=until))

    async def _resend(self, asked: Json) -> Json:
        """`{"event", "endpoint"}`: as the Dashboard's button does."""
        shop, livemode = self._place(asked)
        books = shop.books[livemode]
        event = _named(books, "event", asked.get("event"))
        endpoint = _named(books, "webhook_endpoint", asked.get("endpoint"))
        self._deliveries.resend(books, event, endpoint)
        return {"event": event["id"], "endpoint": endpoint["id"]}

    async def _report(self, asked: Json) -> Json:
        """`{"report_type"?, "parameters"?, "fails"?}`; the payouts of the last 30 days."""
        shop, livemode = self._place(asked)
        return self._reporting.deed(shop.books[livemode], asked, int(self._world.clock.now()))

    async def _file(self, asked: Json) -> Json:
        """`{"text"?, "filename"?, "purpose"?}`: a receipt is uploaded as evidence."""
        shop, livemode = self._place(asked)
        return self._files.deed(shop.books[livemode], asked, int(self._world.clock.now()))

    async def _fault(self, asked: Json) -> Json:
        """`{"how": "error" | "error_after" | "drop" | "lock", "path"?, "method"? (POST), "times"?
        (1)}`: what becomes of the next requests to addresses that begin so."""
        known = {"how": None, "path": "/v1/", "method": "POST", "times": 1}
        told: Json = {**known, **asked}
        filters.known_only(told, known)
        values.one_of("how", str(told["how"]), tuple(ORDERED))
        self._faults.order(told["how"], told["method"], told["path"], int(told["times"]))
        return told

    async def _clock(self, asked: Json) -> Json:
        return {"now": int(self._world.clock.now())}

    async def _advance(self, asked: Json) -> Json:
        """`{"seconds": n}`: all that falls due in between happens."""
        seconds = float(asked["seconds"]) if "seconds" in asked else 0.0
        if seconds < 0:
            raise failures.bad_value("seconds", "Time only goes forward.")
        self._world.clock.advance(seconds)
        self._world.settle()
        self._deliveries.advance(seconds)
        return await self._clock(asked)

    async def _knobs(self, asked: Json) -> Json:
        knobs: Json = msgspec.to_builtins(self._options)
        return knobs

    async def _turn(self, asked: Json) -> Json:
        self._options.turn(asked)
        return await self._knobs(asked)

    async def _totals(self, asked: Json) -> Json:
        """The simulator's own books, kept while acting, by account and mode."""
        return {
            id_: {
                "live" if livemode else "test": books.tally.figures()
                for livemode, books in shop.books.items()
            }
            for id_, shop in self._world.shops.items()
        }

    async def _orders(self, asked: Json) -> Json:
        """`?charge_id=ch_…`, or those that were disputed: what the shop itself knows of them."""
        shop, livemode = self._place(asked)
        filters.known_only(asked, ("charge_id",))
        return {"orders": orders(shop, livemode, asked.get("charge_id"))}

    async def _log(self, asked: Json) -> Json:
        """`?event=evt_…` or `?result=lost` narrow it."""
        wanted = {name: asked[name] for name in ("event", "result", "endpoint") if name in asked}
        return {
            "deliveries": [
                note
                for note in self._deliveries.log
                if all(note[name] == value for name, value in wanted.items())
            ]
        }

    async def _flush(self, asked: Json) -> Json:
        """Post what waits now and answer when nothing is under way; `{"retries": true}` tries
        again what failed."""
        return await self._deliveries.flush(retries=asked.get("retries") is True)


def _named(books: Books, kind: str, id_: object) -> Json:
    row = books.tables[kind].get(id_) if isinstance(id_, str) else None
    if row is None:
        raise failures.missing(kind.replace("_", " "), str(id_ or ""), kind)
    return row


def _key(key: Key) -> Json:
    return {
        "name": key.name,
        "secret": key.secret,
        "kind": key.kind,
        "account": key.account,
        "livemode": key.livemode,
        "permissions": sorted(key.permissions),
        "state": key.state,
    }


def _endpoint(row: Json) -> Json:
    public = {name: value for name, value in row.items() if name[0] != "_"}
    return {**public, "secret": row["_secret"]}
