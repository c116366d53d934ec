"""Credentials before they are kept: tried at the processor, and held against what is known."""

from dataclasses import dataclass, field

from tillwatch.intake.connections import keys, lookup, notes
from tillwatch.intake.connections.lookup import Connection
from tillwatch.intake.house import House
from tillwatch.kernel import errors
from tillwatch.processors.port import AccountFacts, Grant, KeyFacts, Reader, ReadUse


@dataclass(frozen=True, slots=True)
class Tried:
    """A key that the processor knows: what its text tells, what it may do, whose it is, and how
    many requests it took to find out (`use`)."""

    key: str = field(repr=False)
    facts: KeyFacts
    grants: list[Grant]
    account: AccountFacts
    use: ReadUse


def judge(house: House, processor: str, key: str, mode: str | None) -> KeyFacts:
    """What the text alone tells; `BadCredential` when it cannot be a key, or is of another mode."""
    facts = house.processors.get(processor).check_key(key)
    if mode is not None and facts.mode != mode:
        raise errors.BadCredential(
            f"This is a {facts.mode} mode key, and {mode} mode was asked for: "
            f"paste the {mode} mode key, or connect {facts.mode} mode on its own",
            code="other_mode",
        )
    return facts


async def attempt(house: House, processor: str, key: str, mode: str | None) -> Tried:
    """Judge the text, then try the key. `KeyRefused` and `Unreachable` come from the processor."""
    facts = judge(house, processor, key, mode)
    reader: Reader = house.processors.get(processor).reader(key.strip())
    try:
        grants = await reader.probe()
        account = await reader.account()
    finally:
        await reader.close()
    return Tried(key.strip(), facts, grants, account, reader.used())


async def known(house: House, processor: str, tried: Tried) -> Connection | None:
    """The connection the key's account has in its mode, a disconnected one too."""
    connected = await lookup.everything(house.store, disconnected=True)
    account_id = tried.account.account_id
    found = notes.same_account(connected, processor, account_id, tried.facts.mode)
    return found or await same_key(house, connected, tried.key)


async def same_key(house: House, connected: list[Connection], key: str) -> Connection | None:
    """For a key that does not tell its account: the connection that reads with it already."""
    for known in connected:
        if known.has_key and key == await keys.key(house, known.id):
            return known
    return None


async def refuse_known_secret(house: House, secret: str | None, but: str | None = None) -> None:
    """`Conflict` for one that a connection other than `but` has, a disconnected one too."""
    if secret is None:
        return
    for known in await lookup.everything(house.store, disconnected=True):
        if (
            known.id != but
            and known.has_secret
            and secret in await keys.known_secrets(house, known.id)
        ):
            raise errors.Conflict(
                f"This signing secret belongs to the connection “{known.name}” ({known.id}) already"
            )


async def refuse_other_account(house: House, present: Connection, tried: Tried) -> None:
    account_id = tried.account.account_id
    if present.account_id and account_id and present.account_id != account_id:
        raise errors.Conflict(
            f"This key is of the account {account_id}, and “{present.name}” is connected to "
            f"{present.account_id}: connect the other account on its own"
        )
    connected = await lookup.everything(house.store)
    twin = notes.same_account(
        connected, present.processor, account_id, tried.facts.mode, but=present.id
    )
    if twin is not None:
        raise already(twin)


def already(known: Connection) -> errors.Conflict:
    return errors.Conflict(
        f"This account is connected already in {known.mode} mode, as “{known.name}” ({known.id}): "
        f"give it another key with `tillwatch connection set {known.id} --key-stdin`",
        code="already_connected",
        connection_id=known.id,
    )
