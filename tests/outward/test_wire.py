"""Calls go where they were judged to go: a name that leads elsewhere a moment later gains nothing,
a redirect is judged, a certificate is that of the name."""

import asyncio
import ssl
from collections.abc import AsyncIterator, Sequence
from datetime import UTC, datetime, timedelta
from pathlib import Path

import httpx
import pytest
from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.x509.oid import NameOID

from tillwatch.kernel import addresses
from tillwatch.outward import Judge, Unsafe
from tillwatch.outward.wire import client

LOOPBACK = addresses.networks("127.0.0.1")


class Names:
    """A resolver whose answer changes: each name has a list of answers, the last one stays."""

    def __init__(self, **answers: Sequence[str]) -> None:
        self.asked: list[str] = []
        self._answers = {name: list(given) for name, given in answers.items()}

    async def __call__(self, host: str, port: int) -> Sequence[str]:
        self.asked.append(host)
        left = self._answers[host.partition(".")[0]]
        return [left.pop(0) if len(left) > 1 else left[0]]


class Listener:
    """A web server of one answer, which keeps what it was asked."""

    def __init__(self, answer: str) -> None:
        self.heads: list[str] = []
        self.port = 0
        self._answer = answer

    async def talk(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        self.heads.append((await reader.readuntil(b"\r\n\r\n")).decode())
        writer.write(self._answer.replace("PORT", str(self.port)).encode())
        await writer.drain()
        writer.close()


async def listening(answer: str, tls: ssl.SSLContext | None = None) -> AsyncIterator[Listener]:
    made = Listener(answer)
    server = await asyncio.start_server(made.talk, "127.0.0.1", 0, ssl=tls)
    made.port = server.sockets[0].getsockname()[1]
    yield made
    server.close()
    await server.wait_closed()


@pytest.fixture
async def plain() -> AsyncIterator[Listener]:
    async for made in listening("HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nok"):
        yield made


@pytest.fixture
async def leading_on() -> AsyncIterator[Listener]:
    to = "Location: http://inside.example:PORT/secrets\r\n"
    async for made in listening(f"HTTP/1.1 302 Found\r\n{to}Content-Length: 0\r\n\r\n"):
        yield made


async def test_the_name_is_looked_up_once_and_told_to_the_server(plain: Listener) -> None:
    names = Names(hooks=["127.0.0.1", "10.0.0.5"])
    async with client(Judge(LOOPBACK, names)) as asking:
        answer = await asking.post(f"http://hooks.example:{plain.port}/in", content=b"x")
    assert answer.text == "ok"
    assert names.asked == ["hooks.example"]
    assert f"Host: hooks.example:{plain.port}" in plain.heads[0]


async def test_a_name_that_leads_elsewhere_later_is_judged_again(plain: Listener) -> None:
    names = Names(hooks=["127.0.0.1", "10.0.0.5"])
    async with client(Judge(LOOPBACK, names)) as asking:
        await asking.get(f"http://hooks.example:{plain.port}/")
        with pytest.raises(Unsafe):
            await asking.get(f"http://hooks.example:{plain.port}/")
    assert len(plain.heads) == 1


async def test_a_redirect_is_not_followed_unless_asked_for(leading_on: Listener) -> None:
    names = Names(hooks=["127.0.0.1"], inside=["127.0.0.1"])
    async with client(Judge(LOOPBACK, names)) as asking:
        answer = await asking.get(f"http://hooks.example:{leading_on.port}/")
    assert (answer.status_code, len(leading_on.heads)) == (302, 1)


@pytest.mark.parametrize("inside", ["10.0.0.5", "169.254.169.254", "::1"])
async def test_each_step_of_a_redirect_is_judged(leading_on: Listener, inside: str) -> None:
    names = Names(hooks=["127.0.0.1"], inside=[inside])
    async with client(Judge(LOOPBACK, names), redirects=True) as asking:
        with pytest.raises(Unsafe):
            await asking.get(f"http://hooks.example:{leading_on.port}/")
    assert len(leading_on.heads) == 1


async def test_redirects_come_to_an_end(leading_on: Listener) -> None:
    names = Names(hooks=["127.0.0.1"], inside=["127.0.0.1"])
    async with client(Judge(LOOPBACK, names), redirects=True) as asking:
        with pytest.raises(httpx.TooManyRedirects):
            await asking.get(f"http://hooks.example:{leading_on.port}/")
    assert len(leading_on.heads) == 4


async def test_the_environment_s_proxy_is_not_asked(
    plain: Listener, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("HTTP_PROXY", "http://127.0.0.1:9")
    async with client(Judge(LOOPBACK, Names(hooks=["127.0.0.1"]))) as asking:
        assert (await asking.get(f"http://hooks.example:{plain.port}/")).text == "ok"


@pytest.mark.parametrize(("asked", "fits"), [("hooks", True), ("other", False)])
async def test_the_certificate_is_that_of_the_name(tmp_path: Path, asked: str, fits: bool) -> None:
    file = certificate(tmp_path, "hooks.example")
    server = ssl.create_default_context(ssl.Purpose.CLIENT_AUTH)
    server.load_cert_chain(file)
    trust = ssl.create_default_context(cafile=str(file))
    names = Names(hooks=["127.0.0.1"], other=["127.0.0.1"])
    async for made in listening("HTTP/1.1 204 No Content\r\n\r\n", server):
        async with client(Judge(LOOPBACK, names), trust=trust) as asking:
            if fits:
                assert (await asking.get(f"https://hooks.example:{made.port}/")).is_success
            else:
                with pytest.raises(httpx.ConnectError, match=r"other\.example"):
                    await asking.get(f"https://{asked}.example:{made.port}/")


def certificate(folder: Path, name: str) -> Path:
    """Its own authority, with its key, in one file."""
    key = ec.generate_private_key(ec.SECP256R1())
    who = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, name)])
    now = datetime.now(UTC)
    made = (
        x509.CertificateBuilder()
        .subject_name(who)
        .issuer_name(who)
        .public_key(key.public_key())
        .serial_number(x509.random_serial_number())
        .not_valid_before(now - timedelta(days=1))
        .not_valid_after(now + timedelta(days=1))
        .add_extension(x509.SubjectAlternativeName([x509.DNSName(name)]), critical=False)
        .add_extension(x509.BasicConstraints(ca=True, path_length=None), critical=True)
        .sign(key, hashes.SHA256())
    )
    file = folder / "both.pem"
    pem = serialization.Encoding.PEM
    as_key = serialization.PrivateFormat.PKCS8, serialization.NoEncryption()
    file.write_bytes(key.private_bytes(pem, *as_key) + made.public_bytes(pem))
    return file
