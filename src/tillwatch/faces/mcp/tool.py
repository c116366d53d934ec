"""One question an assistant may ask, and the call that carries it."""

from collections.abc import Awaitable, Callable
from typing import Any, Final
from urllib.parse import urlencode

import msgspec

from tillwatch.faces.mcp.ask import API, Ask
from tillwatch.faces.mcp.asked import Accounts, Asked
from tillwatch.faces.mcp.told import Json, Told
from tillwatch.kernel import errors

PAGES: Final = ("payments", "disputes", "payouts", "customers", "subscriptions")
"""What has a page of its own."""


class Call:
    """One use of a tool: it asks through `ask`, and notes what it asked. `now`: seconds UTC."""

    def __init__(self, ask: Ask, now: float) -> None:
        self.now = now
        self.sources: list[str] = []
        self._ask = ask

    async def get(self, path: str, **params: Any) -> Json:
        given = {name: value for name, value in params.items() if value not in (None, [])}
        query = f"?{urlencode(given, doseq=True)}" if given else ""
        self.sources.append(f"GET {API}{path}{query}")
        return await self._ask.get(path, **given)

    async def post(self, path: str, body: Json | None = None) -> Json:
        given = f" {msgspec.json.encode(body).decode()}" if body else ""
        self.sources.append(f"POST {API}{path}{given}")
        return await self._ask.post(path, body)

    async def one_mode(self, asked: Accounts) -> dict[str, Any]:
        """The accounts and the mode that were asked for, as parameters. Without a mode it is live
        if any of these accounts is, else test: the same rule as the overview's."""
        narrowed = asked.narrowed()
        if "livemode" in narrowed:
            return narrowed
        try:
            found = (await self._ask.get("/connections", limit=100))["data"]
        except errors.NotAllowed:  # it may read rows only, and asks for test by name
            return {**narrowed, "livemode": "true"}
        modes = {c["livemode"] for c in found if not asked.accounts or c["id"] in asked.accounts}
        return {**narrowed, "livemode": "true" if True in modes or not modes else "false"}

    def page(self, path: str, row: Json) -> str | None:
        """Where a person sees that row."""
        if path not in PAGES:
            return None
        return f"{self._ask.url}/{path}/{row['connection_id']}/{row['id']}"


Run = Callable[[Call, Any], Awaitable[Told]]


class Tool(msgspec.Struct, frozen=True, kw_only=True):
    """`run` is given a call and `takes`; what it says of itself is what the assistant reads.
    `permission`: of the one table (`people.roles`). `writes`: it changes something, so it is only
    there where that was opened."""

    name: str
    title: str
    permission: str
    takes: type[Asked]
    run: Run
    writes: bool = False

    @property
    def says(self) -> str:
        return " ".join((self.run.__doc__ or "").split())

    def schema(self) -> Json:
        """Its arguments, as JSON Schema with nothing to look up elsewhere."""
        _, parts = msgspec.json.schema_components([self.takes])
        found: Json = parts[self.takes.__name__]
        return {**found, "title": self.title}

    def read(self, arguments: Json | None) -> Any:
        """`BadInput` says which argument is wrong, and how."""
        try:
            return msgspec.convert(arguments or {}, type=self.takes)
        except msgspec.ValidationError as wrong:
            raise errors.BadInput(f"{self.name}: {wrong}") from None
