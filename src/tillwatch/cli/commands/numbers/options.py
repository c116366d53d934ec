"""`tillwatch metrics` with its options; what it does is in `metrics`, loaded when it runs."""

from typing import Annotated

import typer

Json = Annotated[bool, typer.Option("--json", help="Answer with one line of JSON.")]


def metrics(
    slugs: Annotated[
        list[str] | None, typer.Argument(metavar="[METRIC]…", help="Their names; all without.")
    ] = None,
    by: Annotated[
        list[str] | None, typer.Option(help="Divide by this dimension; may be given again.")
    ] = None,
    only: Annotated[
        list[str] | None,
        typer.Option(metavar="DIMENSION=VALUES", help="Only these: scheme=visa,amex; or !=."),
    ] = None,
    period: Annotated[
        str, typer.Option(help="A name such as last_month, or 2026-10-01..2026-11-01.")
    ] = "last_30_days",
    zone: Annotated[str, typer.Option(help="Where days begin at midnight.")] = "UTC",
    grain: Annotated[
        str | None, typer.Option(help="A line for each hour, day, week, month, quarter, year.")
    ] = None,
    compare: Annotated[
        str, typer.Option(help="With the period before (previous), or a year before (year).")
    ] = "none",
    convert: Annotated[
        str | None,
        typer.Option(metavar="CURRENCY", help="Money in one currency: usd, or usd:ecb, usd:own."),
    ] = None,
    account: Annotated[
        str | None, typer.Option(help="Only this connection, by its id or name.")
    ] = None,
    limit: Annotated[int, typer.Option(min=1, max=10_000, help="So many lines at most.")] = 50,
    json: Json = False,
) -> None:
    """Numbers over a period, by any dimension; without a name, which numbers there are."""
    from tillwatch.cli.commands.numbers import metrics as body

    wanted = body.Wanted(
        metrics=slugs or (),
        by=by or (),
        only=only or (),
        period=period,
        zone=zone,
        grain=grain,
        compare=compare,
        convert=convert,
        account=account,
        limit=limit,
    )
    body.metrics(wanted, as_json=json)
