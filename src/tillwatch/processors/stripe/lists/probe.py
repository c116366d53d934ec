"""Which permissions a key has: Stripe does not say, so each is tried.

Reading is tried by reading; writing by a write that cannot succeed, because it names no object and
changes nothing. 403 means missing, 401 that the key is not valid at all; no other answer fails.
"""

import asyncio
from collections.abc import Sequence

from tillwatch.processors import port
from tillwatch.processors.port import Grant
from tillwatch.processors.stripe import refusals
from tillwatch.processors.stripe.client import Client
from tillwatch.processors.stripe.permissions import LINES, Line


async def probe(client: Client, lines: Sequence[Line] = LINES) -> list[Grant]:
    """One grant a line, in their order. `KeyRefused` for an invalid key, `Unreachable` when not
    one of the tries was answered."""
    answers = await asyncio.gather(
        *(_tried(client, line) for line in lines), return_exceptions=True
    )
    lost = [answer for answer in answers if isinstance(answer, port.Unreachable)]
    if lost and len(lost) == len(answers):
        raise lost[0]
    return [_grant(line, answer) for line, answer in zip(lines, answers, strict=True)]


def _grant(line: Line, answer: Grant | BaseException) -> Grant:
    if isinstance(answer, port.Unreachable):
        return Grant(slug=line.permission.slug, granted=None, reason=answer.message)
    if isinstance(answer, BaseException):
        raise answer
    return answer


async def _tried(client: Client, line: Line) -> Grant:
    slug, way = line.permission.slug, line.try_
    try:
        if way.write:
            await client.post(way.path, {}, files=way.files)
        else:
            await client.get(way.path, {"limit": 1} if way.listed else {})
    except port.PermissionMissing as missing:
        return Grant(slug=slug, granted=False, reason=missing.message)
    except refusals.Missing:
        return Grant(slug=slug, granted=True)
    except port.NotOffered as refused:
        return _judged(slug, refused, write=way.write)
    return Grant(slug=slug, granted=True)


def _judged(slug: str, refused: port.NotOffered, *, write: bool) -> Grant:
    """An answer that is neither yes nor a plain no. A write that is refused for what it says (400)
    was let through to be read."""
    match refused.answer:
        case 403:
            return Grant(slug=slug, granted=False, reason=refused.message)
        case 400 if write:
            return Grant(slug=slug, granted=True)
        case _:
            return Grant(slug=slug, granted=None, reason=refused.message)
