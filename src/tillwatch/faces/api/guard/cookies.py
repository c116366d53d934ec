"""A browser's session: its cookie, and that a request comes from our own page.

A request that changes something and comes by cookie must come from our own page: `Sec-Fetch-Site:
same-origin`, or an `Origin` equal to the address it was sent to.
"""

import re
from urllib.parse import urlsplit

from fastapi import Request
from starlette.responses import Response

from tillwatch.faces import proxied
from tillwatch.faces.front import BASE
from tillwatch.kernel import errors
from tillwatch.people import sessions
from tillwatch.people.factors import half


def address(request: Request) -> str:
    """Where it comes from; behind a trusted proxy, where that says (`proxied`)."""
    return proxied.address(request.scope) or "unknown"


def agent(request: Request) -> str | None:
    """What the browser calls itself."""
    return request.headers.get("user-agent")


def cookie_name(request: Request) -> str:
    """One a port and a base: cookies do not know ports, those of the root come everywhere, and two
    installations on one machine must not sign each other out."""
    port, base = request.url.port, request.scope.get(BASE, "")
    return re.sub(r"[^a-z0-9]+", "_", f"tillwatch{f'_{port}' if port else ''}{base}".lower())


def let_in(request: Request, answer: Response, plain: str, public_url: str | None) -> Response:
    """`answer`, which gives the browser its session."""
    answer.delete_cookie(half_name(request), path="/")
    return _with(request, answer, cookie_name(request), plain, sessions.LIVES_S, public_url)


def half_name(request: Request) -> str:
    return cookie_name(request) + "_half"


def let_half_in(request: Request, answer: Response, plain: str, public_url: str | None) -> Response:
    """`answer`, which lets the browser make the second step, and nothing else."""
    return _with(request, answer, half_name(request), plain, half.LIVES_S, public_url)


def _with(
    request: Request, answer: Response, name: str, plain: str, lives_s: int, public_url: str | None
) -> Response:
    answer.set_cookie(
        name,
        plain,
        max_age=lives_s,
        path="/",
        httponly=True,
        samesite="lax",
        secure=request.url.scheme == "https" or (public_url or "").startswith("https:"),
    )
    return answer


async def only_our_page(request: Request) -> None:
    """`NotAllowed` for a request that another site's page may have made."""
    if not _from_our_page(request):
        raise errors.NotAllowed(
            "This request came from another site: use the page of Tillwatch itself",
            code="cross_site",
        )


def _from_our_page(request: Request) -> bool:
    site = request.headers.get("sec-fetch-site")
    if site is not None:
        return site == "same-origin"
    origin = request.headers.get("origin")
    return origin is not None and urlsplit(origin).netloc == request.headers.get("host")
