"""Which addresses that a person gave may be called: how they are written, and where they lead."""

from collections.abc import Sequence

import httpx
import pytest

from tillwatch.kernel import addresses, errors
from tillwatch.outward import Judge, Unsafe

PUBLIC = "93.184.215.14"


def judge(*places: str, allowed: str = "") -> Judge:
    async def resolve(host: str, port: int) -> Sequence[str]:
        if not places:
            raise OSError("no such name")
        return places

    return Judge(addresses.networks(allowed), resolve)


PRIVATE = [
    "127.0.0.1", "127.8.8.8", "0.0.0.0", "10.0.0.5", "172.16.3.4", "192.168.1.1",
    "169.254.169.254",  # clouds' own
    "100.64.0.1", "100.100.100.200",  # carriers' own; Alibaba's metadata
    "192.0.0.192", "168.63.129.16",  # Oracle's and Azure's metadata
    "192.0.2.1", "198.18.0.1", "198.51.100.7", "203.0.113.7",
    "224.0.0.1", "239.255.255.250", "240.0.0.1", "255.255.255.255",
    "::", "::1", "fe80::1", "fec0::1", "fc00::1", "fd00:ec2::254", "ff02::1",
    "::ffff:127.0.0.1", "::ffff:10.0.0.5", "::ffff:169.254.169.254",
    "::127.0.0.1", "::ffff:0:127.0.0.1",
    "64:ff9b::7f00:1", "64:ff9b::a9fe:a9fe", "64:ff9b:1::a00:5",
    "2002:7f00:1::", "2002:a00:5::1", "2001:0:7f00:1::", "2001:db8::1", "3fff::1", "4000::1",
]  # fmt: skip


@pytest.mark.parametrize("place", PRIVATE)
async def test_a_name_that_leads_into_a_private_network_is_not_called(place: str) -> None:
    with pytest.raises(Unsafe, match="private network"):
        await judge(place).target(httpx.URL("https://hooks.example/"))


@pytest.mark.parametrize("place", PRIVATE)
def test_nor_is_the_address_itself(place: str) -> None:
    host = f"[{place}]" if ":" in place else place
    with pytest.raises(Unsafe, match="private network"):
        judge(PUBLIC).written(f"https://{host}/")


@pytest.mark.parametrize(
    "place", [PUBLIC, "1.1.1.1", "2606:4700::1111", "64:ff9b::5db8:d70e", "::ffff:93.184.215.14"]
)
async def test_the_public_internet_is(place: str) -> None:
    target = await judge(place).target(httpx.URL("https://hooks.example:8443/in?x=1"))
    assert (target.host, target.port) == ("hooks.example", 8443)
    host = f"[{place}]" if ":" in place else place
    assert judge().written(f"https://{host}/").host


async def test_one_private_address_among_many_is_enough() -> None:
    with pytest.raises(Unsafe):
        await judge(PUBLIC, "10.0.0.5").target(httpx.URL("https://hooks.example/"))


@pytest.mark.parametrize(
    "text",
    [
        "http://0x7f.1/", "http://0x7f000001/", "http://2130706433/", "http://017700000001/",
        "http://127.1/", "http://127.0.0.1./", "http://0/", "http://1.2.3.256/", "http://a.0x1",
        "http://127。0。0。1/", "http://１２７.0.0.1/", "http://[::ffff:7f00:1]/",
        "http://[::1%25lo]/", "http://[fe80::1%eth0]/",
        "http://hooks.example@127.0.0.1/", "http://127.0.0.1@hooks.example/",
        "http://ann:secret@hooks.example/", "http://hooks.example:80@127.0.0.1/",
        "http://hooks.example\\@127.0.0.1/", "http://hooks.example\n.evil/", "http://a b/",
        "http:\\\\127.0.0.1", "//127.0.0.1/", "/in", "", "hooks.example", "http://", "https:///in",
        "ftp://hooks.example/", "file:///etc/passwd", "gopher://hooks.example/", "data:,x",
        "javascript:alert(1)", "unix:///run/x", "http://hooks.example:22/", "http://a.example:25",
        "http://a.example:0/", "http://a.example:99999/", "http://a.example/" + "x" * 2000,
    ],
)  # fmt: skip
def test_what_is_written_to_mislead_is_no_address(text: str) -> None:
    with pytest.raises(Unsafe):
        judge(PUBLIC).written(text)


@pytest.mark.parametrize(
    "text",
    ["https://hooks.example", "http://hooks.example/in?to=ann@b.example#x", "https://a-b.c9.example",
     "https://例え.example/", "https://hooks.example.:8443/", "HTTPS://HOOKS.EXAMPLE/"],
)  # fmt: skip
def test_what_people_write_is_one(text: str) -> None:
    assert judge(PUBLIC).written(text).raw_host


async def test_the_operator_may_let_people_into_a_network_of_theirs() -> None:
    ours = judge("10.1.2.3", allowed="10.1.0.0/16, fd12::/16")
    assert (await ours.target(httpx.URL("http://chat.internal/"))).places == ("10.1.2.3",)
    assert ours.written("http://[fd12::7]/")
    for near in ("10.2.0.1", "127.0.0.1", "169.254.169.254"):
        with pytest.raises(Unsafe):
            ours.written(f"http://{near}/")


async def test_a_name_that_is_nowhere_is_said_to_be_that() -> None:
    with pytest.raises(errors.Unavailable, match=r"no hooks\.example"):
        await judge().target(httpx.URL("https://hooks.example/"))


async def test_what_is_refused_does_not_tell_where_the_name_leads() -> None:
    """Whoever types names must not learn the addresses of our network."""
    with pytest.raises(Unsafe) as refused:
        await judge("10.77.88.99").target(httpx.URL("https://hooks.example/"))
    assert "10.77" not in refused.value.message
