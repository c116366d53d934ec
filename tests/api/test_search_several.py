"""What a bank or a report names, pasted as it is: several ids and references at once."""

import httpx
import pytest

from tests.api import filling, shop
from tests.api.test_search import desk as desk
from tests.api.test_search import ids, search
from tillwatch.intake.house import House
from tillwatch.rows import Refund

pytestmark = pytest.mark.usefixtures("any_store")


async def test_several_references_fees_and_ids_at_once(
    house: House, desk: httpx.AsyncClient
) -> None:
    arns = ["74537604221222132710572", "24692160000000000000001"]
    told = {"status": "succeeded", "currency": "usd", "amount": 1}
    await filling.rows(
        house,
        shop.CON,
        filling.made(Refund, "re_far", payment="pi_omer1", reference=arns[0], **told),
        filling.made(Refund, "re_farther", payment="pi_guest", reference=arns[1], **told),
    )
    found = await search(desk, f"{arns[0]}\n{arns[1]}; txn_maya1/1")
    assert found == [
        ("payment", "pi_maya1", "txn_maya1"),
        ("payment", "pi_omer1", arns[0]),
        ("payment", "pi_guest", arns[1]),
    ]
    assert await search(desk, arns[1]) == found[2:]
    assert await ids(desk, "refunds", q=" ".join(arns)) == {"re_far", "re_farther"}
    assert await search(desk, f"{arns[0][:-1]}9 {arns[1][:-1]}9") == []
