"""The outermost callable: which of the three applications a request is for.

Webhooks come first and pass nothing else on their way. The API answers its own paths; everything
else is the web app's. The server's start and stop belong to the API.
"""

from collections.abc import Awaitable, Callable, MutableMapping
from typing import Any, Final

Scope = MutableMapping[str, Any]
Receive = Callable[[], Awaitable[MutableMapping[str, Any]]]
Send = Callable[[MutableMapping[str, Any]], Awaitable[None]]
Application = Callable[[Scope, Receive, Send], Awaitable[None]]

WEBHOOKS: Final = "/api/webhooks/"
API_FOLDERS: Final = ("/api/", "/open/", "/sign-in/provider")
API_PATHS: Final = frozenset(("/api", "/healthz", "/readyz", "/metrics"))


def front(hook: Application, api: Application, web: Application) -> Application:
    """`hook` for webhooks, `api` for `faces.api.api(…)`, `web` for `faces.web.web_app(…)`."""

    async def application(scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "http":
            await api(scope, receive, send)
            return
        path: str = scope["path"]
        if path.startswith(WEBHOOKS):
            await hook(scope, receive, send)
        elif path.startswith(API_FOLDERS) or path in API_PATHS:
            await api(scope, receive, send)
        else:
            await web(scope, receive, send)

    return application
