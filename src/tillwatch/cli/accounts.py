"""The commands about one account: connect it, change it, let it go. Their options; what they do is
in `commands.connecting`."""

# The bodies import when they run, so that `--help` does not load the whole application.

from typing import Annotated

import typer

Json = Annotated[bool, typer.Option("--json", help="One line of JSON on stdout.")]
KeyStdin = Annotated[bool, typer.Option("--key-stdin", help="Read the API key from stdin.")]
SecretStdin = Annotated[
    bool,
    typer.Option(
        "--webhook-secret-stdin",
        help="Read the webhook signing secret from stdin (line 2 when the key comes too).",
    ),
]
One = Annotated[str, typer.Argument(metavar="CONNECTION", help="A connection's id or name.")]

connect_app = typer.Typer(help="Connect an account.", no_args_is_help=True)
connection_app = typer.Typer(help="Change or check one connection.", no_args_is_help=True)


@connect_app.command("stripe")
def connect_stripe(
    name: Annotated[str, typer.Option(help="What you call the account.")],
    key_stdin: KeyStdin = False,
    webhook_secret_stdin: SecretStdin = False,
    mode: Annotated[str | None, typer.Option(help="live or test; learned without.")] = None,
    want: Annotated[
        list[str] | None, typer.Option(help="What for: disputes, notify, referrals, payouts.")
    ] = None,
    later: Annotated[
        bool, typer.Option("--later", help="Import history when you say so, not by itself.")
    ] = False,
    json: Json = False,
) -> None:
    """Connect a Stripe account with a key, a webhook signing secret, or both."""
    from tillwatch.cli.commands import connecting

    asked = {"mode": mode, "want": want, "import": "later" if later else None}
    connecting.connect("stripe", name, key_stdin, webhook_secret_stdin, asked, as_json=json)


@connection_app.command("set")
def connection_set(
    connection: One,
    name: Annotated[str | None, typer.Option(help="Another name.")] = None,
    key_stdin: KeyStdin = False,
    webhook_secret_stdin: SecretStdin = False,
    json: Json = False,
) -> None:
    """Change the name, replace the key, or roll the signing secret."""
    from tillwatch.cli.commands import connecting

    connecting.change(connection, name, key_stdin, webhook_secret_stdin, as_json=json)


@connection_app.command("check")
def connection_check(connection: One, json: Json = False) -> None:
    """Try again what the key may do."""
    from tillwatch.cli.commands import connecting

    connecting.check(connection, as_json=json)


@connection_app.command("pause")
def connection_pause(connection: One, json: Json = False) -> None:
    """Ask Stripe for nothing more until `resume`."""
    from tillwatch.cli.commands import connecting

    connecting.pause(connection, "pause", as_json=json)


@connection_app.command("resume")
def connection_resume(connection: One, json: Json = False) -> None:
    """Go on after `pause`."""
    from tillwatch.cli.commands import connecting

    connecting.pause(connection, "resume", as_json=json)


@connection_app.command("disconnect")
def connection_disconnect(
    connection: One,
    delete_data: Annotated[
        bool, typer.Option("--delete-data", help="Delete everything that came from it, too.")
    ] = False,
    json: Json = False,
) -> None:
    """Forget key and secret; the data stays unless you say otherwise."""
    from tillwatch.cli.commands import connecting

    connecting.disconnect(connection, delete_data, as_json=json)
