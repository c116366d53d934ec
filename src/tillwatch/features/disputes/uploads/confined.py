"""A process of its own for work on files that nobody vouches for: bytes in, bytes out, then it is
gone. It starts with no more of the environment than Python needs, so that no key of the
installation is in reach, writes no file, and is ended when it takes more memory or time than its
`Room` has. A child that says no says it as a sentence, which comes back as `BadInput`.

On systems without limits for a process (Windows, and memory on macOS) the time alone is bounded.
"""

import asyncio
import os
import sys
from collections.abc import Callable

import msgspec

from tillwatch.kernel import errors

if sys.platform != "win32":
    import resource

KEPT = ("PATH", "PYTHONPATH", "SYSTEMROOT", "TMPDIR", "LANG", "LC_ALL")
MEGABYTE = 1024 * 1024


class Room(msgspec.Struct, frozen=True):
    """`memory_mb` of addresses, `cpu_s` of one processor's time, `wait_s` by the wall's clock."""

    memory_mb: int
    cpu_s: int
    wait_s: float


class Answer(msgspec.Struct, frozen=True):
    value: bytes = b""
    refused: str = ""


class Ended(Exception):
    """The child took more than its room has, or fell over. The message is for a log."""


async def told(module: str, asked: bytes, room: Room) -> bytes:
    """What the module's child answers. `Ended`, or `BadInput` in the child's words."""
    child = await asyncio.create_subprocess_exec(
        sys.executable,
        "-P",
        "-m",
        module.removesuffix(".__main__"),
        str(room.memory_mb),
        str(room.cpu_s),
        stdin=asyncio.subprocess.PIPE,
        stdout=asyncio.subprocess.PIPE,
        stderr=asyncio.subprocess.PIPE,
        env=environment(),
    )
    try:
        async with asyncio.timeout(room.wait_s):
            out, problem = await child.communicate(asked)
    except TimeoutError:
        raise Ended(f"{module}: no answer in {room.wait_s:.0f} s") from None
    finally:
        if child.returncode is None:
            child.kill()
            await child.wait()
    if child.returncode != 0:
        last = problem.decode(errors="replace").strip().splitlines()[-1:]
        raise Ended(f"{module}: ended with {child.returncode}: {' '.join(last)[:300]}")
    answer = msgspec.msgpack.decode(out, type=Answer)
    if answer.refused:
        raise errors.BadInput(answer.refused)
    return answer.value


def environment() -> dict[str, str]:
    """Few threads and few pools of memory: both count as addresses, on large machines by the
    hundred."""
    few = {"MALLOC_ARENA_MAX": "2", "RAYON_NUM_THREADS": "2", "OMP_NUM_THREADS": "1"}
    kept = {name: os.environ[name] for name in KEPT if name in os.environ}
    return kept | few | {"PYTHONDONTWRITEBYTECODE": "1"}


def answered(work: Callable[[bytes], bytes]) -> None:
    """What a child's `__main__` does: shuts itself in, works, answers."""
    memory_mb, cpu_s = (int(one) for one in sys.argv[1:3])
    shut_in(memory_mb, cpu_s)
    asked = sys.stdin.buffer.read()
    try:
        answer = Answer(value=work(asked))
    except errors.BadInput as problem:
        answer = Answer(refused=problem.message)
    sys.stdout.buffer.write(msgspec.msgpack.encode(answer))
    sys.stdout.flush()
    os._exit(0)  # what the libraries would tidy up, the end of the process does


def shut_in(memory_mb: int, cpu_s: int) -> None:
    if sys.platform != "win32":
        resource.setrlimit(resource.RLIMIT_CPU, (cpu_s, cpu_s + 1))
        resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
        resource.setrlimit(resource.RLIMIT_FSIZE, (0, 0))
    if sys.platform == "linux":
        resource.setrlimit(resource.RLIMIT_AS, (memory_mb * MEGABYTE, memory_mb * MEGABYTE))
