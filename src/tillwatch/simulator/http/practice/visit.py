"""What a page is given: the simulator's parts, the place it is about, and what was asked."""

from collections.abc import Callable
from dataclasses import dataclass, field
from random import Random
from typing import Any

from tillwatch.kernel.clock import Clock
from tillwatch.simulator.books import Books, Json
from tillwatch.simulator.http.asking.form import Form
from tillwatch.simulator.http.gate.keys import KeyRing
from tillwatch.simulator.http.hooks.webhooks import Deliveries
from tillwatch.simulator.http.options import Options
from tillwatch.simulator.http.port import Shop, World
from tillwatch.simulator.http.practice.address import Place
from tillwatch.simulator.http.practice.markup import Html
from tillwatch.simulator.http.showing.view import View


@dataclass(frozen=True, slots=True)
class House:
    """The simulator behind the pages."""

    world: World
    options: Options
    wall: Clock
    keys: KeyRing
    deliveries: Deliveries
    view_of: Callable[[Books], View]
    random: Random
    file_of: Callable[[Books, str], tuple[Json, bytes] | None]
    """An uploaded file, if it is there and still kept."""
    unseen: set[str] = field(default_factory=set)
    """Live keys that were made here and not yet shown: each is shown once, as at Stripe."""

    def place(self, account: str | None, livemode: bool) -> Place:
        """The place of an account; without one (or with an unknown one) of the first."""
        known = account if account in self.world.shops else next(iter(self.world.shops))
        return Place(str(known), livemode)

    def name(self, account: str) -> str:
        shop = self.world.shops[account]
        return str((shop.account.get("business_profile") or {}).get("name") or account)


@dataclass(frozen=True, slots=True)
class Visit:
    house: House
    place: Place
    parts: tuple[str, ...]
    """The parts of the address below the place: section, id, …"""
    asked: Form
    """The query, of an act the form."""

    @property
    def shop(self) -> Shop:
        return self.house.world.shops[self.place.account]

    @property
    def books(self) -> Books:
        return self.shop.books[self.place.livemode]

    @property
    def now(self) -> int:
        """Of the simulator's clock."""
        return int(self.house.world.clock.now())

    def row(self, kind: str, id_: str) -> Json | None:
        """An object that is still there."""
        row = self.books.tables[kind].get(id_)
        return None if row is None or row.get("deleted") else row

    def shown(self, kind: str, row: Json) -> Json:
        """As the API would answer it."""
        return self.house.view_of(self.books).show(kind, row)

    def text(self, name: str) -> str:
        """A field of the query or form, trimmed; "" when it is not there."""
        value: Any = self.asked.get(name)
        return value.strip() if isinstance(value, str) else ""


@dataclass(frozen=True, slots=True)
class Page:
    """What a visit comes to. `status` 404 when there is no such thing."""

    title: str
    body: Html
    section: str = ""
    """The entry of the menu that is lit."""
    status: int = 200


class Refused(Exception):
    """What was asked cannot be done; the message is for the person."""

    def __init__(self, message: str, status: int = 400) -> None:
        super().__init__(message)
        self.message = message
        self.status = status


PageOf = Callable[[Visit], Page]
Act = Callable[[Visit], str]
"""Does something and returns the address of the page to see next."""
