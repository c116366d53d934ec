"""What requests about the queue say."""

from typing import Annotated, Final, Literal

from pydantic import BaseModel, ConfigDict, Field

from tillwatch.faces.api.parameters import NO_ZERO, Asked, ConnectionId, Cut, Text, flag
from tillwatch.faces.api.shapes import Body
from tillwatch.features.disputes.queue import asked as queue
from tillwatch.features.disputes.queue import listed
from tillwatch.features.disputes.queue.changing import MOST, Wish
from tillwatch.features.disputes.queue.changing import Field as Column
from tillwatch.kernel import errors
from tillwatch.ledger.questions import scope
from tillwatch.ledger.questions.finding import ways
from tillwatch.ledger.questions.finding.words import AMOUNT_MAX
from tillwatch.ledger.questions.lists import Way
from tillwatch.people.tokens import Person
from tillwatch.store.engine import Store

ME: Final = "me"
NOBODY: Final = "-"
"""An id that nobody has: a program asks for its own cases."""
Code = Annotated[str, Field(min_length=1, max_length=64, pattern=r"^[A-Za-z0-9_.\- ]+$")]
PersonId = Annotated[str, Field(min_length=1, max_length=64, pattern=NO_ZERO)]
Amount = Annotated[int, Field(ge=0, le=AMOUNT_MAX)]
Percent = Annotated[int, Field(ge=0, le=100)]
Decision = Literal["fight", "smart", "accept", "refund", "leave"]
VerdictName = Literal["fight", "fight_smart", "accept", "prevent_refund", "not_contestable"]


class Narrowed(Asked):
    """`tab`: waiting (for our answer), bank (for the bank's word), open (both), closed, all.
    `owner`: me, none or a person's id. `decision`: as a case has it, or none. `due_within`: hours.
    `amount_min`, `amount_max`: minor units. `complete_min`, `complete_max`: percent of the evidence
    that could be there. `q`: as in other lists. `sort`: due (the soonest first), amount (the
    largest first, the currency of most disputes before the others) or opened (the newest first)."""

    tab: Literal["waiting", "bank", "open", "closed", "all"] = "waiting"
    owner: PersonId | None = None
    verdict: list[VerdictName] = Field([], max_length=10)
    decision: Decision | Literal["none"] | None = None
    reason: list[Code] = Field([], max_length=40)
    network: list[Code] = Field([], max_length=20)
    currency: list[Code] = Field([], max_length=50)
    due_within: Annotated[int, Field(ge=1, le=2400)] | None = None
    amount_min: Amount | None = None
    amount_max: Amount | None = None
    complete_min: Percent | None = None
    complete_max: Percent | None = None
    q: Text | None = None
    sort: Literal["due", "amount", "opened"] = "due"


class QueueAsked(Narrowed, Cut):
    """A page of it."""


class QueueSheetAsked(Narrowed):
    """`tz`: an IANA zone; moments in the sheet are told in it."""

    tz: Text = "UTC"


class CaseRef(Body):
    connection_id: ConnectionId
    id: Text


class QueueChange(Body):
    """Either `owner_id` (a person, null for nobody) or `decision` (fight, smart: Stripe answers,
    accept, refund, leave: nobody answers; null: none), for every case that is named."""

    cases: list[CaseRef] = Field(min_length=1, max_length=MOST)
    owner_id: PersonId | None = None
    decision: Decision | None = None

    def wish(self) -> Wish:
        given = self.model_fields_set & {"owner_id", "decision"}
        if len(given) != 1:
            raise errors.BadInput("Say either owner_id or decision: one of the two changes")
        field: Column = "owner_id" if "owner_id" in given else "decision"
        keys = [(one.connection_id, one.id) for one in self.cases]
        return Wish(cases=keys, field=field, to=getattr(self, field))


class OfConnection(BaseModel):
    """`connection_id`: of this account only; left out: of all."""

    model_config = ConfigDict(extra="forbid")

    connection_id: ConnectionId | None = None


async def narrowed(store: Store, asked: Narrowed, asker: Person, now: int) -> queue.Asked:
    """What is asked for, by whom."""
    within = await scope.scope(store, asked.connection_id, flag(asked.livemode))
    owner = (asker.person_id or NOBODY) if asked.owner == ME else asked.owner
    return queue.Asked(
        now=now,
        scope=within,
        tab=asked.tab,
        owner=owner,
        verdict=asked.verdict,
        decision=asked.decision,
        reason=asked.reason,
        network=asked.network,
        currency=asked.currency,
        due_within=asked.due_within,
        amount_min=asked.amount_min,
        amount_max=asked.amount_max,
        complete_min=asked.complete_min,
        complete_max=asked.complete_max,
        ways=None if asked.q is None else await _ways(store, within, asked.q),
        sort=asked.sort,
        currencies=await listed.currencies(store, within) if asked.sort == queue.AMOUNT else (),
    )


async def _ways(store: Store, within: scope.Scope, typed: str) -> list[Way]:
    async with store.reading() as tx:
        return await ways.ways(tx, "dispute", within, typed, follow=False)
