"""What every route about a case begins with: the account is one that whoever asks may see, and the
case is gathered whole, whatever they may see of it.

Judging and writing need everything that is known; what is told of it is hidden afterwards
(`veiled`) from whoever may not see personal data.
"""

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any, Final

import msgspec

from tillwatch.faces import cases
from tillwatch.faces.api.desk import Desk
from tillwatch.features.disputes.answering.read import Read, read
from tillwatch.features.disputes.judging import following, judge
from tillwatch.features.disputes.judging.judge import Judged
from tillwatch.features.disputes.told import cases as kept_cases
from tillwatch.features.disputes.told import templates
from tillwatch.features.disputes.told.cases import Kept
from tillwatch.intake import connections
from tillwatch.intake.connections import Connection
from tillwatch.kernel import errors, eyes
from tillwatch.ledger.questions.scope import Record

HIDDEN_FROM: Final = (
    "This needs the permission to see personal data, which the answer to a bank is full of: ask an "
    "admin of this installation for it"
)


class Here(msgspec.Struct, frozen=True, kw_only=True):
    connection: Connection
    kept: Kept
    judged: Judged
    read: Read


@contextmanager
def whole() -> Iterator[None]:
    """All that is known, of the accounts that whoever asks may see."""
    with eyes.looking(msgspec.structs.replace(eyes.now(), personal=True)):
        yield


async def case(desk: Desk, connection_id: str, id_: str) -> Here:
    """`NotFound` where there is no such dispute for whoever asks."""
    store, now = desk.house.store, int(desk.house.clock.now())
    connection = await connections.one(store, connection_id, disconnected=True)
    with whole():
        sources = await cases.sources(desk.house)
        judged = await judge.judged(sources, (connection_id, id_), now)
        kept = await kept_cases.one(store, connection_id, id_)
        own = await templates.everything(store)
    return Here(
        connection=connection,
        kept=kept,
        judged=judged,
        read=read(judged.case, own, kept.template),
    )


async def again(desk: Desk, connection_id: str, id_: str) -> None:
    """Something was told: what it is worth is judged anew, and kept."""
    with whole():
        sources = await cases.sources(desk.house)
        now = int(desk.house.clock.now())
        await following.one(sources, (connection_id, id_), now)


def only_personal() -> None:
    """`NotAllowed` for whoever may not see what would be in it."""
    if not eyes.now().personal:
        raise errors.NotAllowed(HIDDEN_FROM)


def veiled(told: Record) -> Record:
    """`told` as whoever asks may see it: words of a customer and of forms are hidden."""
    if eyes.now().personal:
        return told
    form, argument = told["form"], told["argument"]
    form = {**form, "fields": [_veil(field, {"value"}) for field in form["fields"]]}
    statements = [
        _veil({**one, "sources": [_veil(source, {"value"}) for source in one["sources"]]}, {"text"})
        for one in argument["statements"]
    ]
    score = told["score"]
    if score is not None:
        score = {**score, "factors": [_veil(one, {"point"}) for one in score["factors"]]}
    return {
        **told,
        "form": form,
        "argument": {**argument, "statements": statements},
        "files": [_veil(one, {"name", "caption"}) for one in told["files"]],
        "score": score,
        "sendings": [{**one, "evidence": {}, "files": {}} for one in told["sendings"]],
    }


def _veil(one: Record, names: set[str]) -> dict[str, Any]:
    return {name: eyes.HIDDEN if name in names and value else value for name, value in one.items()}
