"""A proxy before an installation, as nginx would be one: the host is its own, and it gives one path
of it to Tillwatch. It leaves the path as it is, or takes it off. What is asked beside that path is
kept in `strays`: it would have been another program's."""

import asyncio
import threading
from collections.abc import Iterator
from contextlib import contextmanager, suppress

import aiohttp
from aiohttp import web

OF_THE_WAY = {"connection", "keep-alive", "transfer-encoding", "content-length"}
READY_S = 60


class Proxy:
    def __init__(self, port: int, base: str, inner: str, *, strips: bool) -> None:
        self.url = f"http://127.0.0.1:{port}{base}"
        self.strays: list[str] = []
        self._port, self._base, self._inner, self._strips = port, base, inner, strips
        self._ready = threading.Event()
        self._over = asyncio.Event()

    def run(self) -> None:
        asyncio.run(self._serve())

    async def _serve(self) -> None:
        self._loop = asyncio.get_running_loop()
        app = web.Application()
        async with aiohttp.ClientSession(auto_decompress=False, trust_env=False) as self._session:
            app.router.add_route("*", "/{path:.*}", self._pass)
            runner = web.AppRunner(app, shutdown_timeout=0.2, access_log=None)
            await runner.setup()
            await web.TCPSite(runner, "127.0.0.1", self._port).start()
            self._ready.set()
            await self._over.wait()
            await runner.cleanup()

    def wait(self) -> None:
        assert self._ready.wait(READY_S)

    def end(self) -> None:
        self._loop.call_soon_threadsafe(self._over.set)

    async def _pass(self, request: web.Request) -> web.StreamResponse:
        if not f"{request.path}/".startswith(f"{self._base}/"):
            self.strays.append(request.path)
            return web.Response(status=404, text="Another program's")
        to = request.raw_path.removeprefix(self._base) if self._strips else request.raw_path
        asked = {name: text for name, text in request.headers.items() if not _of_the_way(name)}
        asked |= {"X-Forwarded-For": request.remote or "", "X-Forwarded-Proto": "http"}
        if self._strips:  # and says the host beside, as Apache does
            asked["X-Forwarded-Host"] = asked.pop("Host")
        body = await request.read()
        async with self._session.request(
            request.method, self._inner + to, headers=asked, data=body, allow_redirects=False
        ) as answer:
            given = [one for one in answer.headers.items() if not _of_the_way(one[0])]
            passed = web.StreamResponse(status=answer.status)
            for name, text in given:
                passed.headers.add(name, text)
            await passed.prepare(request)
            with suppress(
                ConnectionError
            ):  # whoever asked may be gone, the live feed's readers are
                async for part in answer.content.iter_any():
                    await passed.write(part)
                await passed.write_eof()
        return passed


def _of_the_way(name: str) -> bool:
    return name.lower() in OF_THE_WAY


@contextmanager
def proxy(port: int, base: str, inner: str, *, strips: bool) -> Iterator[Proxy]:
    """One before `inner`, that gives it `base`."""
    made = Proxy(port, base, inner, strips=strips)
    thread = threading.Thread(target=made.run)
    thread.start()
    made.wait()
    try:
        yield made
    finally:
        made.end()
        thread.join(READY_S)
