"""How our processes share a machine: between threads, between each other, and when Python collects.

The web process answers senders who wait, so it goes first. The worker catches up.
"""

import gc
import os
import sys
from contextlib import suppress
from typing import Final

SWITCH_S: Final = 0.0005
"""How long a thread keeps the interpreter while another asks for it. The thread that writes the
inbox asks twice a commit; with Python's own 5 ms it would stand behind the loop most of the time,
and with it everybody who waits for that commit."""

COLLECTED: Final = (50_000, 20, 100)
"""When Python looks for circles of objects. A batch makes many objects and no circles: looking as
often as Python does by itself takes a tenth of the time of applying."""

ANSWERED: Final = (10_000, 20, 50)
"""The same of the web process: a request makes few circles, and is over before the next look."""

NOT_YET: Final = (50_000, 20, 100)
"""While modules are loaded: they stay, and looking for circles among them again and again takes a
sixth of a start."""

PYTHONS: Final = (700, 10, 10)
"""What Python begins with."""

HEAPS: Final = -8
"""glibc's M_ARENA_MAX."""

BEHIND: Final = 5
"""Added to the worker's niceness: under load it gets a quarter of a contended core."""


def loading() -> None:
    """This process has just started: what a command needs is loaded."""
    gc.set_threshold(*NOT_YET)


def loaded() -> None:
    """What comes now may run for months."""
    _keep_what_is_loaded()
    gc.set_threshold(*PYTHONS)


def web() -> None:
    """This process answers senders. Called when all is built: what is there now stays, so that no
    collection goes through it again, 50 ms in which nobody is answered."""
    sys.setswitchinterval(SWITCH_S)
    _keep_what_is_there()
    gc.set_threshold(*ANSWERED)


def one_heap() -> None:
    """For a process that has not begun threads. glibc gives each thread a heap of its own, and
    what an import took in a dozen of them is not given back: 245 MB, with one heap 187. Elsewhere
    there is nothing to say."""
    import ctypes

    with suppress(OSError, AttributeError):
        ctypes.CDLL(None).mallopt(HEAPS, 1)


def worker() -> None:
    """This process applies."""
    _keep_what_is_loaded()
    _keep_what_is_there()
    gc.set_threshold(*COLLECTED)


def _keep_what_is_loaded() -> None:
    """Modules stay. Looking through them first finds a megabyte, and takes an eighth of a start.
    A process that does not begin with `loading` (a test's) holds other things, too."""
    if gc.get_threshold() == NOT_YET:
        gc.freeze()


def _keep_what_is_there() -> None:
    gc.collect()
    gc.freeze()


def behind_the_web() -> None:
    """This process shares its machine with the one that answers."""
    with suppress(OSError):
        os.nice(BEHIND)
