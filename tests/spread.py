"""How the tests are spread over the processes that run them (`-n auto --dist loadfile`).

What is given to one process at once is a unit: a file, as a rule. Tests of the browser share what
is dear to start: one demo for every file that is not named here, one installation for others, and
some files have one of their own. Where a test takes long and shares nothing, it is a unit by
itself. The longest units begin first, so that no process ends alone with one of them.

Many tests wait most of their time, for a server to start or for a browser, so there are twice as
many processes as cores.

A test that ends its process fails and is not tried again; another process takes up the rest of its
unit.
"""

import os
from collections import Counter

import pytest
from xdist.scheduler import LoadScopeScheduling
from xdist.workermanage import WorkerController

BROWSER = "tests/e2e/"
OWN = {f"{BROWSER}test_{name}.py" for name in "account alerts door guides team".split()}
APART = {f"{BROWSER}test_{name}.py" for name in "behind_proxy second_factor start".split()}
ALONE = ("tests/simulate/", "tests/faults/", "tests/property/", "tests/api/test_schema.py")
FIRST = ("demo", "own", BROWSER, *ALONE, "tests/doubles/", "tests/cli/", "tests/guides/")
"""By how a unit's name begins, the longest first; then the others, those of many tests first."""


class Spread(LoadScopeScheduling):
    """As `loadfile`, with our units; and it outlives its processes, which xdist's own does not: it
    gives the test that ended one to the next, and work to one that has not collected yet."""

    def _split_scope(self, nodeid: str) -> str:
        return unit(nodeid)

    def remove_node(self, node: WorkerController) -> str | None:
        crashed = next(
            (
                name
                for tests in self.assigned_work[node].values()
                for name, ended in tests.items()
                if not ended
            ),
            None,
        )
        if crashed is not None:
            self.assigned_work[node][unit(crashed)][crashed] = True
        super().remove_node(node)
        self._drop_done()
        return crashed

    def _drop_done(self) -> None:
        for name in [name for name, tests in self.workqueue.items() if all(tests.values())]:
            del self.workqueue[name]

    def _reschedule(self, node: WorkerController) -> None:
        if node in self.registered_collections:
            self._drop_done()
            super()._reschedule(node)


def unit(nodeid: str) -> str:
    file = nodeid.split("::", 1)[0]
    if file.startswith(BROWSER) and file not in APART:
        return "own" if file in OWN else "demo"
    return nodeid if file.startswith(ALONE) else file


def ordered(items: list[pytest.Item]) -> None:
    """The tests of one unit stay in their order."""
    sizes = Counter(unit(item.nodeid) for item in items)

    def place(item: pytest.Item) -> tuple[int, int]:
        of = unit(item.nodeid)
        rank = next((n for n, begin in enumerate(FIRST) if of.startswith(begin)), len(FIRST))
        return rank, -sizes[of]

    items.sort(key=place)


def named_apart(items: list[pytest.Item]) -> None:
    """Each test has a name of its own: of several with one name, only one would be run."""
    twice = [name for name, count in Counter(i.nodeid for i in items).items() if count > 1]
    if twice:
        raise pytest.UsageError(f"Several tests have one name: {twice}")


@pytest.hookimpl(trylast=True)
def pytest_collection_modifyitems(config: pytest.Config, items: list[pytest.Item]) -> None:
    named_apart(items)
    if hasattr(config, "workerinput"):
        ordered(items)


@pytest.hookimpl(optionalhook=True)
def pytest_xdist_make_scheduler(config: pytest.Config, log: object) -> Spread | None:
    if config.getoption("dist") != "loadfile":
        return None
    config.option.loadscopereorder = False
    return Spread(config, log)  # type: ignore[arg-type]  # xdist does not export Producer


@pytest.hookimpl(optionalhook=True)
def pytest_xdist_auto_num_workers(config: pytest.Config) -> int:
    return 2 * len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else 4
