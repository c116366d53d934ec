"""Carries actions out: looks at the rows, does the next thing of each, again after any crash."""

import logging
from collections.abc import Awaitable, Callable
from typing import Any, Final

from sqlalchemy import select

from tillwatch.features.disputes.gathering.bought import struct
from tillwatch.features.disputes.gathering.sources import Sources
from tillwatch.features.disputes.prevent import signing
from tillwatch.features.disputes.prevent.acting import budget, calling, hooks, kept, returned
from tillwatch.features.disputes.prevent.acting.kept import Action
from tillwatch.features.disputes.prevent.acting.refunding import Refunding
from tillwatch.features.disputes.prevent.acting.way import (
    WHO,
    Hand,
    Notice,
    Ports,
    Refused,
    TakenOver,
    Way,
)
from tillwatch.features.disputes.prevent.blocks import kept as blocks
from tillwatch.features.disputes.prevent.blocks.buyers import of_buyer
from tillwatch.features.disputes.prevent.happening import fates
from tillwatch.features.disputes.prevent.happening.shapes import LABELS
from tillwatch.features.disputes.prevent.rules import kept as rules
from tillwatch.features.disputes.prevent.rules.shapes import (
    BLOCK,
    HOLD,
    NOTIFY,
    REFUND,
    SAID,
    TAG,
    Rule,
)
from tillwatch.kernel import errors
from tillwatch.kernel.clock import Clock
from tillwatch.people import audit
from tillwatch.processors import port
from tillwatch.processors.defending import Deed
from tillwatch.rows import Attempt, Customer
from tillwatch.store.engine import Store
from tillwatch.store.secrets import Vault
from tillwatch.store.tables import LEDGER

KEYLESS: Final = "The account has no key (any more): connect it with one."
OFF: Final = "The rule was switched off before this was done."
ENDS: Final = {
    kept.DONE: "prevention.done",
    kept.REFUSED: "prevention.refused",
    kept.SKIPPED: "prevention.skipped",
}
PAUSES_S: Final = (5, 15, 60, 300, 900)
"""Before the second try, the third and so on."""
HOOK_TRIES: Final = 12
"""Some two hours; then a person has to look."""

log = logging.getLogger(__name__)


class Carrier:
    def __init__(self, store: Store, vault: Vault, clock: Clock, ports: Ports) -> None:
        self._store = store
        self._vault = vault
        self._clock = clock
        self._ports = ports

    async def look(self, known: Callable[[], Awaitable[Sources]]) -> int:
        """Everything that waits, each as far as it goes now. How many there were. Nothing while
        everything is paused. `known` is asked only where there is something to do."""
        if await kept.chosen(self._store, kept.PAUSED):
            return 0
        found = await kept.waiting(self._store, self._now())
        if not found:
            return 0
        sources = await known()
        for action in found:
            if await kept.chosen(self._store, kept.PAUSED):
                break
            await self._carry(action, sources)
        return len(found)

    def _now(self) -> int:
        return int(self._clock.now())

    async def _carry(self, action: Action, sources: Sources) -> None:
        """By the rule as it is now: somebody may have stopped or changed it since the last one."""
        hand = Hand(action)
        rule = await self._rule(action.rule_id)
        try:
            if action.state == kept.WAITING and (why := _stopped(action, rule)):
                await self._end(hand, kept.SKIPPED, problem=why)
                return
            result = await self._do(hand, rule, sources)
        except TakenOver:
            return
        except Refused as why:
            await self._end(hand, kept.REFUSED, problem=str(why))
        except port.Unreachable as problem:
            await self._later(hand, problem.message)
        except port.ReadFailed as problem:
            await self._end(hand, kept.REFUSED, problem=problem.message)
        else:
            if result is not None:
                await self._end(hand, kept.DONE, result=result)

    async def _do(self, hand: Hand, rule: Rule | None, sources: Sources) -> dict[str, Any] | None:
        """What came of it; None: it is tried again later."""
        kind = hand.action.kind
        if kind == NOTIFY:
            await self._ports.tell(notice(hand.action, rule))
            return {}
        if kind == BLOCK:
            return await self._block(hand.action, rule, sources)
        if kind == HOLD:
            return await self._hold(hand, sources)
        if kind in (REFUND, TAG):
            return await self._write(hand, rule)
        raise Refused("This version does not know what is to be done.")

    async def _write(self, hand: Hand, rule: Rule | None) -> dict[str, Any] | None:
        action = hand.action
        if action.attempt is None:
            raise Refused("The payment is not known here.")
        async with self._ports.way(action.connection_id) as way:
            if way is None and action.state == kept.CALLING:
                await self._later(hand, KEYLESS)
                return None
            if way is None:
                raise Refused(KEYLESS)
            if action.kind == REFUND:
                deed = await Refunding(self._store, self._clock, way, hand).go(rule)
                await self._taken_back(deed, way)
            else:
                tags = {str(action.what.tag): str(action.what.value)}
                once = f"tillwatch-{action.id}-tag"
                deed = await way.writer.tag(action.attempt, tags, once=once)
            if deed is not None:
                await way.merge(deed.readings)
            return _result(deed)

    async def _hold(self, hand: Hand, sources: Sources) -> dict[str, Any] | None:
        action = hand.action
        now = self._clock.now()
        opened = await hooks.opened(self._store, self._vault, action.what.hook, now)
        if opened is None:
            raise Refused("The address that was to be called is gone: choose another.")
        url, secrets = opened
        account = sources.accounts.get(action.connection_id)
        live = account is not None and bool(account.livemode)
        body = hooks.body(action, await self._order(action), livemode=live)
        signed = signing.signature(secrets, body, now)
        try:
            status = await self._ports.post(url, body, {signing.HEADER: signed})
        except errors.BadInput as problem:
            raise Refused(problem.message) from None
        except (errors.Unavailable, OSError) as problem:
            await self._again(hand, f"Nobody answered: {problem or type(problem).__name__}.")
            return None
        if why := calling.went(status):
            await self._again(hand, why)
            return None
        return {"answer": status}

    async def _again(self, hand: Hand, why: str) -> None:
        if hand.action.tries + 1 >= HOOK_TRIES:
            raise Refused(f"{why} It was tried {HOOK_TRIES} times: see whether it is up.")
        await self._later(hand, why)

    async def _order(self, action: Action) -> str | None:
        table = LEDGER["payment"]
        query = select(table.c.order_number).where(
            table.c.connection_id == action.connection_id, table.c.id == action.payment
        )
        async with self._store.reading() as tx:
            found: str | None = await tx.scalar(query)
        return found

    async def _taken_back(self, deed: Deed | None, way: Way) -> None:
        """`Refused` for a refund that came to nothing at once."""
        if deed is not None and deed.payload.get("status") in fates.GONE:
            await way.merge(deed.readings)
            raise Refused(returned.problem(deed.payload.get("failure_reason")))

    async def _rule(self, id_: str | None) -> Rule | None:
        if id_ is None:
            return None
        try:
            async with self._store.reading() as tx:
                return await rules.one(tx, id_)
        except errors.NotFound:
            return None

    async def _block(self, action: Action, rule: Rule | None, sources: Sources) -> dict[str, Any]:
        connection_id, id_ = action.connection_id, str(action.attempt)
        attempt = await self._row(connection_id, Attempt, id_)
        if attempt is None:
            raise Refused("The payment is not known here.")
        customer = await self._row(connection_id, Customer, attempt.customer)
        payload = (await sources.charges(connection_id, [id_])).get(id_)
        processor = sources.processors.get(connection_id)
        bought = processor.purchase(payload) if processor and payload is not None else None
        why = f"Rule “{rule.name}”" if rule else f"Asked for by {action.by}"
        wanted = of_buyer(connection_id, attempt, customer, bought, action.about_id, why)
        async with self._store.writing() as tx:
            added = await blocks.put(self._store, tx, wanted, action.by, self._now())
        return {"blocked": len(wanted), "new": len(added)}

    async def _row(self, connection_id: str, kind: Any, id_: str | None) -> Any:
        table = LEDGER[kind.table]
        query = select(table).where(table.c.connection_id == connection_id, table.c.id == id_)
        async with self._store.reading() as tx:
            row = (await tx.execute(query)).mappings().first()
        return None if row is None else struct(kind, dict(row))

    async def _end(self, hand: Hand, state: str, **to: Any) -> None:
        """What was reserved for one that comes to nothing goes back to the budget. Only what this
        worker wrote last: where another has taken it on, it is the other's."""
        mine = hand.action
        end = {"state": state, "ended_at": self._now(), "problem": None, **to}
        if state != kept.DONE:
            end["holds"] = None
        async with self._store.writing() as tx:
            if not await kept.change(tx, mine.id, (mine.state,), **end):
                return
            if state != kept.DONE:
                await budget.give_back(tx, mine)
            after = returned.told(mine, end["problem"])
            about = mine.payment or mine.about_id
            await audit.write(tx, self._clock, WHO, ENDS[state], about, after=after)

    async def _later(self, hand: Hand, why: str) -> None:
        mine = hand.action
        pause_s = PAUSES_S[min(mine.tries, len(PAUSES_S) - 1)]
        again = {"tries": mine.tries + 1, "again_at": self._now() + pause_s, "problem": why}
        log.warning("Action %s waits %s s: %s", mine.id, pause_s, why)
        async with self._store.writing() as tx:
            await kept.change(tx, mine.id, (mine.state,), **again)


def _stopped(action: Action, rule: Rule | None) -> str | None:
    """Why what waits is not done any more. A rule that was off in between, or says something else
    now, begins anew: nobody tried what it wanted before."""
    if action.rule_id is None:
        return None
    if rule is None or not rule.enabled:
        return OFF
    return OFF if action.at < (rule.since or 0) else None


def notice(action: Action, rule: Rule | None) -> Notice:
    name = rule.name if rule else "Prevention"
    others = [one.do for one in rule.definition.then if one.do != NOTIFY] if rule else []
    done = f", and has this done: {', '.join(SAID[one] for one in others)}" if others else ""
    payment = f"/payments/{action.connection_id}/{action.payment}"
    return Notice(
        cause=f"prevention:{action.once}",
        connection_id=action.connection_id,
        at=action.at,
        severity="warning",
        title=name,
        sentence=f"{LABELS[action.about]}: the rule “{name}” holds for it{done}.",
        link=payment if action.payment else "/prevention",
    )


def _result(deed: Deed | None) -> dict[str, Any]:
    return {} if deed is None else {"id": deed.id, "status": deed.payload.get("status")}
