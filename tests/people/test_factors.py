"""Codes, recovery codes and challenges as rules: what counts, when, and how often."""

import asyncio
from pathlib import Path

import pyotp
import pytest

from tillwatch.intake.connections import keys
from tillwatch.kernel import errors
from tillwatch.kernel.clock import SetClock
from tillwatch.people import audit, profiles, sessions, tokens
from tillwatch.people.factors import codes, half, recovery, rule
from tillwatch.people.factors.challenges import LIVES_S, Challenges
from tillwatch.people.factors.held import Held, held
from tillwatch.people.factors.proofs import Proofs, Shown
from tillwatch.people.profiles import Wishes
from tillwatch.store.engine import Store
from tillwatch.store.secrets import Vault

SECRET = "JBSWY3DPEHPK3PXPJBSWY3DPEHPK3PXP"
NOW = 1_790_000_010
STEP = NOW // 30
pytestmark = pytest.mark.usefixtures("any_store")


def code(step: int, secret: str = SECRET) -> str:
    return pyotp.HOTP(secret).at(step)


@pytest.fixture
def vault() -> Vault:
    return Vault([bytes(range(32))])


async def added(store: Store, clock: SetClock, email: str = "ada@example.com") -> str:
    told = {"name": "Ada", "email": email, "zone": "UTC", "currency": "EUR"}
    async with store.writing() as tx:
        columns = Wishes(**told).checked()
        return await profiles.add(tx, clock, columns, role="owner", password="none")


async def with_app(store: Store, vault: Vault, clock: SetClock, person_id: str) -> None:
    """A code app of SECRET, whose first code was that of now."""
    async with store.writing() as tx:
        now = code(int(clock.now()) // 30)
        assert await codes.keep(tx, vault, clock, person_id, SECRET, now)


@pytest.mark.parametrize(
    ("shown", "last", "means"),
    [
        (code(STEP), None, STEP),
        (code(STEP - 1), None, STEP - 1),
        (code(STEP + 1), None, STEP + 1),
        (code(STEP - 2), None, None),
        (code(STEP + 2), None, None),
        (f" {code(STEP)[:3]} {code(STEP)[3:]} ", None, STEP),
        (code(STEP), STEP - 1, STEP),
        (code(STEP), STEP, None),
        (code(STEP - 1), STEP, None),
        (code(STEP)[:5], None, None),
        ("", None, None),
        ("١٢٣٤٥٦", None, None),
    ],
)
def test_which_codes_count(shown: str, last: int | None, means: int | None) -> None:
    assert codes.matching(SECRET, shown, NOW, last) == means


def test_the_picture_is_of_the_address(vault: Vault) -> None:
    begun = codes.begin(vault, SetClock(NOW), "usr_1", "ada@example.com")
    assert begun.address.startswith("otpauth://totp/Tillwatch:ada%40example.com?secret=")
    assert begun.secret in begun.address
    assert begun.picture.startswith("M0 0h7v1h-7z"), "the corner of a QR code"
    drawn = codes.path((bytearray([1, 0, 1, 1]), bytearray([0, 0, 0, 1])))
    assert drawn == "M0 0h1v1h-1zM2 0h2v1h-2zM3 1h1v1h-1z"


def test_a_secret_not_kept_yet_is_one_persons_and_ends(vault: Vault) -> None:
    clock = SetClock(NOW)
    begun = codes.begin(vault, clock, "usr_1", "ada@example.com")
    assert codes.pending_secret(vault, clock, "usr_1", begun.pending) == begun.secret
    for other, pending in (("usr_2", begun.pending), ("usr_1", "AAAA"), ("usr_1", "")):
        with pytest.raises(errors.Conflict):
            codes.pending_secret(vault, clock, other, pending)
    clock.advance(codes.PENDING_S)
    with pytest.raises(errors.Conflict):
        codes.pending_secret(vault, clock, "usr_1", begun.pending)


async def test_a_code_opens_once_also_when_two_come_at_once(
    store: Store, vault: Vault, clock: SetClock
) -> None:
    ada = await added(store, clock)
    await with_app(store, vault, clock, ada)
    first = code(int(clock.now()) // 30)
    assert not await codes.use(store, vault, clock, ada, first), "it was shown when it was set up"
    clock.advance(30)
    now = code(int(clock.now()) // 30)
    both = [codes.use(store, vault, clock, ada, now) for _ in range(2)]
    assert sorted(await asyncio.gather(*both)) == [False, True]


async def test_the_code_of_the_next_person_opens_nothing(
    store: Store, vault: Vault, clock: SetClock
) -> None:
    ada, ben = await added(store, clock), await added(store, clock, "ben@example.com")
    await with_app(store, vault, clock, ada)
    clock.advance(30)
    now = code(int(clock.now()) // 30)
    assert not await codes.use(store, vault, clock, ben, now)
    assert await codes.use(store, vault, clock, ada, now)
    async with store.writing() as tx:
        paper = await recovery.make(tx, ada)
    assert not await recovery.use(store, clock, ben, paper[0])


async def test_recovery_codes_open_once_and_end_with_new_ones(
    store: Store, clock: SetClock
) -> None:
    ada = await added(store, clock)
    async with store.writing() as tx:
        old = await recovery.make(tx, ada)
    assert len(set(old)) == 10
    assert await recovery.use(store, clock, ada, old[0].upper().replace("-", " "))
    assert not await recovery.use(store, clock, ada, old[0])
    async with store.reading() as tx:
        assert (await held(tx, ada)).recovery == 9
    async with store.writing() as tx:
        new = await recovery.make(tx, ada)
    assert not await recovery.use(store, clock, ada, old[1])
    both = [recovery.use(store, clock, ada, new[1]) for _ in range(2)]
    assert sorted(await asyncio.gather(*both)) == [False, True]


def test_recovery_codes_alone_are_no_second_factor() -> None:
    assert Held(recovery=10).ways() == []
    assert Held(totp=True, recovery=1).ways() == ["totp", "recovery"]
    assert Held(totp=True, passkeys=2).ways() == ["totp", "passkey"]


async def test_a_challenge_is_for_one_thing_once_and_five_minutes(
    store: Store, clock: SetClock
) -> None:
    ours, others = Challenges(b"ours", clock), Challenges(b"theirs", clock)
    shown = ours.new("make usr_1")
    assert ours.knows(shown, "make usr_1")
    assert not ours.knows(shown, "make usr_2")
    assert not ours.knows(shown[:-1] + bytes([shown[-1] ^ 1]), "make usr_1")
    assert not ours.knows(b"", "make usr_1")
    assert not others.knows(shown, "make usr_1")
    async with store.writing() as tx:
        await ours.spend(tx, shown, "passkey.make")
    with pytest.raises(errors.Conflict):
        async with store.writing() as tx:
            await ours.spend(tx, shown, "passkey.make")
    clock.advance(LIVES_S)
    assert not ours.knows(shown, "make usr_1")


async def test_guessing_codes_is_slowed_by_person_and_written_down(
    store: Store, vault: Vault, clock: SetClock
) -> None:
    ada, ben = await added(store, clock), await added(store, clock, "ben@example.com")
    await with_app(store, vault, clock, ada)
    proofs = Proofs(store, vault, clock)
    guess = Shown(way="totp", code="000000")
    for _ in range(5):
        assert not await proofs.is_code(ada, "Ada", guess)
    with pytest.raises(errors.Throttled, match="Too many wrong codes: try again in 2 seconds"):
        await proofs.is_code(ada, "Ada", guess)
    assert not await proofs.is_code(ben, "Ben", guess), "somebody else does not wait"
    deeds = [one.what for one in await audit.newest(store) if one.about == ada]
    assert deeds[:5] == ["second_factor.wrong"] * 5
    clock.advance(30)
    right = Shown(way="totp", code=code(int(clock.now()) // 30))
    assert await proofs.is_code(ada, "Ada", right)


async def test_half_way_in_opens_nothing_and_ends(
    store: Store, vault: Vault, clock: SetClock
) -> None:
    ada = await added(store, clock)
    async with store.writing() as tx:
        whole = await half.enter(tx, clock, ada, "by password")
    assert whole.ways == []
    assert await tokens.who(store, clock, whole.plain) is not None
    await with_app(store, vault, clock, ada)
    async with store.writing() as tx:
        entered = await half.enter(tx, clock, ada, "by password")
    assert entered.ways == ["totp"]
    assert await tokens.who(store, clock, entered.plain) is None
    one, _ = await half.whose(store, clock, entered.plain)

    async def finish() -> str:
        async with store.writing() as tx:
            return await half.finish(tx, clock, one, "totp")

    both = await asyncio.gather(finish(), finish(), return_exceptions=True)
    assert sorted(type(found).__name__ for found in both) == ["NotSignedIn", "str"]
    async with store.writing() as tx:
        late = await half.enter(tx, clock, ada, "by link", proven=True)
    clock.advance(half.LIVES_S)
    with pytest.raises(errors.NotSignedIn):
        await half.whose(store, clock, late.plain)


async def test_the_rule_asks_who_has_none_and_did_not_come_by_a_provider(
    store: Store, vault: Vault, clock: SetClock
) -> None:
    ada = await added(store, clock)

    async def session(how: str) -> tokens.Person:
        async with store.writing() as tx:
            plain = await sessions.start(tx, clock, ada, how)
        found = await tokens.who(store, clock, plain)
        assert found is not None
        return found

    by_password = await session("by password")
    with pytest.raises(errors.Conflict, match="Set up a second factor for yourself first"):
        await rule.change(store, clock, by_password, required=True, grace_days=0)
    required = rule.Rule(required=True, from_=5)
    assert rule.by(required, by_password) == 5
    assert rule.by(required, await session("by provider")) is None
    assert rule.by(rule.NONE, by_password) is None
    await with_app(store, vault, clock, ada)
    with_one = await session("by password and code app")
    assert rule.by(required, with_one) is None
    await rule.change(store, clock, with_one, required=True, grace_days=7)
    kept = await rule.read(store)
    assert kept == rule.Rule(required=True, from_=int(clock.now()) + 7 * 86_400)
    (newest, *_) = await audit.newest(store)
    assert (newest.what, newest.before) == ("rule.change", {"required": False, "from": 0})


async def test_no_key_file_is_made_where_a_code_app_was_sealed_with_another(
    store: Store, vault: Vault, clock: SetClock, tmp_path: Path
) -> None:
    ada = await added(store, clock)
    await keys.vault(store, tmp_path / "first")
    await with_app(store, vault, clock, ada)
    with pytest.raises(errors.Unavailable, match="is not there"):
        await keys.vault(store, tmp_path / "second")
    assert not (tmp_path / "second").exists()
