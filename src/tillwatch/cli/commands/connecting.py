"""`tillwatch connect`, `connection …` and `connections`."""

import getpass
import sys
from typing import Any, Final

from tillwatch.cli import plain
from tillwatch.cli.client import NO_ACCOUNT, Client, Json
from tillwatch.cli.loop import run_loop
from tillwatch.cli.output import Output
from tillwatch.cli.reach import reach
from tillwatch.kernel import errors

MODES: Final = ("live", "test")


def connect(
    processor: str, name: str, with_key: bool, with_secret: bool, more: Json, *, as_json: bool
) -> None:
    """Connect an account; the answer says what the key may do and where webhooks go. `more`: what
    else is asked for (mode, want, import); None where nothing is said."""
    if (mode := more.get("mode")) is not None and mode not in MODES:
        raise errors.BadInput(f"--mode is live or test, not “{mode}”")
    if not (with_key or with_secret or sys.stdin.isatty()):
        raise errors.BadInput(
            "Say what comes on stdin: --key-stdin, --webhook-secret-stdin or both"
        )
    key, secret = credentials(with_key or not with_secret, with_secret)
    asked = {"processor": processor, "name": name, "key": key, "secret": secret, **more}

    async def body() -> None:
        async with reach() as client:
            connection = await client.post("/connections", _given(asked))
            _answer(Output(as_json), connection)

    run_loop(body())


def change(
    connection: str, name: str | None, with_key: bool, with_secret: bool, *, as_json: bool
) -> None:
    if name is None and not (with_key or with_secret):
        raise errors.BadInput("Say what to change: --name, --key-stdin or --webhook-secret-stdin")
    key, secret = credentials(with_key, with_secret)
    asked = {"name": name, "key": key, "secret": secret}

    async def body() -> None:
        async with reach() as client:
            found = await client.connection(connection)
            changed = await client.patch(f"/connections/{found['id']}", _given(asked))
            _answer(Output(as_json), changed)

    run_loop(body())


def check(connection: str, *, as_json: bool) -> None:
    """Exit code 3 when the key is refused by now."""

    async def body() -> None:
        async with reach() as client:
            found = await client.connection(connection)
            checked = await client.post(f"/connections/{found['id']}/check")
            if checked["state"] == "needs_attention":
                raise errors.Refused(checked["reason"] or "The connection needs attention")
            Output(as_json).answer(_connected(checked), _story(checked))

    run_loop(body())


def pause(connection: str, verb: str, *, as_json: bool) -> None:
    """`verb`: pause or resume."""

    async def body() -> None:
        async with reach() as client:
            found = await client.connection(connection)
            after = await client.post(f"/connections/{found['id']}/{verb}")
            data = {"connection_id": after["id"], "state": after["state"]}
            Output(as_json).answer(data, f"{after['name']}: {after['state']}")

    run_loop(body())


def disconnect(connection: str, delete_data: bool, *, as_json: bool) -> None:
    async def body() -> None:
        async with reach() as client:
            id_, name = await _named(client, connection, gone_too=delete_data)
            data = "delete" if delete_data else "keep"
            await client.delete(f"/connections/{id_}", data=data)
            kept = "its data is deleted" if delete_data else f"its data stays, as {id_}"
            text = f"{name} is disconnected; {kept}. Delete its key in Stripe, too."
            Output(as_json).answer({"connection_id": id_, "data": data}, text)

    run_loop(body())


async def _named(client: Client, connection: str, *, gone_too: bool) -> tuple[str, str]:
    """Id and name. One that was disconnected and left its data is found by its id."""
    try:
        found = await client.connection(connection)
    except errors.NotFound:
        if gone_too and connection.startswith("con_"):
            return connection, connection
        raise
    return found["id"], found["name"]


def show(*, as_json: bool) -> None:
    async def body() -> None:
        async with reach() as client:
            found = await client.everything("/connections")
        rows = [
            (
                c["id"],
                c["name"],
                c["mode"] or "?",
                c["account_id"] or "?",
                _state(c),
                c["key"] or "",
            )
            for c in found
        ]
        heads = ("id", "name", "mode", "account", "state", "key")
        Output(as_json).table({"connections": found}, heads, rows, NO_ACCOUNT)

    run_loop(body())


def credentials(with_key: bool, with_secret: bool) -> tuple[str | None, str | None]:
    """Key and secret, as typed at the terminal (not shown) or as they come on stdin: one of them
    is the whole of stdin; both are line 1 and line 2."""
    if not (with_key or with_secret):
        return None, None
    if sys.stdin.isatty():
        key = getpass.getpass("API key: ", sys.stderr) if with_key else None
        secret = getpass.getpass("Webhook signing secret: ", sys.stderr) if with_secret else None
        return key, secret
    text = sys.stdin.read()
    if not (with_key and with_secret):
        return (text, None) if with_key else (None, text)
    lines = [line for line in text.splitlines() if line.strip()]
    if len(lines) != 2:
        raise errors.BadInput(
            f"Two lines were expected on stdin, the key and then the signing secret; "
            f"{len(lines)} came"
        )
    return lines[0], lines[1]


def _given(asked: Json) -> Json:
    return {name: value for name, value in asked.items() if value is not None}


def _connected(connection: Json) -> Json:
    return {
        "connection_id": connection["id"],
        "mode": connection["mode"],
        "account_id": connection["account_id"],
        "permissions": _permissions(connection),
        "webhook_url": connection["webhook_url"],
    }


def _permissions(connection: Json) -> dict[str, list[str]] | None:
    if connection["key"] is None:
        return None
    found: dict[str, list[str]] = {"granted": [], "missing": [], "unknown": []}
    names: dict[Any, str] = {True: "granted", False: "missing"}
    for permission in connection["permissions"]:
        found[names.get(permission["granted"], "unknown")].append(permission["slug"])
    return found


def _answer(out: Output, connection: Json) -> None:
    out.answer(_connected(connection), _story(connection))
    if connection.get("key_warning"):
        out.say(f"Note: {connection['key_warning']}")


def _story(connection: Json) -> str:
    account = connection["account_id"] or "an account that its first event will name"
    name = plain.line(connection["name"])
    lines = [f"{name} ({connection['id']}): {account}, {connection['mode'] or '?'}"]
    off = [p for p in connection["permissions"] if p["granted"] is False]
    if connection["key"] is not None and off:
        lines.append("Off, and the permission that turns it on:")
        lines += [f"  {p['turns_off']}  ({p['name']}, {p['slug']})" for p in off]
    lines.append(f"Webhook address: {connection['webhook_url']}")
    return "\n".join(lines)


def _state(connection: Json) -> str:
    reason = f": {connection['reason']}" if connection["reason"] else ""
    return f"{connection['state']}{reason}"
