"""The question of a widget: that of `POST /metrics/query` without when and in which mode, which its
board and whoever looks say. It is checked with any day, so that no board holds one that cannot be
answered."""

from typing import Any, Final

from pydantic import ValidationError

from tillwatch.faces.api.routes.asking.asked import Asked
from tillwatch.kernel import errors
from tillwatch.ledger.questions import scope
from tillwatch.store.engine import Store

ANY_DAY: Final = {"from": "2026-01-01T00:00:00Z", "until": "2026-01-02T00:00:00Z"}
OF_THE_BOARD: Final = ("period", "tz", "livemode", "other")
LONGEST: Final = 20_000


async def checked(store: Store, question: dict[str, Any]) -> dict[str, Any]:
    """The question; `BadInput` where it cannot be answered, `NotFound` for an account there is
    not."""
    for name in OF_THE_BOARD:
        if name in question:
            raise _cannot(f"Leave {name} out: the board says it")
    if question.get("compare") == "own":
        raise _cannot("A widget compares with what was before, or a year before")
    if len(str(question)) > LONGEST:
        raise _cannot("This question is too long to be kept")
    try:
        asked = Asked.model_validate({**question, "period": ANY_DAY}, strict=True)
    except ValidationError as problem:
        first = problem.errors(include_input=False, include_url=False)[0]
        where = ".".join(str(part) for part in first["loc"])
        raise _cannot(f"{where}: {first['msg']}") from None
    asked.question(await scope.scope(store, asked.connection_id))
    return question


def about(question: dict[str, Any]) -> list[str]:
    """The accounts it names; none: all that whoever looks has chosen."""
    named = question.get("connection_id")
    return [str(one) for one in named] if isinstance(named, list) else []


def _cannot(sentence: str) -> errors.BadInput:
    return errors.BadInput(sentence, question=sentence)
