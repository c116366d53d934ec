"""What people keep: views, boards, annotations, over the API."""

from collections.abc import AsyncIterator
from typing import Any

import httpx
import pytest

from tests.api import filling
from tests.api.conftest import browser
from tests.api.signing import V1
from tillwatch.features.monitoring.kept.templates import TEMPLATES
from tillwatch.intake.house import House
from tillwatch.kernel.clock import SetClock
from tillwatch.people import tokens
from tillwatch.people.tokens import Grant

QUESTION: dict[str, Any] = {"metrics": ["sales_volume"], "grain": "day"}
MARK = {"kind": "campaign", "text": "Autumn sale", "since": "2026-10-01T00:00:00Z"}


@pytest.fixture
async def other(house: House) -> AsyncIterator[httpx.AsyncClient]:
    """A program that only reads."""
    async with browser(house) as client:
        token = await tokens.create(house.store, house.clock, "reader", "reader")
        client.headers["Authorization"] = f"Bearer {token}"
        yield client


async def did(client: httpx.AsyncClient, method: str, path: str, json: Any = None) -> Any:
    answer = await client.request(method, V1 + path, json=json)
    assert answer.status_code < 300, answer.text
    return answer.json() if answer.content else None


async def status(client: httpx.AsyncClient, method: str, path: str, json: Any = None) -> int:
    return (await client.request(method, V1 + path, json=json)).status_code


async def test_a_view_is_kept_changed_taken_away_and_put_back(client: httpx.AsyncClient) -> None:
    state = {"by": ["scheme", "issuer_country"], "f": ['{"dimension":"scheme","is":["visa"]}']}
    made = await did(client, "POST", "/views", {"screen": "explore", "name": "B", "state": state})
    await did(client, "POST", "/views", {"screen": "explore", "name": "a", "shared": True})
    await did(client, "POST", "/views", {"screen": "declines", "name": "c"})
    assert (await did(client, "GET", f"/views/{made['id']}"))["state"] == state
    listed = (await did(client, "GET", "/views?screen=explore"))["data"]
    assert [one["name"] for one in listed] == ["a", "B"]
    changed = await did(client, "PATCH", f"/views/{made['id']}", {"name": "Visa abroad"})
    assert (changed["name"], changed["state"]) == ("Visa abroad", state)
    await did(client, "DELETE", f"/views/{made['id']}")
    assert await status(client, "GET", f"/views/{made['id']}") == 404
    back = await did(client, "POST", f"/views/{made['id']}/restore")
    assert back == changed
    assert await status(client, "POST", f"/views/{made['id']}/restore") == 404


async def test_a_screen_opens_with_the_view_one_chose_and_nobody_else_with_it(
    client: httpx.AsyncClient, other: httpx.AsyncClient
) -> None:
    wish = {"screen": "explore", "name": "Ours", "shared": True}
    id_ = (await did(client, "POST", "/views", wish))["id"]
    await did(client, "PUT", "/first-view", {"screen": "explore", "view_id": id_})
    assert (await did(client, "GET", f"/views/{id_}"))["first"] is True
    assert (await did(other, "GET", f"/views/{id_}"))["first"] is False
    wrong = {"screen": "declines", "view_id": id_}
    assert await status(client, "PUT", "/first-view", wrong) == 422
    await did(client, "PUT", "/first-view", {"screen": "explore", "view_id": None})
    assert (await did(client, "GET", f"/views/{id_}"))["first"] is False


async def test_ones_own_is_nobody_elses_and_what_is_shared_only_some_may_change(
    client: httpx.AsyncClient, other: httpx.AsyncClient
) -> None:
    mine = (await did(client, "POST", "/boards", {"name": "Mine"}))["board"]["id"]
    ours = (await did(client, "POST", "/boards", {"name": "Ours", "shared": True}))["board"]["id"]
    seen = (await did(other, "GET", "/boards"))["data"]
    assert [(one["name"], one["changeable"]) for one in seen] == [("Ours", False)]
    assert await status(other, "GET", f"/boards/{mine}") == 404
    assert await status(other, "PATCH", f"/boards/{mine}", {"name": "x"}) == 404
    assert await status(other, "PATCH", f"/boards/{ours}", {"name": "x"}) == 403
    assert await status(other, "DELETE", f"/boards/{ours}") == 403
    assert await status(other, "POST", "/boards", {"name": "x", "shared": True}) == 403
    own = (await did(other, "POST", "/boards", {"name": "Theirs"}))["board"]["id"]
    assert await status(client, "GET", f"/boards/{own}") == 404
    assert await status(other, "PATCH", f"/boards/{own}", {"shared": True}) == 403


async def test_boards_stand_in_the_order_that_each_chose_for_themselves(
    client: httpx.AsyncClient, other: httpx.AsyncClient
) -> None:
    made = [
        (await did(client, "POST", "/boards", {"name": name, "shared": True}))["board"]["id"]
        for name in ("a", "B", "c", "d")
    ]
    a, b, c, d = made

    async def listed(by: httpx.AsyncClient) -> list[str]:
        return [one["id"] for one in (await did(by, "GET", "/boards"))["data"]]

    await did(client, "PUT", "/board-order", {"boards": [d, a]})
    assert await listed(client) == [d, a, b, c]
    assert await listed(other) == made
    await did(client, "DELETE", f"/boards/{a}")
    assert await listed(client) == [d, b, c]
    await did(client, "POST", f"/boards/{a}/restore")
    await did(client, "PUT", "/board-order", {"boards": [c]})
    assert await listed(client) == [c, a, b, d]
    own = (await did(client, "POST", "/boards", {"name": "Mine"}))["board"]["id"]
    assert await status(other, "PUT", "/board-order", {"boards": [own]}) == 404
    assert await status(client, "PUT", "/board-order", {"boards": [a, a]}) == 422
    await did(client, "PUT", "/board-order", {"boards": []})
    assert await listed(client) == [a, b, c, d, own]


async def test_a_board_holds_widgets_at_places(client: httpx.AsyncClient) -> None:
    id_ = (await did(client, "POST", "/boards", {"name": "Wall"}))["board"]["id"]
    wish = {"name": "Sales", "question": QUESTION, "chart": "line"}
    first = await did(client, "POST", f"/boards/{id_}/widgets", wish)
    second = await did(client, "POST", f"/boards/{id_}/widgets", wish)
    assert [one["place"]["y"] for one in (first, second)] == [0, 4]
    days = {"from": "2026-10-01", "until": "2026-10-31"}
    changed = await did(client, "PATCH", f"/widgets/{first['id']}", {"period": days})
    assert changed["period"] == days
    assert (await did(client, "PATCH", f"/widgets/{first['id']}", {"chart": "bars"}))[
        "period"
    ] == days
    assert (await did(client, "PATCH", f"/widgets/{first['id']}", {"period": None}))[
        "period"
    ] is None
    place = {"x": 6, "y": 0, "width": 6, "height": 4}
    whole = await did(client, "PUT", f"/boards/{id_}/places", {"places": {second["id"]: place}})
    assert [one["place"] for one in whole["widgets"]] == [first["place"], place]
    off = {"places": {second["id"]: {**place, "x": 7}}}
    assert await status(client, "PUT", f"/boards/{id_}/places", off) == 422
    await did(client, "DELETE", f"/widgets/{first['id']}")
    assert (await did(client, "GET", f"/boards/{id_}"))["board"]["widgets"] == 1
    await did(client, "POST", f"/widgets/{first['id']}/restore")
    await did(client, "DELETE", f"/boards/{id_}")
    assert len((await did(client, "POST", f"/boards/{id_}/restore"))["widgets"]) == 2


@pytest.mark.parametrize(
    "question",
    [
        {},
        {"metrics": ["nothing"]},
        {"metrics": ["sales_volume"], "dimensions": ["nothing"]},
        {"metrics": ["sales_volume"], "filter": {"dimension": "scheme"}},
        {"metrics": ["sales_volume"], "period": {"from": "2026-01-01", "until": "2026-02-01"}},
        {"metrics": ["sales_volume"], "compare": "own"},
        {"metrics": ["sales_volume"], "connection_id": ["con_nowhere"]},
        {"metrics": ["sales_volume"], "limit": 10**9},
    ],
)
async def test_no_widget_is_kept_that_cannot_be_answered(
    client: httpx.AsyncClient, question: dict[str, Any]
) -> None:
    widget = {"name": "x", "question": question, "chart": "line"}
    whole = {"name": "x", "widgets": [widget]}
    assert await status(client, "POST", "/boards", whole) in (404, 422)
    assert (await did(client, "GET", "/boards"))["data"] == []


async def test_every_question_of_the_templates_is_answered(
    house: House, client: httpx.AsyncClient
) -> None:
    await filling.account(house, "con_1", "test")
    period = {"from": "2026-10-01T00:00:00Z", "until": "2026-11-01T00:00:00Z"}
    told = (await did(client, "GET", "/board-templates"))["data"]
    assert [one["slug"] for one in told] == list(TEMPLATES)
    for slug in TEMPLATES:
        made = await did(client, "POST", "/boards", {"template": slug})
        assert made["board"]["name"] == TEMPLATES[slug].name
        before = await did(client, "GET", f"/board-templates/{slug}")
        assert [one["question"] for one in before["widgets"]] == [
            one["question"] for one in made["widgets"]
        ]
        for one in made["widgets"]:
            await did(client, "POST", "/metrics/query", {**one["question"], "period": period})
    assert await status(client, "POST", "/boards", {"template": "nothing"}) == 422
    assert await status(client, "GET", "/board-templates/nothing") == 404


async def test_an_annotation_is_found_where_it_touches_the_period(
    client: httpx.AsyncClient,
) -> None:
    span = {**MARK, "kind": "outage", "until": "2026-10-05T00:00:00Z"}
    moment = await did(client, "POST", "/annotations", MARK)
    long = await did(client, "POST", "/annotations", span)

    async def found(begin: str, until: str) -> list[str]:
        path = f"/annotations?from={begin}&until={until}"
        return [one["id"] for one in (await did(client, "GET", path))["data"]]

    assert set(await found("2026-10-01", "2026-10-02")) == {moment["id"], long["id"]}
    assert await found("2026-10-04", "2026-10-08") == [long["id"]]
    assert await found("2026-10-05", "2026-10-08") == []
    changed = await did(client, "PUT", f"/annotations/{long['id']}", {**span, "text": "Bank down"})
    assert changed["text"] == "Bank down"
    await did(client, "DELETE", f"/annotations/{long['id']}")
    assert await found("2026-10-04", "2026-10-08") == []
    await did(client, "POST", f"/annotations/{long['id']}/restore")
    assert await found("2026-10-04", "2026-10-08") == [long["id"]]
    for wrong in ({"kind": "party"}, {"text": " "}, {"until": MARK["since"]}):
        assert await status(client, "POST", "/annotations", {**MARK, **wrong}) == 422


async def test_whoever_is_kept_to_some_accounts_is_shown_nothing_of_others(
    house: House, client: httpx.AsyncClient, other: httpx.AsyncClient
) -> None:
    await filling.account(house, "con_1", "test")
    await filling.account(house, "con_2", "test")
    of = [{**QUESTION, "connection_id": [id_]} for id_ in ("con_1", "con_2")]
    widgets = [{"name": "x", "question": one, "chart": "line"} for one in of]
    whole = {"name": "Ours", "shared": True, "widgets": widgets}
    id_ = (await did(client, "POST", "/boards", whole))["board"]["id"]
    marks = [{**MARK, "connection_id": one} for one in ("con_1", "con_2", None)]
    made = [(await did(client, "POST", "/annotations", one))["id"] for one in marks]
    grant = Grant(role="support", connections=["con_1"])
    kept = await tokens.create(house.store, house.clock, "kept", grant)
    other.headers["Authorization"] = f"Bearer {kept}"
    board = await did(other, "GET", f"/boards/{id_}")
    assert [one["question"]["connection_id"] for one in board["widgets"]] == [["con_1"]]
    assert board["hidden"] == 1
    seen = (await did(other, "GET", "/annotations"))["data"]
    assert {one["id"] for one in seen} == {made[0], made[2]}
    assert await status(other, "POST", "/annotations", MARK) == 403


async def test_what_was_taken_away_long_ago_is_gone(
    client: httpx.AsyncClient, clock: SetClock
) -> None:
    first, second = [(await did(client, "POST", "/annotations", MARK))["id"] for _ in range(2)]
    await did(client, "DELETE", f"/annotations/{first}")
    clock.advance(31 * 86_400)
    await did(client, "DELETE", f"/annotations/{second}")
    assert await status(client, "POST", f"/annotations/{first}/restore") == 404
    assert await status(client, "POST", f"/annotations/{second}/restore") == 200
