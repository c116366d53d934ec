"""Every command, with its options; those of one account are in `accounts`, those about people in
`people`, those about access tokens in `tokens`. What they do is in `commands`."""

# The bodies import when they run, so that `--help` does not load the whole application.

from pathlib import Path
from typing import Annotated

import typer

from tillwatch.cli import accounts, people, tokens
from tillwatch.cli.accounts import Json
from tillwatch.cli.commands.numbers import options

OneOrAll = Annotated[
    str | None,
    typer.Argument(metavar="CONNECTION", help="A connection's id or name; all without."),
]
Port = Annotated[int, typer.Option(help="Port to listen on; 0 takes a free one.", min=0, max=65535)]

HELP = {"help_option_names": ["-h", "--help"]}

app = typer.Typer(
    name="tillwatch",
    help="A payments desk on Stripe: an exact, live copy of your account, on your own machine.",
    no_args_is_help=True,
    add_completion=False,
    pretty_exceptions_enable=False,
    context_settings=HELP,
)
app.add_typer(accounts.connect_app, name="connect")
app.add_typer(accounts.connection_app, name="connection")
app.add_typer(tokens.token_app, name="token")
app.add_typer(people.user_app, name="user")
app.command("metrics")(options.metrics)


def _version(wanted: bool) -> None:
    if wanted:
        from importlib.metadata import version

        typer.echo(f"tillwatch {version('tillwatch')}")
        raise typer.Exit


@app.callback()
def top(
    version: Annotated[
        bool, typer.Option("--version", callback=_version, is_eager=True, help="Show the version.")
    ] = False,
    debug: Annotated[
        bool, typer.Option("--debug", help="Show the trace of an error; counts anywhere.")
    ] = False,
) -> None:
    """Read before any command; `--debug` is taken out of the arguments by `run`."""


@app.command()
def demo(
    port: Port = 8787,
    seed: Annotated[int, typer.Option(help="Another seed is another shop.")] = 1,
    json: Json = False,
    open_page: Annotated[
        bool, typer.Option("--open/--no-open", help="Open the page in a browser.")
    ] = True,
) -> None:
    """A year of payments from a simulated Stripe, on a page, with live traffic."""
    from tillwatch.cli.commands import demo as body

    body.demo(port=port, seed=seed, as_json=json, open_page=open_page)


@app.command()
def serve(
    host: Annotated[str, typer.Option(help="Address to listen on.")] = "127.0.0.1",
    port: Port = 8787,
    json: Json = False,
    single: Annotated[
        bool, typer.Option("--single", help="One process instead of two, for tiny machines.")
    ] = False,
) -> None:
    """Run Tillwatch: webhooks, page and API, with a worker."""
    from tillwatch.cli.commands import serving

    serving.serve(host=host, port=port, as_json=json, single=single)


@app.command()
def work(
    child: Annotated[int | None, typer.Option(hidden=True)] = None,
    lake: Annotated[bool, typer.Option(hidden=True)] = False,
) -> None:
    """Run a worker alone, beside a `serve` elsewhere (PostgreSQL)."""
    if lake and child is not None:
        from tillwatch.cli.loop import run_loop
        from tillwatch.wiring.lake.child import as_child

        run_loop(as_child(child))
        return
    from tillwatch.cli.commands import working

    working.work(child)


@app.command()
def connections(json: Json = False) -> None:
    """The connected accounts."""
    from tillwatch.cli.commands import connecting

    connecting.show(as_json=json)


@app.command()
def sync(
    connection: OneOrAll = None,
    since: Annotated[
        str | None, typer.Option(metavar="DATE", help="Back to that day only: 2026-05-03.")
    ] = None,
    json: Json = False,
) -> None:
    """Import history, and wait until it can be read."""
    from tillwatch.cli.commands import importing

    importing.sync(connection, since, as_json=json)


@app.command()
def verify(
    connection: OneOrAll = None,
    repair: Annotated[bool, typer.Option("--repair", help="Take over what differs.")] = False,
    audit: Annotated[
        bool, typer.Option("--audit", help="The log of who did what, instead of Stripe.")
    ] = False,
    head: Annotated[
        str | None, typer.Option(metavar="HEAD", help="A head of that log, written down before.")
    ] = None,
    reseal: Annotated[
        bool, typer.Option("--reseal", help="Seal that log anew: the key file was replaced.")
    ] = False,
    json: Json = False,
) -> None:
    """Compare with Stripe, field by field. Exit code 1: something differs."""
    from tillwatch.cli.commands import checking

    if audit or reseal or head is not None:
        alone = connection is None and not repair
        checking.verify_log(head, reseal=reseal, alone=alone, as_json=json)
        return
    checking.verify(connection, repair=repair, as_json=json)


@app.command()
def rebuild(json: Json = False) -> None:
    """Compute the ledger again from the objects."""
    from tillwatch.cli.commands import checking

    checking.rebuild(as_json=json)


@app.command()
def erase(
    connection: Annotated[str, typer.Argument(help="The connection's id or name.")],
    who: Annotated[
        str, typer.Argument(metavar="CUSTOMER|EMAIL", help="A customer's id, a guest's address.")
    ],
    yes: Annotated[bool, typer.Option("--yes", help="Do not ask whether it is meant.")] = False,
    json: Json = False,
) -> None:
    """Erase a person's data, for good; amounts stay."""
    from tillwatch.cli.commands import erasing

    erasing.erase(connection, who, yes=yes, as_json=json)


@app.command()
def watch() -> None:
    """Show what happens, as it happens."""
    from tillwatch.cli.commands import watching

    watching.watch()


@app.command()
def simulate(
    port: Port = 8788,
    seed: Annotated[int, typer.Option(help="Another seed is another business.")] = 1,
    payments: Annotated[int, typer.Option(min=1, help="Payments of its history.")] = 6000,
    deeds_per_minute: Annotated[
        float, typer.Option(min=0, help="Sales and other deeds that happen by themselves.")
    ] = 0,
    limits: Annotated[
        bool, typer.Option("--limits/--no-limits", help="Whether Stripe's request limits hold.")
    ] = True,
    latency_ms: Annotated[float, typer.Option(min=0, help="Time each answer takes.")] = 0,
    json: Json = False,
    child: Annotated[int | None, typer.Option(hidden=True)] = None,
) -> None:
    """Run a simulated Stripe, with its API keys printed."""
    from tillwatch.cli.commands import simulating

    knobs = {"limits": limits, "latency_ms": latency_ms, "deeds_per_minute": deeds_per_minute}
    simulating.simulate(port, seed, payments, knobs, child=child, as_json=json)


@app.command()
def backup(
    file: Annotated[Path, typer.Argument(help="The file to write.")], json: Json = False
) -> None:
    """Copy everything, the secret key too, into one file; works while Tillwatch runs."""
    from tillwatch.cli.commands import keeping

    keeping.backup(file, as_json=json)


@app.command()
def restore(
    file: Annotated[Path, typer.Argument(help="A file that `backup` wrote.")],
    replace: Annotated[
        bool, typer.Option("--replace", help="Replace the data that is there.")
    ] = False,
    json: Json = False,
) -> None:
    """Bring a backup back into an empty data folder or an empty PostgreSQL database."""
    from tillwatch.cli.commands import keeping

    keeping.restore(file, replace=replace, as_json=json)


@app.command()
def doctor(
    online: Annotated[
        bool, typer.Option("--online", help="Ask Stripe and the public address too.")
    ] = False,
    json: Json = False,
) -> None:
    """Check this installation: what is wrong here, what it means, what to do."""
    from tillwatch.cli.commands import doctor as body

    body.doctor(online=online, as_json=json)


@app.command()
def update(
    check: Annotated[
        bool, typer.Option("--check", help="Ask your package index for a newer one, through pip.")
    ] = False,
    json: Json = False,
) -> None:
    """Say which version this is. Exit code 1, with --check: there is a newer one."""
    from tillwatch.cli.commands import doctor as body

    body.update(check=check, as_json=json)


@app.command()
def support(
    file: Annotated[Path, typer.Argument(help="The zip to write.")], json: Json = False
) -> None:
    """Write how this installation runs into a zip, for whoever helps; no secrets, no customers."""
    from tillwatch.cli.commands import keeping

    keeping.support(file, as_json=json)


@app.command()
def mcp(
    token_stdin: Annotated[
        bool, typer.Option("--token-stdin", help="Read an access token from the first line.")
    ] = False,
    writes: Annotated[
        bool, typer.Option("--writes", help="Also offer tools that start something.")
    ] = False,
) -> None:
    """Answer an assistant (Model Context Protocol) on standard input and output."""
    from tillwatch.cli import assisting

    assisting.mcp(token_stdin=token_stdin, writes=writes)
