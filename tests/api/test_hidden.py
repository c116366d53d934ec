"""Nothing hidden comes out anywhere: every operation that reads is walked, with everything it can
be asked, as somebody who may not see personal data and as somebody kept to one account.

The owner walks the same way and must find every mark, which proves that the walk would.
"""

import asyncio
import csv
import io
import shutil
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path
from typing import Any

import httpx
import pytest
from sqlalchemy import select

from tests.api import marked
from tests.api.conftest import NOW, alive, furnished, visiting
from tests.api.marked import EMAIL, MARK, MINE, NAME, OTHER, THEIRS
from tillwatch.faces.api.app import V1, framework, operations
from tillwatch.faces.api.routes.rows import PATHS
from tillwatch.faces.api.runs import Runs
from tillwatch.faces.api.shell import shell
from tillwatch.intake.house import House
from tillwatch.kernel.clock import SetClock
from tillwatch.ledger.questions.finding.ways import NOTE, SEARCHED
from tillwatch.people import tokens
from tillwatch.people.tokens import Grant
from tillwatch.store.tables import LEDGER

ABOUT = {**PATHS, "events": "event"}
PIECES = ("zq", MARK, f"{MARK}.whole", "Whole", EMAIL, "pi_1", "34.00", "4242")
PAGES_MAX = 40


@pytest.fixture(scope="session")
def shops(tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, set[str]]:
    """Made once and copied for each test."""
    folder = tmp_path_factory.mktemp("hidden")

    async def make() -> set[str]:
        house = await furnished(folder, SetClock(NOW))
        found = await marked.two_shops(house)
        await house.store.close()
        return found

    return folder, asyncio.run(make())


class OneLook(asyncio.Event):
    """A server that closes when a stream has looked once."""

    looks = 0

    def is_set(self) -> bool:
        self.looks += 1
        return self.looks > 1


class Walk:
    """One installation, asked by whoever's token is given."""

    def __init__(self, house: House, client: httpx.AsyncClient, runs: Runs) -> None:
        self.house = house
        self.client = client
        self.runs = runs

    async def enter(self, grant: Grant) -> None:
        token = await tokens.create(self.house.store, self.house.clock, grant.role, grant)
        self.client.headers["Authorization"] = f"Bearer {token}"

    async def all_of_it(self) -> dict[str, str]:
        """What each address says, head and body in small letters."""
        ids = {**await marked.ids(self.house), "run": await self._compared(MINE)}
        await self._compared(THEIRS)
        heard: dict[str, str] = {}
        for path in [one.path for one in operations() if one.method == "GET"]:
            for address in _addresses(path.removeprefix(V1), path, ids):
                await self._follow(address, heard)
        for id_ in [f"evt_{len(type_)}{n}" for n, type_ in enumerate(marked.TYPES)]:
            await self._follow(f"{V1}/events/{MINE}/{id_}?raw=true", heard)
        return heard

    async def _follow(self, address: str, heard: dict[str, str]) -> None:
        """The answer, and those behind it, page after page."""
        cursor = ""
        for _ in range(PAGES_MAX):
            head = {"Last-Event-ID": "0"} if address.endswith("/stream") else {}
            answer = await self.client.get(address + cursor, headers=head)
            assert answer.status_code != 500, (address, answer.text)
            heard[address + cursor] = f"{answer.headers}\n{answer.text}".lower()
            after = answer.json().get("next_cursor") if _is_page(address, answer) else None
            if after is None:
                return
            cursor = f"&cursor={after}"

    async def _compared(self, connection_id: str) -> str:
        """A run whose result quotes."""
        difference = {"kind": "customer", "id": "cus_1", "field": "name", "ours": NAME}
        result = {"differences": [{**difference, "theirs": NAME}]}

        async def body(_report: Any) -> Any:
            return result

        run = self.runs.start("verify", connection_id, body)
        await asyncio.gather(*self.runs._tasks)
        return run.id


def _is_page(address: str, answer: httpx.Response) -> bool:
    is_json = answer.headers.get("content-type") == "application/json"
    return answer.status_code == 200 and is_json and "limit=9" in address


def _addresses(inner: str, path: str, ids: dict[str, str]) -> list[str]:
    """Everything that an operation can be asked."""
    name = inner.split("/")[1].removesuffix(".csv") if "/" in inner else ""
    if "{connection_id}" in path:
        id_ = ids.get(ABOUT.get(name, ""), "none")
        plain = path.replace("{connection_id}", MINE).replace("{id}", id_)
        return [plain, f"{plain}?raw=true"] if not plain.endswith("/entries") else [plain]
    if "{" in path:
        given = {"connections": MINE, "processors": "stripe", "runs": ids["run"]}.get(name, "none")
        return [path.replace("{id}", given).replace("{code}", "none")]
    if inner == "/search":
        return [f"{path}?q={piece}" for piece in PIECES]
    found = [path]
    if inner.count("/") == 1 and (name in ABOUT or inner == "/activity") and "." not in inner:
        found.append(f"{path}?limit=9")
    if ABOUT.get(name) in SEARCHED and "." not in inner:
        found += [f"{path}?q={piece}" for piece in (MARK, EMAIL)]
    if name in ("payments", "customers"):
        found.append(f"{path}?email={EMAIL}")
    return found


@pytest.fixture
async def walk(shops: tuple[Path, set[str]], tmp_path: Path) -> AsyncIterator[Walk]:
    shutil.copytree(shops[0], tmp_path, dirs_exist_ok=True)
    async with walking(tmp_path) as made:
        yield made


@asynccontextmanager
async def walking(folder: Path) -> AsyncIterator[Walk]:
    house = await furnished(folder, SetClock(NOW))
    app = framework(house, closing=OneLook())
    outside = shell(app)
    async with alive(outside), visiting(outside) as client:
        yield Walk(house, client, app.state.desk.runs)
    await house.store.close()


async def test_an_owner_finds_every_mark(walk: Walk, shops: tuple[Path, set[str]]) -> None:
    await walk.enter(Grant(role="owner"))
    heard = "\n".join((await walk.all_of_it()).values())
    assert not {mark for mark in shops[1] if mark not in heard}
    assert OTHER in heard


async def test_whoever_may_not_see_personal_data_finds_no_mark(walk: Walk) -> None:
    await walk.enter(Grant(role="support"))
    heard = await walk.all_of_it()
    assert [address for address, text in heard.items() if MARK in text] == []
    assert "person " in heard[f"{V1}/payments"]
    assert "@hidden" in heard[f"{V1}/customers"]
    raw = heard[f"{V1}/customers/{MINE}/cus_1?raw=true"]
    assert '"raw":null,"raw_hidden":true' in raw


async def test_whoever_is_kept_to_one_account_finds_nothing_of_another(walk: Walk) -> None:
    await walk.enter(Grant(role="reader", connections=[MINE]))
    heard = await walk.all_of_it()
    assert [address for address, text in heard.items() if OTHER in text] == []
    assert MARK in heard[f"{V1}/customers"]
    assert "event: changes" in heard[f"{V1}/stream"]


async def test_another_accounts_rows_are_as_if_made_up(walk: Walk) -> None:
    await walk.enter(Grant(role="reader", connections=[MINE]))
    async with walk.house.store.reading() as tx:
        theirs = {
            name: await tx.scalar(select(rows.c.id).where(rows.c.connection_id == THEIRS).limit(1))
            for name, rows in LEDGER.items()
        }
    theirs["event"] = "evt_160"
    run = await walk._compared(THEIRS)
    for path in [one.path for one in operations() if one.method == "GET" and "{id}" in one.path]:
        name = path.removeprefix(V1).split("/")[1]
        if "{connection_id}" in path:
            real = (THEIRS, theirs[ABOUT[name]] or "none")
        elif name in ("connections", "runs"):
            real = ("", THEIRS if name == "connections" else run)
        else:
            continue
        made_up = ("con_nobody99", "nothing_77")
        answers = []
        for connection_id, id_ in (real, made_up):
            asked = path.replace("{connection_id}", connection_id).replace("{id}", id_)
            answer = await walk.client.get(asked)
            told = answer.text.replace(asked, "").replace(id_, "").replace(connection_id, "")
            answers.append((answer.status_code, told))
        assert answers[0] == answers[1], path
        assert answers[0][0] in (403, 404), path
    for path in ("payments", "overview", "activity", "search", "customers.csv", "payments/totals"):
        asked = {"q": "pi"} if path == "search" else {}
        real, made_up = [
            await walk.client.get(f"{V1}/{path}", params={**asked, "connection_id": id_})
            for id_ in (THEIRS, "con_nobody99")
        ]
        assert real.status_code == made_up.status_code == 404
        assert real.text.replace(THEIRS, "") == made_up.text.replace("con_nobody99", "")


async def test_one_person_has_one_pseudonym_in_list_story_search_and_sheet_and_after_a_restart(
    walk: Walk, tmp_path: Path
) -> None:
    await walk.enter(Grant(role="support"))
    first = await _called(walk)
    assert len(set(first)) == 1
    async with walking(tmp_path) as again:
        await again.enter(Grant(role="support"))
        assert await _called(again) == first


async def _called(walk: Walk) -> list[str]:
    """The name of the one customer of the first account, wherever it stands."""
    mine = {"connection_id": MINE}
    listed = (await walk.client.get(f"{V1}/customers", params=mine)).json()["data"][0]
    story = (await walk.client.get(f"{V1}/customers/{MINE}/cus_1/story")).json()
    paid = (await walk.client.get(f"{V1}/payments", params=mine)).json()["data"][0]
    sheet = await walk.client.get(f"{V1}/customers.csv", params=mine)
    found = (await walk.client.get(f"{V1}/search", params={"q": EMAIL, **mine})).json()["data"]
    deeds = (await walk.client.get(f"{V1}/activity", params={**mine, "limit": 100})).json()["data"]
    (paying,) = {one["who"] for one in deeds if one["type"] == "charge.succeeded"}
    (line,) = csv.DictReader(io.StringIO(sheet.text))
    return [
        listed["name"],
        story["customer"]["name"],
        paid["name"],
        line["Name"],
        found[0]["title"],
        paying,
    ]


async def test_nobody_is_guessed_letter_by_letter(walk: Walk) -> None:
    await walk.enter(Grant(role="support"))
    for piece in ("zqmark.w", "Zqm", "Whole", NAME, EMAIL[:-1]):
        for path in ("customers", "payments", "subscriptions", "disputes", "refunds", "invoices"):
            told = (await walk.client.get(f"{V1}/{path}", params={"q": piece})).json()
            assert told["data"] == [], (path, piece)
            totals = (await walk.client.get(f"{V1}/{path}/totals", params={"q": piece})).json()
            assert totals["count"] == 0
        found = (await walk.client.get(f"{V1}/search", params={"q": piece})).json()
        assert found["data"] == []
        assert found["note"] in (NOTE, None if piece == EMAIL[:-1] else NOTE)
    for path in ("customers", "payments", "subscriptions", "disputes", "invoices"):
        told = (await walk.client.get(f"{V1}/{path}", params={"q": EMAIL.upper()})).json()
        assert told["data"], path
        assert "note" not in told


async def test_a_sheet_has_people_in_it_only_for_who_may_take_them_out(walk: Walk) -> None:
    sees = ["ledger.read", "personal.read"]
    await walk.enter(Grant(role="reader", permissions=sees))
    assert MARK in (await walk.client.get(f"{V1}/customers")).text.lower()
    assert MARK not in (await walk.client.get(f"{V1}/customers.csv")).text.lower()
    await walk.enter(Grant(role="reader"))
    assert MARK in (await walk.client.get(f"{V1}/customers.csv")).text.lower()
