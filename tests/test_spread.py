"""Tests that end their process: each is told of and not tried again, and all others are run."""

import os
import subprocess
import sys
from pathlib import Path

FILE = """
import os
import pytest

@pytest.mark.parametrize("number", range(4))
def test_before(number):
    pass

def test_ends_its_process():
    os._exit(3)

@pytest.mark.parametrize("number", range(4))
def test_after(number):
    pass
"""
ROOT = Path(__file__).parents[1]
PLUGINS = ("-p", "xdist.plugin", "-p", "tests.spread")
PATIENCE_S = 120


def test_what_ended_its_process_is_told_and_the_rest_is_run(tmp_path: Path) -> None:
    for name in "abc":
        (tmp_path / f"test_{name}.py").write_text(FILE)
    (tmp_path / "pytest.ini").write_text("[pytest]\n")
    done = subprocess.run(
        (sys.executable, "-m", "pytest", *PLUGINS, "-n", "2", "--dist", "loadfile", str(tmp_path)),
        cwd=tmp_path,
        env={**os.environ, "PYTHONPATH": str(ROOT), "PYTEST_DISABLE_PLUGIN_AUTOLOAD": "1"},
        stdout=subprocess.PIPE,
        text=True,
        timeout=PATIENCE_S,
        check=False,
    )
    assert "3 failed, 24 passed" in done.stdout, done.stdout
    for name in "abc":
        told = f"crashed while running 'test_{name}.py::test_ends_its_process'"
        assert told in done.stdout, done.stdout
