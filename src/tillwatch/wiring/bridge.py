"""Carries the bell between two processes: one byte a topic over a pair of sockets.

A ring that finds the socket full is dropped: the other side has enough to wake up for, and looks
at its tables every second anyway. The end of the socket is the end of the other process.
"""

import asyncio
import socket
from types import TracebackType

from tillwatch.kernel.bell import TOPICS, Bell

CHUNK = 4096


class Bridge:
    """Use with `with`, inside a running loop; closes the socket at the end."""

    def __init__(self, bell: Bell, end: socket.socket) -> None:
        self._bell = bell
        self._socket = end
        self.gone = asyncio.Event()
        """Set when the other process has ended."""

    def __enter__(self) -> "Bridge":
        self._socket.setblocking(False)
        asyncio.get_running_loop().add_reader(self._socket, self._hear)
        self._bell.on_ring.append(self._tell)
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        problem: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self._bell.on_ring.remove(self._tell)
        asyncio.get_running_loop().remove_reader(self._socket)
        self._socket.close()

    def _tell(self, topic: str) -> None:
        try:
            self._socket.send(bytes((TOPICS.index(topic),)))
        except BlockingIOError:
            return
        except OSError:
            self._end()

    def _hear(self) -> None:
        try:
            rings = self._socket.recv(CHUNK)
        except BlockingIOError:
            return
        except OSError:
            rings = b""
        if not rings:
            self._end()
        for number in set(rings):
            if number < len(TOPICS):
                self._bell.heard(TOPICS[number])

    def _end(self) -> None:
        if not self.gone.is_set():
            self.gone.set()
            asyncio.get_running_loop().remove_reader(self._socket)
