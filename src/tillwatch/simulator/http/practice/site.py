"""One request for a page or an act, from its address to its answer.

A page is a GET. An act is a POST below `…/do/`, taken only from pages of this origin, and answers
with where to look next (303), so that going back or reloading does nothing twice. What cannot be
done is a page of its own that says why.
"""

from collections.abc import Callable
from http.cookies import CookieError, SimpleCookie
from importlib.resources import files
from typing import Final

from tillwatch.kernel.errors import TillwatchError
from tillwatch.simulator.http import failures, wire
from tillwatch.simulator.http.asking import form
from tillwatch.simulator.http.failures import Failure
from tillwatch.simulator.http.practice import address, frame
from tillwatch.simulator.http.practice.address import Place
from tillwatch.simulator.http.practice.markup import joined, tag
from tillwatch.simulator.http.practice.pages import ACTS, PAGES
from tillwatch.simulator.http.practice.visit import House, Page, Refused, Visit

HTML: Final = b"text/html; charset=utf-8"
CSS: Final = b"text/css; charset=utf-8"
COOKIE: Final = "practice_account"
ASSETS: Final = {
    **{f"{name}.css": CSS for name in frame.STYLES},
    "practice.js": b"text/javascript; charset=utf-8",
    "icon.svg": b"image/svg+xml",
}
SAFE: Final[wire.Headers] = [
    (
        b"content-security-policy",
        b"default-src 'none'; style-src 'self'; script-src 'self'; img-src 'self'; "
        b"form-action 'self'; base-uri 'none'; frame-ancestors 'none'",
    ),
    (b"referrer-policy", b"same-origin"),
    (b"x-content-type-options", b"nosniff"),
    (b"cache-control", b"no-store"),
]


class Site:
    def __init__(self, house: House) -> None:
        self._house = house
        folder = files("tillwatch.simulator.http.practice") / "files"
        self._assets = {name: (folder / name).read_bytes() for name in ASSETS}

    async def answer(self, scope: wire.Scope, receive: wire.Receive) -> wire.Reply:
        """`Failure` for what is neither a page nor an act."""
        if scope["path"].startswith(f"{frame.FILES}/"):
            return self._asset(scope)
        method, headers = scope["method"], wire.head(scope)
        if method not in ("GET", "HEAD", "POST"):
            raise failures.unknown_address(method, scope["path"])
        raw = await wire.body(receive) if method == "POST" else scope["query_string"]
        found = address.read(scope["path"])
        place = self._house.place(found.account or _last(headers), found.livemode)
        visit = Visit(self._house, place, found.parts, form.parse(raw.decode("utf-8", "replace")))
        self._house.world.settle()
        if method == "POST":
            return self._acted(visit, headers)
        return self._page(visit, found, headers)

    def _asset(self, scope: wire.Scope) -> wire.Reply:
        name = scope["path"].removeprefix(f"{frame.FILES}/")
        if name not in self._assets:
            raise failures.unknown_address(scope["method"], scope["path"])
        return wire.Reply(200, self._assets[name], list(SAFE), ASSETS[name])

    def _page(self, visit: Visit, found: address.Address, headers: dict[str, str]) -> wire.Reply:
        if len(visit.parts) == 2 and visit.parts[0] == "files":
            return _file(visit)
        elsewhere = _elsewhere(visit, found)
        if elsewhere is not None:
            return _to(elsewhere, visit)
        make = _matching(visit.parts)
        if make is None:
            if "text/html" not in headers.get("accept", ""):
                raise failures.unknown_address("GET", "/" + "/".join(visit.parts))
            return _shown(visit, _problem("Practice Stripe has no such page.", 404))
        try:
            return _shown(visit, make(visit))
        except Refused as refused:
            return _shown(visit, _problem(refused.message, refused.status))

    def _acted(self, visit: Visit, headers: dict[str, str]) -> wire.Reply:
        act = ACTS.get(visit.parts[1]) if visit.parts[:1] == ("do",) and visit.parts[1:] else None
        if act is None:
            raise failures.unknown_address("POST", "/" + "/".join(visit.parts))
        try:
            _same_origin(headers)
            return _to(act(visit), visit)
        except Refused as refused:
            return _shown(visit, _problem(refused.message, refused.status))
        except Failure as failure:
            return _shown(visit, _problem(str(failure), failure.status))
        except TillwatchError as error:
            return _shown(visit, _problem(error.message, 400))


def _file(visit: Visit) -> wire.Reply:
    """What was uploaded, to be saved."""
    found = visit.house.file_of(visit.books, visit.parts[1])
    if found is None:
        return _shown(visit, _problem("There is no such file here.", 404))
    row, content = found
    name = f"{row['id']}.{row['type'] or 'bin'}"
    saved = (b"content-disposition", f'attachment; filename="{name}"'.encode())
    return wire.Reply(200, content, [*_headers(visit), saved], b"application/octet-stream")


def _matching(parts: tuple[str, ...]) -> Callable[[Visit], Page] | None:
    """The page of an address: as it stands, or with any id as its last part."""
    return PAGES.get(parts) or PAGES.get((*parts[:-1], "*"))


def _elsewhere(visit: Visit, found: address.Address) -> str | None:
    """An id leads to its account and mode, whichever the address says."""
    if len(found.parts) != 2:
        return None
    id_ = found.parts[1]
    for account, shop in visit.house.world.shops.items():
        for livemode, books in shop.books.items():
            place = Place(account, livemode)
            if any(table.position(id_) for table in books.tables.values()):
                return None if place == visit.place else place.object(id_)
    return None


def _same_origin(headers: dict[str, str]) -> None:
    """A browser names the origin of every POST; another site's page may press no button here."""
    origin = headers.get("origin")
    if origin is not None and origin.partition("://")[2] != headers.get("host"):
        raise Refused("That button was pressed on a page of another site.", 403)


def _last(headers: dict[str, str]) -> str | None:
    """The account looked at last."""
    try:
        kept = SimpleCookie(headers.get("cookie", "")).get(COOKIE)
    except CookieError:
        return None
    return kept.value if kept else None


def _to(target: str, visit: Visit) -> wire.Reply:
    return wire.Reply(303, b"", [*_headers(visit), (b"location", target.encode())], HTML)


def _shown(visit: Visit, page: Page) -> wire.Reply:
    return wire.Reply(page.status, frame.document(visit, page), _headers(visit), HTML)


def _headers(visit: Visit) -> wire.Headers:
    cookie = f"{COOKIE}={visit.place.account}; Path=/; SameSite=Lax; HttpOnly"
    return [*SAFE, (b"set-cookie", cookie.encode())]


def _problem(message: str, status: int) -> Page:
    back = tag("p", "Go back with your browser, or to ", tag("a", "the start", href="/"), ".")
    return Page(
        "That did not work",
        joined(tag("p", message, class_="problem", role="alert"), back),
        status=status,
    )
