"""The description as a page for a person: every operation, with what it takes and answers.

`frontend/describe.py` writes it to `docs/api-reference.md` beside the description itself, so that
both are always of one moment; a test compares them with the application.
"""

import json
from collections.abc import Iterator
from typing import Any, Final

HEAD: Final = """\
# API reference

Every operation, made from the description (`/api/openapi.json`) by `frontend/describe.py`: do not
write here. The rules that hold everywhere, and what may change, are in [the API](api.md). *Takes*
names the permission an operation needs, of those that a [person](people.md) or a token can have.
"""
CODES: Final = ". `code`: "
METHODS: Final = ("get", "post", "put", "patch", "delete")
EXAMPLE_MAX: Final = 900
"""Characters: longer examples are in the description only."""

Json = dict[str, Any]


def text(described: Json) -> str:
    """The page. `described`: the description as it is written down."""
    return "\n".join(_page(described)) + "\n"


def _page(described: Json) -> Iterator[str]:
    yield HEAD
    yield "## What can be refused"
    yield ""
    yield "A refusal is `application/problem+json`: `{type, title, status, detail, code, fields}`."
    yield ""
    yield "| status | what it means | `code` |"
    yield "|---|---|---|"
    told = described["components"]["responses"].values()
    yield from sorted(_refusal(one) for one in told if CODES in one["description"])
    for tag in described["tags"]:
        yield ""
        yield f"## {tag['name']}"
        yield ""
        yield f"{tag['description']}."
        for path, methods in described["paths"].items():
            for method in METHODS:
                if tag["name"] in methods.get(method, {}).get("tags", ()):
                    yield from _operation(method, path, methods[method], described)


def _refusal(one: Json) -> str:
    means, _, codes = one["description"].partition(CODES)
    status = one["content"]["application/problem+json"]["example"]["status"]
    return f"| {status} | {means} | {codes.rstrip('.')} |"


def _operation(method: str, path: str, one: Json, described: Json) -> Iterator[str]:
    yield ""
    yield f"### {one['summary']}"
    yield ""
    yield f"`{method.upper()} {path}`"
    yield ""
    yield _line(one["description"])
    yield ""
    yield _takes(one)
    body = _body(one, described)
    if one.get("parameters") or body:
        yield ""
        yield "| | | |"
        yield "|---|---|---|"
        yield from map(_parameter, one.get("parameters", []))
        yield from body
    yield from _answer(one)


def _takes(one: Json) -> str:
    """What it takes, and the statuses it can be refused with."""
    if "x-permission" not in one:
        takes = "Open to everybody."
    elif one["x-permission"] is None:
        takes = "Takes: being signed in."
    else:
        takes = f"Takes: `{one['x-permission']}`."
    if one.get("x-confirm"):
        takes += " In a browser, who one is has to be confirmed first."
    refused = [status for status in one["responses"] if status.isdigit() and status >= "400"]
    return takes + (f" Can be refused: {', '.join(sorted(refused))}." if refused else "")


def _parameter(one: Json) -> str:
    where = "" if one["in"] == "query" else f", in the {one['in']}"
    needed = ", needed" if one.get("required") else ""
    kind = _type(one["schema"])
    return f"| `{one['name']}` | {kind}{where}{needed} | {_line(one['description'])} |"


def _body(one: Json, described: Json) -> list[str]:
    content = one.get("requestBody", {}).get("content", {})
    if "application/json" not in content:
        return [f"| body | {kind} | |" for kind in content]
    shape = _resolved(content["application/json"]["schema"], described)
    needed = shape.get("required", [])
    about = _line(shape.get("description", ""))
    lines = [
        f"| `{name}` | {_type(inner)}, in the body{', needed' if name in needed else ''} | |"
        for name, inner in shape.get("properties", {}).items()
    ]
    return [*lines, *([f"| | | {about} |"] if about else [])]


def _answer(one: Json) -> Iterator[str]:
    for status, answer in one["responses"].items():
        if not status.startswith(("2", "3")):
            continue
        yield ""
        content = answer.get("content", {})
        told = content.get("application/json")
        if told is None:
            kinds = ", ".join(content)
            yield f"Answers {status}{': ' + kinds if kinds else ', without a body'}."
            continue
        yield f"Answers {status}, {_type(told['schema'])}."
        shown = json.dumps(told.get("example"), indent=2, ensure_ascii=False)
        if len(shown) <= EXAMPLE_MAX:
            yield ""
            yield f"```json\n{shown}\n```"


def _resolved(schema: Json, described: Json) -> Json:
    """Behind a reference, also one that may be left out."""
    for option in schema.get("anyOf", ()):
        if "$ref" in option:
            schema = option
    name = schema.get("$ref", "").rpartition("/")[2]
    found: Json = described["components"]["schemas"][name] if name else schema
    return found


def _type(schema: Json) -> str:
    if "$ref" in schema:
        return f"`{schema['$ref'].rpartition('/')[2]}`"
    if "anyOf" in schema:
        kinds = [_type(one) for one in schema["anyOf"]]
        return " or ".join(dict.fromkeys(kinds))
    if "enum" in schema or "const" in schema:
        return ", ".join(f"`{one}`" for one in schema.get("enum", [schema.get("const")]))
    kind = str(schema.get("type", "anything"))
    if kind == "array":
        return f"list of {_type(schema.get('items', {}))}"
    return {"date-time": "moment"}.get(schema.get("format", ""), kind)


def _line(said: str) -> str:
    """In one line of a table."""
    return " ".join(said.split()).replace("|", "\\|")
