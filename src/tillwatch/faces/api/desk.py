"""What the routes of one application share."""

import asyncio
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Annotated, Any, Final

import msgspec
from fastapi import Depends, Request
from starlette.responses import Response

from tillwatch.faces.api.guard import Guard
from tillwatch.faces.api.runs import Runs
from tillwatch.faces.api.tries import Tries
from tillwatch.intake.backfill import Estimates
from tillwatch.intake.house import House
from tillwatch.lake.asking import Lake
from tillwatch.ledger.questions.proof import Proof
from tillwatch.people import audit
from tillwatch.people.door import Door
from tillwatch.people.factors.proofs import Proofs
from tillwatch.people.logbook.checked import Checked
from tillwatch.people.tokens import Person

if TYPE_CHECKING:
    from tillwatch.people.provider.door import ProviderDoor


PRESSES: Final = 2


@dataclass(frozen=True, slots=True)
class Desk:
    """`public_url`: where others reach this installation, None: where the request came to.
    `simulator_url`: set in the demo. `closing`: set it and event streams end."""

    house: House
    guard: Guard
    door: Door
    proofs: Proofs
    provider: "ProviderDoor | None"
    lake: Lake
    runs: Runs
    proof: Proof
    logbook: Checked
    public_url: str | None
    simulator_url: str | None
    tries: Tries
    estimates: Estimates = field(default_factory=Estimates)
    closing: asyncio.Event = field(default_factory=asyncio.Event)
    press: asyncio.Semaphore = field(default_factory=lambda: asyncio.Semaphore(PRESSES))
    """Files are tamed and documents set in processes of their own, so many at a time."""

    async def noted(
        self,
        person: Person,
        what: str,
        about: str | None = None,
        *,
        before: dict[str, Any] | None = None,
        after: dict[str, Any] | None = None,
    ) -> None:
        """A deed of that person, one of `people.logbook.deeds`. `before` and `after`: what it
        changed, without secrets and without anything of a customer's."""
        async with self.house.store.writing() as tx:
            told = {"before": before, "after": after}
            await audit.write(tx, self.house.clock, person.name, what, about, **told)


async def desk(request: Request) -> Desk:
    """A coroutine, because a plain function would be run in a thread, for each request."""
    found: Desk = request.app.state.desk
    return found


TheDesk = Annotated[Desk, Depends(desk)]


def answer(value: Any, status: int = 200) -> Response:
    """`value` as JSON: dicts, lists, structs, plain values."""
    return Response(msgspec.json.encode(value), status_code=status, media_type="application/json")
