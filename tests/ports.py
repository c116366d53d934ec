"""A port for what must know its own before it listens, or listens on it again.

Not one that the system gives away: whatever on this machine connects somewhere meanwhile may be
given the same. What can, asks for port 0 instead.
"""

import random
import socket
from pathlib import Path

FIRST = 12_000
GIVEN_AWAY = Path("/proc/sys/net/ipv4/ip_local_port_range")


def free_port() -> int:
    given_from = int(GIVEN_AWAY.read_text().split()[0]) if GIVEN_AWAY.exists() else 32_768
    below = range(FIRST, given_from) if given_from > 2 * FIRST else range(FIRST, 32_768)
    chance = random.SystemRandom()  # another in each process
    while True:
        port = chance.choice(below)
        with socket.socket() as probe:
            probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
            try:
                probe.bind(("127.0.0.1", port))
            except OSError:
                continue
        return port
