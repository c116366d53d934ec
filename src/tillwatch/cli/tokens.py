"""The commands about access tokens. Their options; what they do is in `commands.entering`."""

# The bodies import when they run, so that `--help` does not load the whole application.

from typing import Annotated

import typer

from tillwatch.cli.accounts import Json

token_app = typer.Typer(help="Access tokens for programs.", no_args_is_help=True)


@token_app.command("create")
def token_create(
    name: Annotated[str, typer.Option(help="What the token is for.")],
    role: Annotated[
        str | None,
        typer.Option(help="reader (reads everything) without; watcher (/metrics only), admin …"),
    ] = None,
    permission: Annotated[
        list[str] | None,
        typer.Option(help="Only this of what the role may, like ledger.read; can be repeated."),
    ] = None,
    connection: Annotated[
        list[str] | None,
        typer.Option(help="Only this account, by id or name; can be repeated."),
    ] = None,
    expires_days: Annotated[
        int | None, typer.Option(min=1, max=3650, help="Ends after so many days; never without.")
    ] = None,
    json: Json = False,
) -> None:
    """Make a token for the API. It is shown once."""
    from tillwatch.cli.commands.entering import tokens

    tokens.create(name, role, permission or [], connection or [], expires_days, as_json=json)


@token_app.command("list")
def token_list(json: Json = False) -> None:
    """The tokens there are, whose they are and when they were last used."""
    from tillwatch.cli.commands.entering import tokens

    tokens.show(as_json=json)


@token_app.command("revoke")
def token_revoke(
    id: Annotated[str, typer.Argument(metavar="ID", help="As `token list` shows it.")],
    json: Json = False,
) -> None:
    """End a token: it opens nothing any more."""
    from tillwatch.cli.commands.entering import tokens

    tokens.revoke(id, as_json=json)
