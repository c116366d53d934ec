"""A refund: read afresh, reserved, called, written down."""

from typing import Final

import msgspec
from sqlalchemy import select
from sqlalchemy.exc import IntegrityError
from sqlalchemy.ext.asyncio import AsyncConnection

from tillwatch.features.disputes.gathering.bought import struct
from tillwatch.features.disputes.prevent.acting import budget, kept
from tillwatch.features.disputes.prevent.acting.budget import Place
from tillwatch.features.disputes.prevent.acting.kept import Action
from tillwatch.features.disputes.prevent.acting.way import TAG, Hand, Refused, TakenOver, Way
from tillwatch.features.disputes.prevent.happening import fates
from tillwatch.features.disputes.prevent.happening.shapes import INQUIRY
from tillwatch.features.disputes.prevent.rules.shapes import Rule
from tillwatch.features.disputes.prevent.rules.trying import month, zone_of
from tillwatch.kernel.clock import Clock
from tillwatch.processors.defending import Deed
from tillwatch.rows import Attempt, Dispute, Refund
from tillwatch.store.engine import Store
from tillwatch.store.tables import LEDGER

KEY_LIVES_S: Final = 23 * 3_600
"""The processor knows the key of a call for 24 hours at least."""
GONE: Final = "It was given back in full already."
HELD: Final = "It has been disputed meanwhile: the bank holds the money."


class Refunding:
    """One refund, as far as it goes."""

    def __init__(self, store: Store, clock: Clock, way: Way, hand: Hand) -> None:
        self._store = store
        self._clock = clock
        self._way = way
        self._hand = hand

    @property
    def _action(self) -> Action:
        return self._hand.action

    async def go(self, rule: Rule | None) -> Deed | None:
        """The refund; None where one of another try is it. `Refused` where it comes to nothing.
        `rule` None: a person asked for it, and no budget holds."""
        if self._action.state == kept.WAITING:
            attempt = await self._fresh()
            self._hand.action = await self._reserve(rule, attempt)
        elif self._clock.now() - (self._action.called_at or 0) > KEY_LIVES_S:
            if await self._made():
                return None
            attempt = await self._fresh()
            if attempt.amount_captured - attempt.amount_refunded < (self._action.amount or 0):
                raise Refused(GONE if attempt.refunded else "A part of it was given back already.")
        return await self._call()

    async def _fresh(self) -> Attempt:
        """The charge as it stands now; `Refused` where it may not be refunded."""
        assert self._action.attempt is not None, "refunds are of a charge"
        deed = await self._way.writer.charge(self._action.attempt)
        await self._way.merge(deed.readings)
        attempt = self._way.attempt(deed)
        if self._action.about == INQUIRY:
            asked = await self._way.writer.dispute(self._action.about_id)
            await self._way.merge(asked.readings)
            if not self._way.dispute(asked).is_charge_refundable:
                raise Refused(HELD)
        if not attempt.captured or attempt.status != "succeeded":
            raise Refused("The payment was not taken, so there is nothing to give back.")
        if attempt.amount_captured - attempt.amount_refunded <= 0:
            raise Refused(GONE)
        if attempt.disputed and await self._held():
            raise Refused(HELD)
        return attempt

    async def _held(self) -> bool:
        """Whether a bank holds the money: none of the disputes known here says otherwise."""
        table = LEDGER["dispute"]
        query = select(table).where(
            table.c.connection_id == self._action.connection_id,
            table.c.attempt == self._action.attempt,
        )
        async with self._store.reading() as tx:
            known = [struct(Dispute, dict(row)) for row in (await tx.execute(query)).mappings()]
        free = [fates.is_inquiry(one) or one.status in ("won", "prevented") for one in known]
        return not free or not all(free)

    async def _reserve(self, rule: Rule | None, attempt: Attempt) -> Action:
        """From here on it is called, again and again until there is an answer."""
        now = self._clock.now()
        amount = attempt.amount_captured - attempt.amount_refunded
        to = {
            "state": kept.CALLING,
            "amount": amount,
            "currency": attempt.currency,
            "month": month(now, zone_of(rule)),
            "called_at": int(now),
            "holds": f"{self._action.connection_id}/{attempt.id}",
        }
        try:
            async with self._store.writing() as tx:
                await self._room(tx, rule, attempt, amount)
                if not await kept.change(tx, self._action.id, (kept.WAITING,), **to):
                    raise TakenOver
        except IntegrityError:
            raise Refused("This payment is being given back already.") from None
        to.pop("holds")
        return msgspec.structs.replace(self._action, **to)

    async def _room(
        self, tx: AsyncConnection, rule: Rule | None, attempt: Attempt, amount: int
    ) -> None:
        if rule is None:
            return
        cap = rule.definition.cap(attempt.currency)
        if cap is None:
            raise Refused(f"The rule has no budget in {attempt.currency.upper()}.")
        this = month(self._clock.now(), zone_of(rule))
        place = Place(rule_id=rule.id, currency=attempt.currency, month=this)
        if not await budget.reserve(self._store, tx, place, amount, cap):
            raise Refused(f"The rule's budget of {place.month} is not enough for it.")

    async def _made(self) -> bool:
        """Whether our copy has a refund that carries this action's mark."""
        table = LEDGER["refund"]
        query = select(table).where(
            table.c.connection_id == self._action.connection_id,
            table.c.attempt == self._action.attempt,
        )
        async with self._store.reading() as tx:
            known = [struct(Refund, dict(row)) for row in (await tx.execute(query)).mappings()]
        marks = [one.metadata for one in known if isinstance(one.metadata, dict)]
        return any(one.get(TAG) == self._action.id for one in marks)

    async def _call(self) -> Deed:
        return await self._way.writer.refund(
            str(self._action.attempt),
            amount=self._action.amount,
            tags={TAG: self._action.id},
            once=f"tillwatch-{self._action.id}-refund-{self._action.called_at}",
        )
