"""Does what the API can change, and looks whether the log of deeds tells of it."""

from typing import Any

import httpx
from sqlalchemy import func, select

from tests.api.signing import V1
from tillwatch.store.engine import Store
from tillwatch.store.tables import audit


class Doer:
    """Asks one thing after another, and looks at the log in between."""

    def __init__(self, client: httpx.AsyncClient, store: Store) -> None:
        self.client = client
        self._store = store

    async def did(self, method: str, path: str, _json: Any = None, **more: Any) -> Any:
        """`path` as the description has it; `more` names what stands in its braces, and `content`
        or `params` of the request."""
        before = await self._length()
        sent = {name: more.pop(name) for name in ("content", "params") if name in more}
        asked = sent if _json is None else {**sent, "json": _json}
        answer = await self.client.request(method, V1 + path.format(**more), **asked)
        assert answer.status_code < 300, f"{method} {path}: {answer.text}"
        assert await self._length() > before, f"{method} {path} is not in the log"
        is_json = answer.headers.get("content-type") == "application/json"
        return answer.json() if is_json else None

    async def asked(self, method: str, path: str, **sent: Any) -> Any:
        """Something in between that is no deed."""
        answer = await self.client.request(method, V1 + path, json=sent or None)
        assert answer.status_code < 300, f"{method} {path}: {answer.text}"
        return answer.json() if answer.content else None

    async def _length(self) -> int:
        async with self._store.reading() as tx:
            return int(await tx.scalar(select(func.count()).select_from(audit)) or 0)
