"""The demo and real keys, over the API: refused by their text, before anything is sent or kept.

Nobody answers at the address of this demo's Stripe, so a key that were sent would be a 503.
"""

from collections.abc import AsyncIterator
from dataclasses import asdict, replace
from pathlib import Path

import httpx
import pytest

from tests.api import filling
from tests.api.conftest import NOWHERE, browser
from tillwatch import settings
from tillwatch.intake.house import House
from tillwatch.people import tokens
from tillwatch.processors.registry import Registry
from tillwatch.wiring.demo import DemoStripe, demo_settings
from tillwatch.wiring.simulator import Key, Simulated

V1 = "/api/v1"
PRACTICE = "rk_test_51PracticeAbcDefGhi"
REAL = ("rk_live_51RealShopAbcDefGhi", "sk_test_51RealShopAbcDefGhi", " rk_test_51Other\n")
REFUSED = (
    "This is a real key. Connect it in your own Tillwatch: `tillwatch serve`. The demo takes only "
    f"keys of its Practice Stripe ({NOWHERE} lists them); yours was not stored or sent anywhere."
)
WAYS = [
    ("POST", "/processors/stripe/try", {"want": ["watch"]}),
    ("POST", "/connections", {"name": "Mine"}),
    ("PATCH", "/connections/con_1", {}),
]


@pytest.fixture
async def client(house: House) -> AsyncIterator[httpx.AsyncClient]:
    """The admin of a demo, with one connection that has no key."""
    key = Key(account_id="acct_1Practice", mode="test", name="full", key=PRACTICE)
    read = demo_settings(house.settings.data_dir, NOWHERE, house.settings)
    stripe = DemoStripe(read, Simulated(url=NOWHERE, keys=[key]))
    demo = replace(house, settings=read, processors=Registry([stripe]))
    await filling.account(demo, "con_1")
    token = await tokens.create(demo.store, demo.clock, "tests", "owner")
    async with browser(demo, simulator_url=NOWHERE) as asking:
        asking.headers["Authorization"] = f"Bearer {token}"
        yield asking


@pytest.mark.parametrize("key", REAL)
@pytest.mark.parametrize(("method", "path", "more"), WAYS)
async def test_a_real_key_is_refused_whichever_way_it_comes(
    client: httpx.AsyncClient, method: str, path: str, more: dict[str, object], key: str
):
    answer = await client.request(method, V1 + path, json={"key": key, **more})
    assert answer.status_code == 422, answer.text
    assert (answer.json()["code"], answer.json()["detail"]) == ("key_not_the_demos", REFUSED)
    assert key.strip() not in answer.text
    kept = (await client.get(V1 + "/connections")).json()["data"]
    assert [(one["id"], one["key"]) for one in kept] == [("con_1", None)]


async def test_its_own_key_would_be_asked_about(client: httpx.AsyncClient):
    asked = {"key": PRACTICE, "want": ["watch"]}
    answer = await client.post(V1 + "/processors/stripe/try", json=asked)
    assert answer.status_code == 503, answer.text


def test_nothing_of_an_own_installation_is_the_demos(tmp_path: Path):
    mine = tmp_path / "mine"
    given = settings.load(
        {
            "TILLWATCH_DATA_DIR": str(mine),
            "TILLWATCH_DATABASE_URL": f"postgresql://{mine}",
            "TILLWATCH_LAKE_URL": f"file://{mine}",
            "TILLWATCH_BASE_URL": "https://mine.shop.example",
            "TILLWATCH_SECRET_KEY_FILE": str(mine / "key"),
            "TILLWATCH_STRIPE_API_BASE": "https://mine.shop.example",
            "TILLWATCH_STRIPE_FILES_BASE": "https://mine.shop.example",
        }
    )
    used = asdict(demo_settings(tmp_path / "demo", NOWHERE, given))
    assert [name for name, value in used.items() if "mine" in str(value)] == []
