"""What carries requests, against sockets that answer as servers do, on good days and bad."""

import asyncio
import base64
import datetime
import gc
import gzip
import ipaddress
import ssl
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from pathlib import Path

import pytest
from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.x509.oid import NameOID

from tillwatch.processors.stripe.wire.answers import Answered, Lost
from tillwatch.processors.stripe.wire.http import Carrier, proxy

OK = b"HTTP/1.1 200 OK\r\n"
PLAIN = OK + b"Content-Length: 5\r\nDate: Thu, 09 Oct 2025 08:53:20 GMT\r\n\r\nhello"
Script = Callable[[int], list[bytes]]
"""What is sent back to the n-th request, a piece at a time; an empty piece hangs up."""


@dataclass
class Sockets:
    port: int = 0
    opened: int = 0
    heads: list[bytes] = field(default_factory=list)


@asynccontextmanager
async def answering(script: Script, secure: ssl.SSLContext | None = None) -> AsyncIterator[Sockets]:
    seen = Sockets()

    async def serve(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        seen.opened += 1
        try:
            while True:
                head = await reader.readuntil(b"\r\n\r\n")
                seen.heads.append(head)
                _, has_body, rest = head.lower().partition(b"content-length:")
                if has_body:
                    seen.heads[-1] += await reader.readexactly(int(rest.split(b"\r\n")[0]))
                for piece in script(len(seen.heads)):
                    if not piece:
                        return
                    writer.write(piece)
                    await writer.drain()
                    await asyncio.sleep(0)
        except (asyncio.IncompleteReadError, ConnectionError):
            pass
        finally:
            writer.close()

    server = await asyncio.start_server(serve, "127.0.0.1", 0, ssl=secure)
    seen.port = server.sockets[0].getsockname()[1]
    async with server:
        yield seen


@asynccontextmanager
async def carrying() -> AsyncIterator[Carrier]:
    wire = Carrier()
    try:
        yield wire
    finally:
        await wire.close()


async def asked(script: Script, times: int = 1) -> tuple[Sockets, list[Answered]]:
    async with answering(script) as seen, carrying() as wire:
        url = f"http://127.0.0.1:{seen.port}/v1/charges?limit=100"
        found = [await wire.request("get", url, {"A": "b"}, b"") for _ in range(times)]
    return seen, found


async def test_a_connection_is_used_again() -> None:
    seen, found = await asked(lambda n: [PLAIN], times=3)
    assert seen.opened == 1
    assert [one.body for one in found] == [b"hello"] * 3
    assert found[0].headers["date"] == "Thu, 09 Oct 2025 08:53:20 GMT"
    first = seen.heads[0].decode().split("\r\n")
    assert first[:2] == ["GET /v1/charges?limit=100 HTTP/1.1", f"Host: 127.0.0.1:{seen.port}"]
    assert "A: b" in first


ZIPPED = gzip.compress(b'{"a": 1}')
BODIES = {
    "in pieces": ([PLAIN[:9], PLAIN[9:30], PLAIN[30:-2], PLAIN[-2:]], b"hello"),
    "chunked": (
        [OK + b"Transfer-Encoding: chunked\r\n\r\n5\r\nhel", b"lo\r\n3\r\n my\r\n0\r\n\r\n"],
        b"hello my",
    ),
    "zipped": (
        [OK + b"Content-Encoding: gzip\r\nContent-Length: %d\r\n\r\n" % len(ZIPPED) + ZIPPED],
        b'{"a": 1}',
    ),
    "until the end": ([OK + b"Connection: close\r\n\r\nall ", b"of it", b""], b"all of it"),
    "after a word before": ([b"HTTP/1.1 100 Continue\r\n\r\n" + PLAIN], b"hello"),
    "none": ([b"HTTP/1.1 204 No Content\r\n\r\n"], b""),
    "of a server of old": ([b"HTTP/1.0 200 OK\r\nContent-Length: 2\r\n\r\nok", b""], b"ok"),
}


@pytest.mark.parametrize(("pieces", "body"), BODIES.values(), ids=BODIES)
async def test_bodies(pieces: list[bytes], body: bytes) -> None:
    _, found = await asked(lambda n: pieces, times=2)
    assert [one.body for one in found] == [body, body]


LOST = {
    "nothing": [b""],
    "half a head": [OK, b""],
    "half a body": [PLAIN[:-2], b""],
    "half a chunk": [OK + b"Transfer-Encoding: chunked\r\n\r\n5\r\nhe", b""],
    "no http": [b"SSH-2.0-OpenSSH_9.2\r\n\r\n"],
    "zipped, but not": [
        OK + b"Content-Encoding: gzip\r\nContent-Length: 5\r\n\r\nhello",
    ],
}


@pytest.mark.parametrize("pieces", LOST.values(), ids=LOST)
async def test_what_is_no_answer_is_lost(pieces: list[bytes]) -> None:
    with pytest.raises(Lost):
        await asked(lambda n: pieces)


async def test_nothing_is_sent_twice() -> None:
    async with answering(lambda n: [b""] if n == 2 else [PLAIN]) as seen, carrying() as wire:
        url = f"http://127.0.0.1:{seen.port}/"
        await wire.request("GET", url, {}, b"")
        with pytest.raises(Lost):
            await wire.request("GET", url, {}, b"")
        await wire.request("GET", url, {}, b"")
    assert (len(seen.heads), seen.opened) == (3, 2)


async def test_a_server_that_ends_connections_loses_a_request_each_at_most() -> None:
    """That is when it ends one just as it is used again; `client` tries again."""
    lost, found = 0, 0
    script: Script = lambda n: [PLAIN, b""] if n % 2 else [PLAIN]  # noqa: E731  # one line
    async with answering(script) as seen, carrying() as wire:
        while found < 5:
            try:
                await wire.request("GET", f"http://127.0.0.1:{seen.port}/", {}, b"")
                found += 1
            except Lost:
                lost += 1
    assert lost < seen.opened > 1


async def test_nobody_listens() -> None:
    async with answering(lambda n: [PLAIN]) as seen:
        url = f"http://127.0.0.1:{seen.port}/"
    async with carrying() as wire:
        with pytest.raises(Lost):
            await wire.request("GET", url, {}, b"")


async def test_a_body_is_sent_with_its_length() -> None:
    async with answering(lambda n: [PLAIN]) as seen, carrying() as wire:
        url = f"http://127.0.0.1:{seen.port}/v1/files"
        await wire.request("post", url, {}, b"purpose=dispute_evidence")
        await wire.request("post", url, {}, b"")
    assert b"\r\nContent-Length: 24\r\n" in seen.heads[0]
    assert seen.heads[0].endswith(b"\r\n\r\npurpose=dispute_evidence")
    assert b"\r\nContent-Length: 0\r\n" in seen.heads[1]


async def test_a_redirect_is_an_answer_and_a_cookie_is_not_kept() -> None:
    away = b"HTTP/1.1 302 Found\r\nLocation: /other\r\nSet-Cookie: a=b\r\nContent-Length: 0\r\n\r\n"
    seen, found = await asked(lambda n: [away], times=2)
    assert [one.status for one in found] == [302, 302]
    assert len(seen.heads) == 2
    assert b"cookie" not in seen.heads[1].lower()


async def test_a_line_cannot_become_two() -> None:
    async with answering(lambda n: [PLAIN]) as seen, carrying() as wire:
        url = f"http://127.0.0.1:{seen.port}/"
        with pytest.raises(ValueError, match="header injection"):
            await wire.request("GET", url, {"A": "b\r\nC: d"}, b"")
        await wire.request("GET", url, {}, b"")
    assert len(seen.heads) == 1


async def test_whoever_gives_up_leaves_no_half_read_connection() -> None:
    script: Script = lambda n: [PLAIN[:-2]] if n == 2 else [PLAIN]  # noqa: E731  # one line
    async with answering(script) as seen, carrying() as wire:
        url = f"http://127.0.0.1:{seen.port}/"
        await wire.request("GET", url, {}, b"")
        given_up = asyncio.create_task(wire.request("GET", url, {}, b""))
        while len(seen.heads) < 2:  # noqa: ASYNC110  # a few turns of the loop
            await asyncio.sleep(0)
        await asyncio.sleep(0.05)  # so that what was sent of the answer is read
        given_up.cancel()
        with pytest.raises(asyncio.CancelledError):
            await given_up
        assert (await wire.request("GET", url, {}, b"")).body == b"hello"
    assert seen.opened == 2


async def test_what_is_under_way_outlives_closing() -> None:
    """A key is replaced while an import reads with the old one."""
    slowly = [OK + b"Transfer-Encoding: chunked\r\n\r\n", *[b"1\r\na\r\n"] * 200, b"0\r\n\r\n"]
    wire = Carrier()
    async with answering(lambda n: slowly if n == 1 else [PLAIN]) as seen:
        url = f"http://127.0.0.1:{seen.port}/"
        first = asyncio.create_task(wire.request("GET", url, {}, b""))
        while not seen.heads:  # noqa: ASYNC110  # a few turns of the loop
            await asyncio.sleep(0)
        await wire.close()
        assert not first.done()
        assert (await first).body == b"a" * 200
        assert (await wire.request("GET", url, {}, b"")).body == b"hello"
    gc.collect()
    assert seen.opened == 2


def certified(folder: Path) -> tuple[Path, Path]:
    """A certificate of 127.0.0.1, signed by itself, and its key."""
    key = ec.generate_private_key(ec.SECP256R1())
    name = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, "a test")])
    today = datetime.datetime.now(datetime.UTC)
    day = datetime.timedelta(days=1)
    address = x509.SubjectAlternativeName([x509.IPAddress(ipaddress.ip_address("127.0.0.1"))])
    made = x509.CertificateBuilder().subject_name(name).issuer_name(name)
    made = made.public_key(key.public_key()).serial_number(1).add_extension(address, critical=False)
    signed = made.not_valid_before(today - day).not_valid_after(today + day)
    certificate, secret = folder / "certificate.pem", folder / "key.pem"
    certificate.write_bytes(
        signed.sign(key, hashes.SHA256()).public_bytes(serialization.Encoding.PEM)
    )
    form, bare = serialization.PrivateFormat.PKCS8, serialization.NoEncryption()
    secret.write_bytes(key.private_bytes(serialization.Encoding.PEM, form, bare))
    return certificate, secret


async def test_a_server_is_trusted_by_its_certificate_or_not_at_all(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    certificate, secret = certified(tmp_path)
    secure = ssl.create_default_context(ssl.Purpose.CLIENT_AUTH)
    secure.load_cert_chain(certificate, secret)
    async with answering(lambda n: [PLAIN], secure) as seen:
        url = f"https://127.0.0.1:{seen.port}/v1/balance"
        async with carrying() as doubting:
            with pytest.raises(Lost, match=r"(?i)certificate"):
                await doubting.request("GET", url, {}, b"")
        monkeypatch.setenv("SSL_CERT_FILE", str(certificate))
        async with carrying() as trusting:
            found = [await trusting.request("GET", url, {}, b"") for _ in range(2)]
    assert [one.body for one in found] == [b"hello"] * 2


async def test_a_proxy_of_the_environment_carries(monkeypatch: pytest.MonkeyPatch) -> None:
    for name in ("no_proxy", "NO_PROXY", "http_proxy"):
        monkeypatch.delenv(name, raising=False)
    async with answering(lambda n: [PLAIN]) as between, carrying() as wire:
        monkeypatch.setenv("http_proxy", f"http://shop:s%40fe@127.0.0.1:{between.port}")
        found = await wire.request("GET", "http://api.shop.example/v1/balance", {}, b"")
    assert found.body == b"hello"
    (head,) = between.heads
    assert head.startswith(b"GET http://api.shop.example/v1/balance ")
    assert b"Proxy-Authorization: Basic " + base64.b64encode(b"shop:s@fe") in head


async def test_what_is_secret_goes_through_a_proxy_in_a_tunnel(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    for name in ("no_proxy", "NO_PROXY", "https_proxy"):
        monkeypatch.delenv(name, raising=False)
    refused = b"HTTP/1.1 403 Forbidden\r\nContent-Length: 0\r\n\r\n"
    async with answering(lambda n: [refused]) as between, carrying() as wire:
        monkeypatch.setenv("https_proxy", f"http://127.0.0.1:{between.port}")
        with pytest.raises(Lost, match="403"):
            await wire.request("GET", "https://api.shop.example/v1", {"Authorization": "k"}, b"")
    (head,) = between.heads
    assert head.startswith(b"CONNECT api.shop.example:443 ")
    assert b"Authorization" not in head


def test_which_way(monkeypatch: pytest.MonkeyPatch) -> None:
    for name in ("no_proxy", "NO_PROXY", "https_proxy", "HTTPS_PROXY", "all_proxy", "ALL_PROXY"):
        monkeypatch.delenv(name, raising=False)
    monkeypatch.setenv("http_proxy", "proxy.example:3128")
    assert proxy("http", "api.shop.example") == "http://proxy.example:3128"
    assert proxy("https", "api.shop.example") is None, "none for https is named"
    assert proxy("http", "127.0.0.1") is None, "our own machine"
    monkeypatch.setenv("all_proxy", "http://other.example:3128")
    assert proxy("https", "api.shop.example") == "http://other.example:3128"
    monkeypatch.setenv("no_proxy", "shop.example")
    assert proxy("http", "api.shop.example") is None
