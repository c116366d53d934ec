"""Asks for a draft: the extra is loaded when it is needed, and what goes wrong is one sentence."""

import asyncio
import importlib
import importlib.util
from collections.abc import Sequence
from typing import Any, Final

from tillwatch.features.disputes.drafting.given import Given
from tillwatch.features.disputes.drafting.guard import Sentence
from tillwatch.kernel import errors
from tillwatch.settings import Drafting

ASKING: Final = "tillwatch.features.disputes.drafting.asking"
EXTRA: Final = "pydantic_ai"
NOT_THERE: Final = (
    "Drafting is not installed here: pip install 'tillwatch[drafting]', and start again"
)
OFF: Final = (
    "No language model is set up here: the operator names one with TILLWATCH_DRAFTING_URL and "
    "TILLWATCH_DRAFTING_MODEL"
)
SECONDS_MAX: Final = 60.0
LETTERS_MAX: Final = 60_000
"""Of all sentences: several times the longest argument. To judge more takes long."""


class NoDraft(errors.Unavailable):
    """The endpoint did not give one. The template's words are untouched."""

    code = "no_draft"


def ready() -> bool:
    """Whether the extra is there."""
    return importlib.util.find_spec(EXTRA) is not None


async def drafted(
    told: Drafting, asked: Sequence[Given], patience_s: float = SECONDS_MAX
) -> list[Sentence]:
    """`Unavailable` with what to do where there is none."""
    try:
        asking: Any = await asyncio.to_thread(importlib.import_module, ASKING)  # takes seconds
    except ModuleNotFoundError:
        raise errors.Unavailable(NOT_THERE) from None
    try:
        async with asyncio.timeout(patience_s):
            found: list[Sentence] = await asking.ask(told, asked)
    except TimeoutError:
        raise NoDraft(
            f"{told.host} took more than {patience_s:.0f} seconds to answer: try again later"
        ) from None
    if sum(len(one.text) for one in found) > LETTERS_MAX:
        raise NoDraft(
            f"{told.host} answered with far more than it was asked: try again, or set another model"
        )
    if not found:
        raise NoDraft(f"{told.host} answered with no sentence: try again, or set another model")
    return found
