"""Makes the files of a report. Typesetting and charts take a hundred megabytes, so they run in a
process that ends when it has made them: `python -m tillwatch.features.monitoring.reports.drawing`
reads a sheet as JSON and writes the files, `drawn` starts it.

What is said in a report is data to the typesetter, never markup: no name can change the page.
"""

import asyncio
import sys
from typing import Final

import msgspec

from tillwatch.kernel import errors

WAIT_S: Final = 60.0


class Files(msgspec.Struct, frozen=True, kw_only=True):
    """`charts`: PNGs, in the order of the sections that have one."""

    pdf: bytes
    charts: list[bytes]


async def drawn(sheet: bytes) -> Files:
    """Of a sheet as JSON. `Unavailable` when it cannot be made."""
    module = f"{__name__}.__main__".removesuffix(".__main__")
    child = await asyncio.create_subprocess_exec(
        sys.executable,
        "-P",
        "-m",
        module,
        stdin=asyncio.subprocess.PIPE,
        stdout=asyncio.subprocess.PIPE,
        stderr=asyncio.subprocess.PIPE,
    )
    try:
        async with asyncio.timeout(WAIT_S):
            out, problem = await child.communicate(sheet)
    except TimeoutError:
        child.kill()
        await child.wait()
        raise errors.Unavailable("The report takes too long to draw: try again") from None
    if child.returncode != 0:
        last = problem.decode(errors="replace").strip().splitlines()[-1:]
        raise errors.Unavailable(f"The report could not be drawn: {' '.join(last)}")
    return msgspec.msgpack.decode(out, type=Files)
