"""Which permissions a key has: Stripe does not say, so each is tried.

Reading is tried by reading; writing by a write that cannot succeed, because it names no object and
changes nothing. 403 means missing, 401 that the key is not valid at all; no other answer fails.
Granted is what was proven: a read by Stripe's own list or object, a write by Stripe's own error
that there is no such object or that the request says too little. All else, such as the page of a
proxy or an address that nobody serves, tells nothing.
"""

import asyncio
from collections.abc import Sequence
from typing import Final

from tillwatch.processors import port
from tillwatch.processors.port import Grant
from tillwatch.processors.stripe import refusals
from tillwatch.processors.stripe.client import Client
from tillwatch.processors.stripe.decoding import an_object
from tillwatch.processors.stripe.permissions import LINES, Line, Try

NO_STRIPE: Final = "The server answered, but not as Stripe does: look at its address."


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
            answer = await client.post(way.path, {}, files=way.files)
        else:
            answer = await client.get(way.path, {"limit": 1} if way.listed else {})
    except port.PermissionMissing as missing:
        return Grant(slug=slug, granted=False, reason=missing.message)
    except port.NotOffered as refused:
        return _judged(slug, refused, write=way.write)
    if _is_read(answer.body, way):
        return Grant(slug=slug, granted=True)
    return Grant(slug=slug, granted=None, reason=NO_STRIPE)


def _is_read(body: bytes, way: Try) -> bool:
    """Whether that is what was asked for: a list, or an object that is called as its address. No
    write that names nothing can go well."""
    if way.write:
        return False
    told = an_object(body) or {}
    if way.listed:
        return isinstance(told.get("data"), list)
    return told.get("object") == way.path.rpartition("/")[2]


def _judged(slug: str, refused: port.NotOffered, *, write: bool) -> Grant:
    """An answer that is neither yes nor a plain no. A write that is refused for what it says, or
    for an object that is not there, was let through to be read."""
    if refused.answer == 403:
        return Grant(slug=slug, granted=False, reason=refused.message)
    if write and isinstance(refused, refusals.Missing | refusals.Unfit):
        return Grant(slug=slug, granted=True)
    return Grant(slug=slug, granted=None, reason=refused.message)
