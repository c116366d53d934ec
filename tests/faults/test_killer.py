"""kill -9 at random moments, of the worker, of the web process, of both at once, under a load of
signed webhooks and with an import under way (G1). After every kill each event that was answered
200 is on disk, byte for byte; in the end the rows are those of an installation nobody ever killed.
Each kind of kill has its turn before one comes again.

The moments are drawn from a seed, which is printed: KILL_SEED takes it again.
"""

import asyncio
import json
import os
import random
import signal
import time
from collections.abc import Iterator
from contextlib import contextmanager
from itertools import chain, islice
from pathlib import Path
from urllib.request import Request, urlopen

import asyncpg

from tests.cli.shell import Server, started
from tests.doubles import copied
from tests.faults.installation import Installation, install, workers
from tests.faults.load import Load, again_and_again, charges, told, wait
from tests.sizes import sized
from tests.stores import Databases

MOST = 150
"""Events acknowledged before a kill, at most."""
AT_WORK = 0.7
"""The share of rounds in which the worker has begun to apply before anything is killed."""
SHOP = ("--payments", "250", "--seed", "5", "--latency-ms", "40", "--no-limits", "--json")


def victims(rng: random.Random, database: str) -> Iterator[str]:
    """Whom each round kills, without end."""
    kinds = ["worker", "web", "both", *(["sessions"] if database else [])]
    while True:
        rng.shuffle(kinds)
        yield from kinds


def strike(who: str, server: Server, load: Load, rng: random.Random, database: str) -> None:
    """Kill something now; what is left goes on until it is killed too."""
    if who == "sessions":
        asyncio.run(cut_off(database))
        load.more(rng.randint(1, MOST))
    if who == "worker" and (found := workers(server)):
        os.kill(found[0], signal.SIGKILL)
        load.more(rng.randint(1, MOST))
    if who == "web":
        os.kill(server.process.pid, signal.SIGKILL)
        server.process.wait()
    else:
        server.kill_all()


async def cut_off(database: str) -> None:
    """End every session on that database but this one."""
    session = await asyncpg.connect(database)
    try:
        await session.execute(
            "SELECT pg_terminate_backend(pid) FROM pg_stat_activity "
            "WHERE datname = current_database() AND pid <> pg_backend_pid()"
        )
    finally:
        await session.close()


def kill_again_and_again(
    one: Installation, load: Load, rounds: int, *, imports: bool = False, database: str = ""
) -> None:
    seed = int(os.environ.get("KILL_SEED") or time.time_ns() % 10**6)
    print(f"KILL_SEED={seed}")
    rng = random.Random(seed)
    for number, who in enumerate(islice(victims(rng, database), rounds)):
        with one.shell.serving() as server:
            if imports:
                one.start_import()
            before = one.changes()
            with load.going(server.url):
                load.more(rng.randint(1, MOST))
                if rng.random() < AT_WORK:
                    wait(lambda before=before: one.changes() > before, "the worker does nothing")
                    load.more(rng.randint(1, MOST))
                strike(who, server, load, rng, database)
        lost = missing(load.acknowledged, one.inbox())
        assert not lost, f"KILL_SEED={seed}, round {number}, killed {who}: lost {len(lost)}"
    assert load.sent > load.answers[200], "no post was under way when it was killed"


def missing(acknowledged: dict[str, bytes], inbox: dict[str, bytes]) -> set[str]:
    """Of the events answered 200 those that are not on disk as they were sent; where the event list
    brought one first, its body says the same in other spaces."""
    there = acknowledged.items() & inbox.items()
    others = acknowledged.keys() - dict(there).keys()
    said = {id_: json.loads(inbox[id_]) for id_ in others & inbox.keys()}
    return {id_ for id_ in others if said.get(id_) != json.loads(acknowledged[id_])}


@contextmanager
def simulated() -> Iterator[tuple[str, str, list[tuple[str, bytes]]]]:
    """A simulated Stripe: its address, a key that reads all, the events it tells of."""
    with started(("simulate", "--port", "0", *SHOP), {}) as (line, _):
        stripe = json.loads(line)
        first = stripe["keys"][0]["account_id"]
        key = next(
            one["key"]
            for one in stripe["keys"]
            if (one["account_id"], one["mode"], one["name"]) == (first, "test", "full")
        )
        events: list[tuple[str, bytes]] = []
        for _ in range(6):
            after = f"&starting_after={events[-1][0]}" if events else ""
            page = Request(f"{stripe['url']}/v1/events?limit=100{after}")
            page.add_header("authorization", f"Bearer {key}")
            with urlopen(page) as answer:
                events += told(answer.read())
        yield stripe["url"], key, events


def left_alone(folder: Path, events: list[tuple[str, bytes]], **where: str) -> Installation:
    """The same account and the same events, in their own order, and nobody killed anything."""
    calm = install(folder, **where)
    with calm.shell.serving() as server:
        calm.shell.answer("sync")
        sender = Load(calm.connection_id, again_and_again(events))
        with sender.going(server.url):
            while len(sender.acknowledged) < len(events):
                sender.more(min(500, len(events) - len(sender.acknowledged)))
        calm.settled()
    return calm


def as_in_a_calm_life(folder: Path, rounds: int, database: str = "") -> None:
    """Killed again and again it ends with the rows of one on SQLite that was left alone."""
    with simulated() as (stripe, key, events):
        one = install(folder / "killed", key=key, stripe=stripe, database=database)
        old_news = again_and_again(random.Random(1).sample(events, len(events)))
        news = chain.from_iterable(zip(old_news, charges(), strict=False))
        load = Load(one.connection_id, news)
        kill_again_and_again(one, load, rounds, imports=True, database=database)
        with one.shell.serving():
            one.shell.answer("sync")
            one.settled()
        calm = left_alone(folder / "calm", sorted(one.inbox().items()), key=key, stripe=stripe)
        assert copied.differences(one.ledger(), calm.ledger()) == []


@sized("rounds", 3, 200)
def test_rows_after_many_kills_are_those_of_a_calm_life(tmp_path: Path, rounds: int):
    as_in_a_calm_life(tmp_path, rounds)


@sized("rounds", 4, 100)
def test_on_postgresql_too(tmp_path: Path, databases: Databases, rounds: int):
    with databases.fresh() as url:
        as_in_a_calm_life(tmp_path, rounds, url)
