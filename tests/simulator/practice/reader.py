"""A browser without JavaScript: reads links and forms with what they hold, presses buttons."""

from dataclasses import dataclass, field
from html.parser import HTMLParser
from urllib.parse import urlencode, urljoin

import httpx

EMPTY = ("input", "meta", "link", "br", "hr")
Pairs = list[tuple[str, str]]


@dataclass
class Form:
    action: str
    method: str
    buttons: list[str] = field(default_factory=list)
    fields: Pairs = field(default_factory=list)
    """What a browser would send, as the page comes."""
    offered: Pairs = field(default_factory=list)
    """Every value of every box, radio and option."""


@dataclass
class Page(HTMLParser):
    url: str
    text: str = ""
    links: list[str] = field(default_factory=list)
    forms: list[Form] = field(default_factory=list)
    scripts: list[dict[str, str | None]] = field(default_factory=list)

    def __post_init__(self) -> None:
        super().__init__()
        self._open: list[str] = []
        self._select = ""
        self._button = False

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        given = dict(attrs)
        if tag not in EMPTY:
            self._open.append(tag)
        name, value = given.get("name") or "", given.get("value") or ""
        match tag:
            case "a" if not (given.get("href") or "").startswith("#"):
                self.links.append(urljoin(self.url, given.get("href") or ""))
            case "script":
                self.scripts.append(given)
            case "form":
                action = urljoin(self.url, given.get("action") or "")
                self.forms.append(Form(action, given.get("method") or "get"))
            case "input" if self.forms and "form" in self._open:
                self._field(given, name, value)
            case "select":
                self._select = name
            case "option":
                self.forms[-1].offered.append((self._select, value))
                if "selected" in given or self._select not in dict(self.forms[-1].fields):
                    self._set(self._select, value)
            case "button":
                self._button = "form" in self._open and given.get("type") == "submit"

    def _field(self, given: dict[str, str | None], name: str, value: str) -> None:
        if given.get("type") in ("checkbox", "radio"):
            self.forms[-1].offered.append((name, value))
            if "checked" not in given:
                return
        self.forms[-1].fields.append((name, value))

    def _set(self, name: str, value: str) -> None:
        kept = [pair for pair in self.forms[-1].fields if pair[0] != name]
        self.forms[-1].fields = [*kept, (name, value)]

    def handle_endtag(self, tag: str) -> None:
        assert self._open.pop() == tag, f"{tag} closes something else"
        self._button = False

    def handle_data(self, data: str) -> None:
        self.text += f"{data} "
        if self._button:
            self.forms[-1].buttons.append(data)

    def form(self, button: str) -> Form:
        return next(form for form in self.forms if button in form.buttons)


class Browser:
    """Follows addresses and presses buttons, as a person without JavaScript does."""

    def __init__(self, client: httpx.Client, origin: str) -> None:
        self._client = client
        self.origin = origin

    def open(self, path: str, status: int = 200) -> Page:
        url = urljoin(self.origin, path)
        answer = self._client.get(url, headers={"accept": "text/html"}, follow_redirects=True)
        return self._read(answer, status)

    def press(self, page: Page, button: str, status: int = 200, **given: str) -> Page:
        """Fill in fields (a name with brackets as `events__` for `events[]`) and press."""
        form = page.form(button)
        named = {name.replace("__", "[]"): value for name, value in given.items()}
        fields = [pair for pair in form.fields if pair[0] not in named]
        return self.send(form, [*fields, *named.items()], status)

    def send(self, form: Form, fields: Pairs, status: int = 200) -> Page:
        answer = self._client.post(
            form.action,
            content=urlencode(fields),
            headers={"origin": self.origin, "content-type": "application/x-www-form-urlencoded"},
            follow_redirects=True,
        )
        return self._read(answer, status)

    def _read(self, answer: httpx.Response, status: int) -> Page:
        assert answer.status_code == status, (str(answer.url), answer.status_code, answer.text)
        assert answer.headers["content-type"].startswith("text/html")
        page = Page(str(answer.url))
        page.feed(answer.text)
        page.close()
        return page
