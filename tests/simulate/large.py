"""The whole way at size, through the real commands: simulate, serve, connect, sync, verify; then
counts and sums against the simulator's own books. By hand: `python -m tests.simulate.large 20000`.
Prints one line of JSON; exit code 1 when something differs."""

import json
import sys
import tempfile
import time
from pathlib import Path
from urllib.request import urlopen

from tests.cli.shell import Shell, started
from tests.simulate.auditor import audit


def main(payments: int, seed: int) -> int:
    simulate = ("simulate", "--port", "0", "--payments", str(payments), "--seed", str(seed))
    with (
        tempfile.TemporaryDirectory() as folder,
        started((*simulate, "--no-limits", "--json"), {}) as (line, _),
    ):
        told = json.loads(line)
        main_account = told["keys"][0]["account_id"]
        key = next(
            one["key"]
            for one in told["keys"]
            if (one["account_id"], one["mode"], one["name"]) == (main_account, "test", "full")
        )
        shell = Shell(
            {
                "TILLWATCH_DATA_DIR": folder,
                "TILLWATCH_STRIPE_API_BASE": told["url"],
                "TILLWATCH_STRIPE_FILES_BASE": told["url"],
                "TILLWATCH_STRIPE_RATE": "0",
            }
        )
        with shell.serving():
            made = shell.answer("connect", "stripe", "--name", "Large", "--key-stdin", stdin=key)
            began = time.monotonic()
            synced = shell.answer("sync")
            sync_s = time.monotonic() - began
            began = time.monotonic()
            verified = shell.run("verify", "--json").json
            verify_s = time.monotonic() - began
            with urlopen(f"{told['url']}/_simulator/totals") as answer:
                totals = json.load(answer)[main_account]["test"]
        wrong = audit(Path(folder), made["connection_id"], totals)
        report = {
            "payments": payments,
            "objects": synced["objects"],
            "skipped": synced["skipped"],
            "sync_s": round(sync_s, 1),
            "verified": verified["checked"],
            "differences": verified["differences"][:5],
            "verify_s": round(verify_s, 1),
            "audit": wrong,
        }
        print(json.dumps(report))
        return int(bool(wrong or verified["differences"]))


if __name__ == "__main__":
    count = int(sys.argv[1]) if len(sys.argv) > 1 else 20_000
    sys.exit(main(count, int(sys.argv[2]) if len(sys.argv) > 2 else 1))
