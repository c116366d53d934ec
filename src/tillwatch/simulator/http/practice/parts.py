"""Pieces that several pages use: fields, buttons, tables, things to copy."""

from collections.abc import Iterable, Sequence

from tillwatch.simulator.http.practice.markup import Child, Html, tag


def form(address: str, *children: Child, class_: str | None = None) -> Html:
    return tag("form", *children, method="post", action=address, class_=class_)


def button(label: str, *, main: bool = False, class_: str = "") -> Html:
    kind = f"button{' main' if main else ''} {class_}".strip()
    return tag("button", label, type="submit", class_=kind)


def hidden(name: str, value: str) -> Html:
    return tag("input", type="hidden", name=name, value=value)


def text(
    name: str,
    label: str,
    *,
    value: str = "",
    hint: str = "",
    wide: bool = False,
    type_: str = "text",
    required: bool = False,
) -> Html:
    field = tag(
        "input",
        type=type_,
        name=name,
        value=value or None,
        placeholder=hint or None,
        required=required,
        autocomplete="off",
        spellcheck="false",
        inputmode="decimal" if name == "amount" else None,
    )
    return _labelled(label, field, wide=wide)


def choice(
    name: str, label: str, options: Iterable[tuple[str, str]], chosen: str | None = None
) -> Html:
    """`options` are (value, words)."""
    listed = [tag("option", words, value=v, selected=v == chosen) for v, words in options]
    return _labelled(label, tag("select", listed, name=name))


def _labelled(label: str, field: Html, *, wide: bool = False) -> Html:
    return tag("label", tag("span", label), field, class_="field wide" if wide else "field")


def tick(
    kind: str, name: str, value: str, label: Child, *, on: bool = False, off: bool = False
) -> Html:
    """A checkbox or a radio button before its label; `off`: cannot be chosen."""
    box = tag("input", type=kind, name=name, value=value, checked=on, disabled=off)
    return tag("label", box, tag("span", label), class_="tick off" if off else "tick")


def copied(value: str, what: str) -> Html:
    """A text to take along. Without JavaScript one marks it by hand."""
    copy = tag("button", "Copy", type="button", class_="button copy", data_copy=value, hidden=True)
    return tag("span", tag("code", value, aria_label=what), copy, class_="copied")


def reveal(words: str, value: str, what: str) -> Html:
    return tag("details", tag("summary", words), copied(value, what), class_="reveal")


def table(heads: Sequence[str], rows: Iterable[Sequence[Child]], empty: str) -> Html:
    """`heads` ending in `>` are of right-aligned columns; "" is a column of buttons."""
    sides = ["end" if head.endswith(">") else None for head in heads]
    body = [
        tag("tr", [tag("td", cell, class_=side) for cell, side in zip(row, sides, strict=True)])
        for row in rows
    ]
    if not body:
        return tag("p", empty, class_="empty")
    named = [
        tag("th", head.rstrip(">"), scope="col", class_=side) if head else tag("td")
        for head, side in zip(heads, sides, strict=True)
    ]
    return tag(
        "div", tag("table", tag("thead", tag("tr", named)), tag("tbody", body)), class_="table"
    )


def block(title: str, *children: Child, note: Child = None) -> Html:
    head = tag("header", tag("h2", title), tag("p", note) if note else None)
    return tag("section", head, *children, class_="block")


def facts(pairs: Iterable[tuple[str, Child]]) -> Html:
    lines = [tag("div", tag("dt", name), tag("dd", value)) for name, value in pairs if value]
    return tag("dl", lines, class_="facts")
