"""Numbers as an assistant and a command are told them: the API's own."""

import json
from datetime import date
from pathlib import Path
from typing import Any

import httpx
import pytest

from tests.api.assistant import assistant, told
from tests.api.conftest import NOW
from tests.cli.shell import Shell
from tests.monitoring import business
from tillwatch.cli.client import Client
from tillwatch.cli.commands.numbers import metrics
from tillwatch.cli.commands.numbers.metrics import Wanted
from tillwatch.cli.output import Output
from tillwatch.intake.house import House
from tillwatch.kernel import errors

PERIOD = {"since": "2026-07-01", "until": "2026-11-21", "mode": "test"}


async def test_an_assistant_finds_a_number_and_asks_for_it(
    house: House, client: httpx.AsyncClient
) -> None:
    await business.open_business(house, 2, payments=120, days=120)
    body: dict[str, Any] = {
        "metrics": ["sales_volume", "authorization_rate"],
        "dimensions": ["scheme"],
        "period": {"from": "2026-07-01", "until": "2026-11-21"},
    }
    answer = (await client.post("/api/v1/metrics/query", json=body)).json()
    async with assistant(house) as reader:
        listed = await told(reader, "list_metrics", about="approved")
        assert "authorization_rate" in {one["slug"] for one in listed["metrics"]}
        asked = {"metrics": body["metrics"], "by": ["scheme"], **PERIOD}
        found = await told(reader, "query_metrics", **asked)
        refused = await told(reader, "query_metrics", metrics=["nothing"])
    [rate] = answer["totals"]["authorization_rate"]["ratios"]
    [said] = found["totals"]["authorization_rate"]["ratios"]
    assert (said["numerator"], said["denominator"]) == (rate["numerator"], rate["denominator"])
    amounts = found["totals"]["sales_volume"]["amounts"]
    assert [{k: one[k] for k in ("amount", "currency")} for one in amounts] == answer["totals"][
        "sales_volume"
    ]["amounts"]
    assert len(found["rows"]) == len(answer["rows"])
    assert found["says"].startswith("Sales: ")
    assert refused["code"] == "bad_input"
    path, _, given = found["sources"][0].removeprefix("POST ").partition(" ")
    again = await client.post(path, json=json.loads(given))
    assert again.json()["totals"] == answer["totals"]


async def test_a_command_prints_the_same_as_a_table(
    house: House, client: httpx.AsyncClient, capsys: pytest.CaptureFixture[str]
) -> None:
    await business.open_business(house, 2, payments=120, days=120)
    wanted = Wanted(
        metrics=["sales_count", "authorization_rate"],
        by=["scheme"],
        only=["scheme!=amex"],
        period="2026-07-01..2026-11-21",
        zone="Europe/Berlin",
        grain=None,
        compare="previous",
        convert=None,
        account=None,
        limit=50,
    )
    asked = await metrics._question(wanted, Client("http://127.0.0.1:9", "none"), NOW)
    found = (await client.post("/api/v1/metrics/query", json=asked)).json()
    metrics._table(found, wanted, Output())
    lines = capsys.readouterr().out.splitlines()
    assert lines[0].split()[:2] == ["scheme", "Sales,"]
    assert len(lines) == len(found["rows"]) + 2
    assert lines[-1].startswith("In all")
    assert f" {found['totals']['sales_count']['count']:,} " in lines[-1]
    assert "American Express" not in "".join(lines)


TODAY = date(2026, 11, 21)


@pytest.mark.parametrize(
    ("text", "first", "last"),
    [
        ("today", "2026-11-21", "2026-11-22"),
        ("yesterday", "2026-11-20", "2026-11-21"),
        ("last_7_days", "2026-11-15", "2026-11-22"),
        ("this_month", "2026-11-01", "2026-11-22"),
        ("last_month", "2026-10-01", "2026-11-01"),
        ("this_year", "2026-01-01", "2026-11-22"),
        ("2026-03-01..2026-03-05", "2026-03-01", "2026-03-05"),
    ],
)
def test_periods_have_names(text: str, first: str, last: str) -> None:
    assert [day.isoformat() for day in metrics.period(text, TODAY)] == [first, last]


@pytest.mark.parametrize("text", ["sometime", "2026-03-01", "..", "2026-02-30..2026-03-01", ""])
def test_what_is_no_period_is_refused(text: str) -> None:
    with pytest.raises(errors.BadInput, match="is no period"):
        metrics.period(text, TODAY)


def test_the_command_itself(tmp_path: Path) -> None:
    shell = Shell({"TILLWATCH_DATA_DIR": str(tmp_path / "data")})
    found = shell.answer("metrics", "sales_count", "--grain", "month", "--period", "this_year")
    assert found["totals"]["sales_count"]["count"] == 0
    assert len(found["rows"]) >= 1
