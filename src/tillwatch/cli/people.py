"""The commands about people. Their options; what they do is in `commands.team`."""

# The bodies import when they run, so that `--help` does not load the whole application.

from typing import Annotated

import typer

from tillwatch.cli.accounts import Json

user_app = typer.Typer(help="People who sign in.", no_args_is_help=True)


@user_app.command("reset")
def user_reset(
    email: Annotated[
        str | None, typer.Argument(metavar="EMAIL", help="Whose; the first owner without.")
    ] = None,
    without_second_factor: Annotated[
        bool,
        typer.Option(
            "--without-second-factor", help="Do not ask for it: for who has lost everything."
        ),
    ] = False,
    json: Json = False,
) -> None:
    """A new link that signs a person in, once, to choose a new password."""
    from tillwatch.cli.commands import team

    team.reset(email, second_factor=not without_second_factor, as_json=json)


@user_app.command("list")
def user_list(json: Json = False) -> None:
    """Who can sign in, and what they may."""
    from tillwatch.cli.commands import team

    team.show(as_json=json)
