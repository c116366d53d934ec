"""Says what a change of the API breaks for programs that use it:

    python frontend/breaking.py [REVISION]

Compares the application's description with `frontend/openapi.json` of a revision of the repository
(HEAD without one). What may be added within a version is no break: operations, parameters that need
not be given, fields of answers. What breaks is listed, and the exit code is 1; `docs/api.md` says
what to do then.
"""

import json
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any, Final

FILE: Final = "frontend/openapi.json"
ROOT: Final = Path(__file__).parents[1]

Json = dict[str, Any]


def before(revision: str) -> Json | None:
    """The description as it was; None where there is no repository or no such revision."""
    asked = ["git", "-C", str(ROOT), "show", f"{revision}:{FILE}"]
    found = subprocess.run(asked, capture_output=True, check=False)  # noqa: S603  # git, no shell
    return json.loads(found.stdout) if found.returncode == 0 else None


def breaks(old: Json, new: Json) -> list[str]:
    """Sentences, each of something that a program may rely on and that is gone or asks more."""
    return list(_operations(old, new))


def _operations(old: Json, new: Json) -> Iterator[str]:
    for path, methods in old["paths"].items():
        for method, was in methods.items():
            name = f"{method.upper()} {path}"
            now = new["paths"].get(path, {}).get(method)
            if now is None:
                yield f"{name} is gone"
                continue
            yield from _asked(name, was, now)
            yield from _body(name, was, now, old, new)
            yield from _answered(name, was, now, old, new)
            yield from _permitted(name, was, now)


def _permitted(name: str, was: Json, now: Json) -> Iterator[str]:
    """Where it was told; one that was open to everybody told none."""
    took, takes = was.get("x-permission"), now.get("x-permission")
    if "x-permission" in was and takes not in (took, None):
        yield f"{name} takes {takes}, and took {took or 'none'}"


def _asked(name: str, was: Json, now: Json) -> Iterator[str]:
    had = {(one["in"], one["name"]): one for one in was.get("parameters", ())}
    has = {(one["in"], one["name"]): one for one in now.get("parameters", ())}
    for where, parameter in had.keys() - has.keys():
        yield f"{name} no longer takes {parameter} ({where})"
    for key, one in has.items():
        if one.get("required") and not had.get(key, {}).get("required"):
            yield f"{name} needs {key[1]} ({key[0]})"


def _body(name: str, was: Json, now: Json, old: Json, new: Json) -> Iterator[str]:
    had, has = _shape(was.get("requestBody"), old), _shape(now.get("requestBody"), new)
    for field in had.get("properties", {}).keys() - has.get("properties", {}).keys():
        yield f"{name} no longer takes {field} (body)"
    for field in set(has.get("required", ())) - set(had.get("required", ())):
        yield f"{name} needs {field} (body)"


def _answered(name: str, was: Json, now: Json, old: Json, new: Json) -> Iterator[str]:
    for status, answer in was["responses"].items():
        if not status.startswith("2"):
            continue
        if status not in now["responses"]:
            yield f"{name} no longer answers {status}"
            continue
        had, has = _schema(answer), _schema(now["responses"][status])
        yield from _told(f"{name} {status}", had, has, (old, new), ())


def _told(where: str, had: Json, has: Json, whole: tuple[Json, Json], seen: Any) -> Iterator[str]:
    """Fields that are gone, or may now be null or of another type, however deep."""
    name = had.get("$ref")
    if name in seen:
        return
    seen = (*seen, name) if name else seen
    had, has = _resolved(had, whole[0]), _resolved(has, whole[1])
    if _kinds(has, whole[1]) - _kinds(had, whole[0]):
        more = ", ".join(sorted(_kinds(has, whole[1]) - _kinds(had, whole[0])))
        yield f"{where} may now be {more}"
    for field, inner in had.get("properties", {}).items():
        if field not in has.get("properties", {}):
            yield f"{where} no longer tells {field}"
            continue
        yield from _told(f"{where}.{field}", inner, has["properties"][field], whole, seen)
    if "items" in had and "items" in has:
        yield from _told(f"{where}[]", had["items"], has["items"], whole, seen)


def _kinds(schema: Json, described: Json) -> set[str]:
    """The types a value can be of; nothing where it can be any."""
    options = [_resolved(one, described) for one in schema.get("anyOf", [schema])]
    if any("type" not in one for one in options):
        return set()
    return {str(one["type"]) for one in options}


def _resolved(schema: Json, described: Json) -> Json:
    """Behind references, and the shape of what may be null."""
    real = [one for one in schema.get("anyOf", ()) if one.get("type") != "null"]
    if len(real) == 1 and "$ref" in real[0]:
        found = _resolved(real[0], described)
        return {**found, "anyOf": schema["anyOf"]}
    if "$ref" in schema:
        return dict(described["components"]["schemas"][schema["$ref"].rpartition("/")[2]])
    return schema


def _schema(answer: Json) -> Json:
    return dict(answer.get("content", {}).get("application/json", {}).get("schema", {}))


def _shape(body: Json | None, described: Json) -> Json:
    return _resolved(_schema(body or {}), described)


def main(revision: str) -> int:
    from tillwatch.faces.api.app import description

    old = before(revision)
    if old is None:
        sys.stderr.write(f"There is no {FILE} in {revision}\n")
        return 2
    found = breaks(old, description())
    sys.stdout.write("".join(f"{one}\n" for one in found) or "Nothing breaks.\n")
    return int(bool(found))


if __name__ == "__main__":
    sys.exit(main(sys.argv[1] if len(sys.argv) > 1 else "HEAD"))
