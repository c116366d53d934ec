"""Where cases of disputes are gathered from, for the API and for the worker: the accounts of this
house, and the processor's own objects as whoever asks may see them."""

from collections.abc import Mapping, Sequence
from functools import partial
from typing import Final

from tillwatch.features.disputes.gathering.sources import Account, Sources
from tillwatch.intake import connections, opened
from tillwatch.intake.connections import Connection
from tillwatch.intake.house import House
from tillwatch.kernel import eyes
from tillwatch.ledger.questions.scope import LIVE
from tillwatch.processors.reading import Payload

CHARGE: Final = "charge"


async def sources(house: House) -> Sources:
    """Of all accounts that whoever asks may see, those that were disconnected too."""
    every = await connections.everything(house.store, disconnected=True)
    looking = eyes.now()
    known = {one.id: one for one in every if looking.sees(one.id)}
    return Sources(
        store=house.store,
        processors={id_: house.processors.get(one.processor) for id_, one in known.items()},
        accounts={id_: _account(one) for id_, one in known.items()},
        charges=partial(_charges, house, known),
    )


async def _charges(
    house: House, known: Mapping[str, Connection], connection_id: str, ids: Sequence[str]
) -> Mapping[str, Payload]:
    processor = house.processors.get(known[connection_id].processor)
    found = await opened.payloads(house.store, processor, connection_id, CHARGE, ids)
    if eyes.now().personal:
        return found
    return {id_: processor.personal.masked(one, eyes.shown) for id_, one in found.items()}


def _account(one: Connection) -> Account:
    return Account(
        id=one.id,
        name=one.name,
        livemode=None if one.mode is None else one.mode == LIVE,
        country=one.account.country if one.account else None,
    )
