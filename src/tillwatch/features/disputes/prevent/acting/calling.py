"""Calls an address that a person gave, at the place that was judged, and tells how it answered.

Nothing of the answer's body is read, so a large one costs nothing; a redirect is not followed, for
what is signed for one address is not another's business.
"""

import asyncio
from typing import Final

from tillwatch.kernel import errors
from tillwatch.outward import Judge

PATIENCE_S: Final = 15.0
"""For the whole call, however slowly bytes drip."""


async def call(judge: Judge, url: str, body: bytes, headers: dict[str, str]) -> int:
    """The answer's status. `BadInput` where it may not be called, `Unavailable` without an
    answer."""
    import httpx  # large ones, and few installations ever call such an address

    from tillwatch.outward.wire import client

    given = {"Content-Type": "application/json", "User-Agent": "Tillwatch", **headers}
    try:
        async with (
            asyncio.timeout(PATIENCE_S),
            client(judge) as calls,
            calls.stream("POST", url, content=body, headers=given) as answer,
        ):
            return answer.status_code
    except TimeoutError as problem:
        raise errors.Unavailable(f"no answer in {PATIENCE_S:.0f} seconds") from problem
    except httpx.TimeoutException as problem:
        raise errors.Unavailable("no answer in time") from problem
    except httpx.RemoteProtocolError as problem:
        raise errors.Unavailable("it hung up, or what it said is no HTTP") from problem
    except httpx.HTTPError as problem:
        raise errors.Unavailable(str(problem) or type(problem).__name__) from problem


def went(status: int) -> str | None:
    """Why an answer is no yes; None where it is."""
    if 200 <= status < 300:
        return None
    if 300 <= status < 400:
        return f"The address answered {status}, a redirect: give the address it leads to."
    return f"The address answered {status}."
