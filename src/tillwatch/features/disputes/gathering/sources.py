"""Where a case is gathered from."""

from collections.abc import Awaitable, Callable, Mapping, Sequence

import msgspec

from tillwatch.processors.defending import Defending
from tillwatch.processors.reading import Payload
from tillwatch.store.engine import Store


class Account(msgspec.Struct, frozen=True, kw_only=True):
    """`livemode` None: not known yet. `country` ISO 3166 alpha-2, where the key tells."""

    id: str
    name: str
    livemode: bool | None
    country: str | None


class Sources(msgspec.Struct, frozen=True, kw_only=True):
    """`accounts`: all of them, by id. `charges`: the processor's own objects of these attempts of
    an account, by id, as whoever asks may see them."""

    store: Store
    processors: Mapping[str, Defending]
    accounts: Mapping[str, Account]
    charges: Callable[[str, Sequence[str]], Awaitable[Mapping[str, Payload]]]
