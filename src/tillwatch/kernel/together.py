"""Several pieces of work at once."""

import asyncio
from collections.abc import Coroutine, Iterable


async def all_of(work: Iterable[Coroutine[None, None, None]]) -> None:
    """Run all; at the first failure end the others and raise it."""
    tasks = [asyncio.ensure_future(one) for one in work]
    try:
        await asyncio.gather(*tasks)
    finally:
        for task in tasks:
            if not task.cancelling():  # told twice, it could not put its things in order
                task.cancel()
        await asyncio.gather(*tasks, return_exceptions=True)
