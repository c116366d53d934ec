"""What every processor must do. A new one subclasses `Contract` and gives the five things asked
for at its top; the tests below are then its tests."""

import json
from abc import abstractmethod
from collections.abc import AsyncIterator
from dataclasses import dataclass

import msgspec
import pytest

from tillwatch.kernel import errors
from tillwatch.processors import port
from tillwatch.processors.port import Processor, Reader
from tillwatch.processors.reading import Reading
from tillwatch.rows import ROWS

NOW = 1_760_000_000


@dataclass
class Signed:
    """A webhook as the processor sends it, signed with `secret` at `NOW`."""

    body: bytes
    header: str
    secret: str


def check_reading(processor: Processor, reading: Reading) -> None:
    """Canonical, with an id, and translatable into the rows its kind promises."""
    assert reading.kind
    assert reading.id
    if not reading.payload:
        assert reading.tombstone
        return
    payload = json.loads(reading.payload)
    again = msgspec.json.encode(msgspec.json.decode(reading.payload), order="sorted")
    assert again == reading.payload
    made = processor.translate(reading.kind, {"id": reading.id, **payload}, deleted=False)
    assert {type(row) for row in made} <= set(processor.tables(reading.kind))
    for row in made:
        msgspec.convert(msgspec.structs.asdict(row), type(row), strict=True)


class Contract:
    """`good_key` and `bad_keys` are texts a person may paste; `signed` a real webhook; `reader`
    and `stranger` read a server that knows the first's key and not the second's."""

    good_key: str
    bad_keys: tuple[str, ...]

    @pytest.fixture
    @abstractmethod
    def processor(self) -> Processor: ...

    @pytest.fixture
    @abstractmethod
    def signed(self) -> Signed: ...

    @pytest.fixture
    @abstractmethod
    def reader(self) -> AsyncIterator[Reader]: ...

    @pytest.fixture
    @abstractmethod
    def stranger(self) -> AsyncIterator[Reader]: ...

    def test_it_has_a_name_and_a_label(self, processor: Processor) -> None:
        assert processor.name.islower()
        assert processor.label

    def test_its_tables_agree(self, processor: Processor) -> None:
        slugs = {permission.slug for permission in processor.permissions}
        for listing in processor.listings:
            assert listing.kind in processor.kinds
            assert listing.permission in slugs
            assert processor.tables(listing.kind)
        for name, kind in processor.kinds.items():
            assert (kind.name, bool(kind.label)) == (name, True)
            assert set(processor.tables(name)) <= set(ROWS)
        assert not processor.tables("unheard of")

    def test_what_it_offers_agrees(self, processor: Processor) -> None:
        slugs = {permission.slug for permission in processor.permissions}
        assert processor.credentials
        assert any(want.always for want in processor.wants)
        for want in processor.wants:
            assert {*want.needs, *want.adds, *want.may} <= slugs
            assert {*want.events, *want.more_events} <= processor.meanings.keys()
            writing = {p.slug for p in processor.permissions if p.write}
            assert want.can_write == bool(writing & {*want.needs, *want.adds})
        assert processor.setting_up in slugs
        for permission in processor.permissions:
            assert (permission.area, permission.access) != ("", "")
            assert bool(permission.writes[0]) == permission.write

    def test_its_pages_have_addresses_apart_for_each_mode(self, processor: Processor) -> None:
        for name in ("api_keys", "create_key", "webhooks", "create_webhook", "events"):
            live, test = processor.place(name, "live"), processor.place(name, "test")
            assert live.startswith("https://")
            assert live != test
        form = processor.key_form("A name", ["one", "two"], "test")
        assert form.startswith(processor.place("create_key", "test"))

    def test_what_is_personal_is_told_by_its_table(self, processor: Processor) -> None:
        payload = {"id": "1", "name": "Ada", "email": "ada@example.com", "amount": 1}
        blank = processor.personal.blanked(payload)
        assert blank == processor.personal.blanked(blank)
        assert blank == {"id": "1", "name": None, "email": None, "amount": 1}
        assert processor.personal.masked(payload, lambda value, _kind: value) == payload

    def test_a_key_tells_its_mode_and_is_not_shown(self, processor: Processor) -> None:
        facts = processor.check_key(f"  {self.good_key}\n")
        assert facts.mode in ("live", "test")
        assert self.good_key not in facts.hint

    def test_anything_else_is_a_bad_credential(self, processor: Processor) -> None:
        for text in ("", " ", *self.bad_keys):
            with pytest.raises(errors.BadCredential):
                processor.check_key(text)

    def test_a_webhook_is_known_by_its_signature(
        self, processor: Processor, signed: Signed
    ) -> None:
        def verify(body: bytes = signed.body, after_s: int = 0, *, known: bool = True) -> bool:
            secrets = ["whatever", signed.secret] if known else ["whatever"]
            return processor.verify(body, signed.header, secrets, NOW + after_s)

        assert processor.check_secret(f" {signed.secret} ") == signed.secret
        assert verify()
        assert verify(after_s=300)
        assert not verify(after_s=301)
        assert not verify(after_s=-301)
        assert not verify(signed.body + b" ")
        assert not verify(known=False)
        assert not processor.verify(signed.body, "nonsense", [signed.secret], NOW)

    def test_an_event_is_read_from_outside_and_inside(
        self, processor: Processor, signed: Signed
    ) -> None:
        head = processor.head(signed.body)
        readings = processor.event_readings(signed.body)
        assert head.id
        assert readings
        for reading in readings:
            check_reading(processor, reading)
            assert (reading.event, reading.as_of) == (head.id, head.created)
        assert readings == processor.event_readings(signed.body)

    def test_what_is_no_event_is_bad_input(self, processor: Processor) -> None:
        for body in (b"", b"[]", b"{}", b'{"id": 5}', b"\x00\xff"):
            with pytest.raises(errors.BadInput):
                processor.head(body)
            with pytest.raises(errors.BadInput):
                processor.event_readings(body)

    def test_an_entry_read_again_is_older_than_anything_known(
        self, processor: Processor, signed: Signed
    ) -> None:
        first = processor.event_readings(signed.body)[0]
        again = processor.entry_readings(first.kind, first.payload)[0]
        assert (again.kind, again.id, again.as_of) == (first.kind, first.id, 0)
        assert again.payload == first.payload
        for body in (b"", b"[]", b"{}", b'{"id": 5}', b"\x00\xff"):
            with pytest.raises(errors.BadInput):
                processor.entry_readings(first.kind, body)

    def test_nothing_but_an_id_makes_rows_of_any_kind(self, processor: Processor) -> None:
        for kind in processor.kinds:
            for deleted in (False, True):
                for row in processor.translate(kind, {"id": "x"}, deleted=deleted):
                    assert type(row) in processor.tables(kind)

    def test_an_unheard_of_event_is_silent(self, processor: Processor) -> None:
        assert processor.sentence("unheard.of", {"id": "x"}) is None

    async def test_every_list_is_read_to_its_end_newest_first(
        self, processor: Processor, reader: Reader
    ) -> None:
        for listing in processor.listings:
            seen: list[str] = []
            after: str | None = None
            while True:
                page = await reader.page(listing, after=after, limit=40)
                own = [r for r in page.readings if r.kind == listing.kind]
                assert page.count <= 40
                seen += [r.id for r in own]
                for reading in page.readings:
                    check_reading(processor, reading)
                after = page.last
                if after is None:
                    break
            assert len(set(seen)) == len(seen)

    async def test_a_range_holds_what_was_created_in_it(
        self, processor: Processor, reader: Reader
    ) -> None:
        for listing in processor.listings:
            if not listing.ranged:
                continue
            whole = await reader.page(listing, limit=100)
            moments = sorted(r.created for r in whole.readings if r.kind == listing.kind)
            if not moments:
                continue
            since, until = moments[len(moments) // 3], moments[-1]
            part = await reader.page(listing, since=since, until=until, limit=100)
            own = [r for r in part.readings if r.kind == listing.kind]
            assert all(since <= r.created < until for r in own)
            assert len(own) == sum(since <= moment < until for moment in moments)

    async def test_one_object_is_what_the_list_said(
        self, processor: Processor, reader: Reader
    ) -> None:
        for listing in processor.listings:
            page = await reader.page(listing, limit=1)
            for listed in [r for r in page.readings if r.kind == listing.kind][:1]:
                single = (await reader.one(listing.kind, listed.id))[0]
                assert (single.kind, single.id) == (listed.kind, listed.id)
                assert single.payload == listed.payload
            if not listing.singleton:
                (gone,) = await reader.one(listing.kind, "nobody_1")
                assert gone.tombstone

    async def test_events_are_read_byte_for_byte(
        self, processor: Processor, reader: Reader
    ) -> None:
        page = await reader.events(limit=30)
        assert page.events
        for head, body in page.events:
            assert processor.head(body) == head
            for reading in processor.event_readings(body):
                check_reading(processor, reading)
        more = await reader.events(after=page.last, limit=30)
        assert not {h.id for h, _ in page.events} & {h.id for h, _ in more.events}

    async def test_a_dead_cursor_is_told(self, processor: Processor, reader: Reader) -> None:
        listing = next(one for one in processor.listings if not one.singleton)
        with pytest.raises(port.CursorDied):
            await reader.page(listing, after="nobody_1")

    async def test_permissions_are_found_by_trying(
        self, processor: Processor, reader: Reader
    ) -> None:
        grants = await reader.probe()
        assert [grant.slug for grant in grants] == [p.slug for p in processor.permissions]
        assert all(grant.reason for grant in grants if not grant.granted)
        assert (await reader.account()).account_id
        used = reader.used()
        assert len(grants) < used.requests
        assert 0 < used.reads < used.requests, "trying to write is no read"
        assert processor.events_permission in [p.slug for p in processor.permissions]

    async def test_a_key_nobody_knows_is_refused(
        self, processor: Processor, stranger: Reader
    ) -> None:
        with pytest.raises(port.KeyRefused):
            await stranger.probe()
        with pytest.raises(port.KeyRefused):
            await stranger.page(processor.listings[0])
