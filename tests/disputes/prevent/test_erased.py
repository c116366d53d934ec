"""Nothing of somebody erased stays on the block list or with an alert."""

from sqlalchemy import select

from tests.disputes.prevent import corner
from tests.disputes.prevent.corner import CON, sale
from tillwatch.features.disputes.prevent import signing
from tillwatch.features.disputes.prevent.blocks import kept as blocks
from tillwatch.features.disputes.prevent.blocks.kept import Wanted
from tillwatch.features.disputes.prevent.networks import kept, taking
from tillwatch.features.disputes.prevent.networks.kept import Network
from tillwatch.features.disputes.prevent.networks.mapping import PLAIN
from tillwatch.intake.erasure import prevented
from tillwatch.intake.house import House
from tillwatch.store.tables import network_alert


async def test_erasing_takes_their_lines_off_and_leaves_others(house: House) -> None:
    await corner.opened(house, *sale("a", 3, 4_990, email="Eve@example.com"), *sale("b", 3))
    wanted = [
        Wanted(kind="email", value="eve@example.com", why="Seen twice"),
        Wanted(kind="card", value="fp_a", why="By Ada"),
        Wanted(kind="ip", value="198.51.100.7", why="R", connection_id=CON, about_id="issfr_a"),
        Wanted(kind="customer", value="cus_eve", why="By Ada"),
        Wanted(kind="card", value="fp_b", why="By Ada"),
    ]
    one = Network(
        id="aln_1", name="N", mapping=PLAIN, livemode=True, by="Ada", created=1, heard=None
    )
    async with house.store.writing() as tx:
        await blocks.put(house.store, tx, wanted, "Ada", 1)
        secret = await kept.add(tx, house.vault, one)
    body = b'{"alert_id": "1", "amount": 4990, "currency": "usd", "card_last4": "4242"}'
    header = signing.signature([secret], body, house.clock.now())
    await taking.take(house.store, house.vault, house.clock, "aln_1", body, header)
    ids = ["ch_a", "pi_a", "issfr_a", "cus_eve"]
    await house.store.write(lambda tx: prevented.blank(tx, CON, ids))
    assert [left.value for left in await blocks.listed(house.store)] == ["fp_b"]
    async with house.store.reading() as tx:
        row = (await tx.execute(select(network_alert))).mappings().one()
    assert (row["payment"], row["told"], row["candidates"]) == ("pi_a", {}, [])
