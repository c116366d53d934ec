"""The bell across two processes: rings arrive, a flood costs nothing, an end is noticed."""

import socket

from tillwatch.kernel.bell import CHANGES, CONNECTIONS, INBOX, Bell
from tillwatch.wiring.bridge import Bridge

PATIENCE_S = 60.0


async def test_a_ring_here_is_heard_there_and_not_echoed():
    web, worker = Bell(), Bell()
    ours, theirs = socket.socketpair()
    with Bridge(web, ours), Bridge(worker, theirs):
        inbox, changes = worker.listen(INBOX), web.listen(CHANGES)
        web.ring(INBOX)
        worker.ring(CHANGES)
        assert await inbox.wait(PATIENCE_S)
        assert await changes.wait(PATIENCE_S)
        assert not worker.listen(CHANGES).rang()
        assert not web.listen(INBOX).rang()


async def test_a_flood_nobody_reads_is_dropped():
    web = Bell()
    ours, theirs = socket.socketpair()
    with theirs, Bridge(web, ours) as bridge:
        for _ in range(500_000):
            web.ring(INBOX)
        assert not bridge.gone.is_set()


async def test_the_end_of_the_other_process_is_noticed():
    web = Bell()
    ours, theirs = socket.socketpair()
    with Bridge(web, ours) as bridge:
        theirs.close()
        await bridge.gone.wait()
        web.ring(CONNECTIONS)
    assert web.on_ring == []
