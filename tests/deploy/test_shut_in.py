"""Behind the container's walls Tillwatch starts, is healthy, keeps what it is told, and ends."""

import json
import subprocess
import sys
from urllib.parse import urlsplit

from tests.cli.shell import END_S
from tests.deploy import walls
from tests.tidy.test_deploy import of

NOWHERE_ELSE = "import os, sys; os.open(sys.argv[1], os.O_CREAT | os.O_WRONLY)"


def test_it_runs_with_nothing_writable_but_its_data() -> None:
    walls.needed(sys.executable)
    with walls.data_folder() as folder:
        for place in ("/tmp/x", "/var/tmp/x", "/x"):
            with walls.shut_in(folder, sys.executable, "-c", NOWHERE_ELSE, place) as tried:
                assert tried.wait(END_S) == 1, f"{place} could be written to"
        serve = (sys.executable, "-m", "tillwatch", "serve", "--port", "0", "--json")
        with walls.shut_in(folder, *serve) as running:
            assert running.stdout is not None
            told = json.loads(running.stdout.readline())
            assert healthy(told["url"])
            running.terminate()
            assert running.wait(END_S) == 0
        assert not healthy(told["url"])
        kept = {path.name for path in folder.iterdir()}
        assert {"tillwatch.sqlite", "inbox.sqlite", "key"} <= kept
        owners = {path.stat().st_uid for path in folder.iterdir()}
        assert owners == {int(walls.USER)}
        assert all(path.stat().st_mode & 0o077 == 0 for path in folder.iterdir())


def healthy(url: str) -> bool:
    """What the container file's health check says of an installation there."""
    _, _, check = json.loads(of("HEALTHCHECK")[0].split("CMD", 1)[1])
    asked = check.replace("8787", str(urlsplit(url).port))
    done = subprocess.run([sys.executable, "-c", asked], check=False, stderr=subprocess.DEVNULL)
    return done.returncode == 0
