"""IP addresses, as requests and settings write them."""

from collections.abc import Sequence
from ipaddress import IPv4Address, IPv4Network, IPv6Address, IPv6Network, ip_address, ip_network

Ip = IPv4Address | IPv6Address
Network = IPv4Network | IPv6Network


def ip(text: str) -> Ip | None:
    """None for what is none. A zone (`fe80::1%eth0`) is left out, and an IPv4 address that is
    written as IPv6 (`::ffff:10.0.0.1`) is the IPv4 address."""
    try:
        found = ip_address(text.strip().split("%", 1)[0])
    except ValueError:
        return None
    if isinstance(found, IPv6Address) and found.ipv4_mapped is not None:
        return found.ipv4_mapped
    return found


def networks(text: str) -> tuple[Network, ...]:
    """`10.0.0.0/8, ::1`: networks and single addresses; ValueError for anything else."""
    return tuple(ip_network(one.strip()) for one in text.split(",") if one.strip())


def is_within(address: str | None, them: Sequence[Network]) -> bool:
    found = ip(address or "")
    return found is not None and any(found in one for one in them)
