"""From the lines that benchmarks print to the table in `docs/performance.md`.

Each line becomes rows of (what was done, figure, the design's target). What stands in the file
between the two marks is replaced; the rest is written by hand.
"""

from collections.abc import Callable, Iterator, Sequence
from pathlib import Path
from typing import Any, Final

FILE: Final = Path(__file__).parent.parent / "docs" / "performance.md"
MARKS: Final = ("<!-- figures: written by make bench -->", "<!-- end of figures -->")
Line = dict[str, Any]
Row = tuple[str, str, str]


def write(lines: Sequence[Line], about: str, file: Path = FILE) -> None:
    """Put these lines' table into the file; `about`: when and on what they were measured."""
    text = file.read_text()
    head, _, rest = text.partition(MARKS[0])
    _, _, tail = rest.partition(MARKS[1])
    if not rest or MARKS[1] not in rest:
        raise ValueError(f"{file} has no place for the figures")
    file.write_text(f"{head}{MARKS[0]}\n{about}\n\n{table(lines)}\n{MARKS[1]}{tail}")


def table(lines: Sequence[Line]) -> str:
    rows = [row for line in lines for row in rows_of(line)]
    shown = "\n".join(f"| {what} | {figure} | {target} |" for what, figure, target in rows)
    return f"| work | figure | target |\n|---|---|---|\n{shown}"


def rows_of(line: Line) -> Iterator[Row]:
    """The rows of one benchmark's line; of one that is not known here, all its plain figures."""
    made = _ROWS.get(line["benchmark"], _plain)
    where = " (PostgreSQL)" if line.get("store") == "postgresql" else ""
    return ((f"{what}{where}", figure, target) for what, figure, target in made(line))


def _receive(line: Line) -> Iterator[Row]:
    for connections in (1, 8, 64):
        told = line[f"over_{connections}"]
        figure = (
            f"{told['per_second']:,} a second, p50 {told['p50_ms']} ms, p99 {told['p99_ms']} ms"
        )
        yield (
            f"webhooks accepted durably, {connections} at once",
            figure,
            "10,000 a second" if connections == 64 else "",
        )
        target = "4,000 a second, aim 6,000" if connections == 64 else ""
        yield "… through to rows", f"{told['applied_per_second']:,} a second", target
        yield "… in each run", ", ".join(f"{one:,}" for one in told["per_second_of_each"]), ""
    server, sender = line["web_server_ceiling"], line["sender_ceiling"]
    yield "… ceilings", f"web server {server:,} a second, sender {sender:,} a second", ""


def _latency(line: Line) -> Iterator[Row]:
    figure = f"p50 {line['p50_ms']} ms, p99 {line['p99_ms']} ms, at most {line['max_ms']} ms"
    yield f"webhooks at a fixed {line['rate']:,} a second", figure, "p99 5 ms"
    each = ", ".join(f"{p99} ms" for p99 in line["p99_ms_of_each"])
    yield "… p99 of each run", each, ""
    each = ", ".join(f"{p99} ms" for p99 in line["disk_alone_p99_ms_of_each"])
    yield "… disk alone, before each run", f"p99 {each}", ""
    yield "… web server alone", f"p99 {line['web_server_alone_p99_ms']} ms", ""
    yield "… in the rows after the last", f"{line['applied_after_seconds']} s", ""


def _history(line: Line) -> Iterator[Row]:
    for told in line["growth"]:
        figure = f"{told['objects_per_second']:,} objects a second, worker {told['worker_mb']} MB"
        what = f"import without latency, {told['payments']:,} payments, {told['objects']:,} objects"
        yield what, figure, "8,000 a second, aim 12,000"
    yield "… ceiling of the page server", f"{line['ceiling']:,} objects a second", ""


def _at_limits(line: Line) -> Iterator[Row]:
    names = {
        "one": ("one endpoint, whole limit", "2,375 a second"),
        "one_half": ("one endpoint, half of it", ""),
        "all": ("all lists, whole limit", "8,000 a second"),
        "all_half": ("all lists, half of it", ""),
        "with_payouts": ("all lists and each payout's entries", ""),
    }
    for name, (what, target) in names.items():
        told = line[name]
        used = told["used"]["endpoint" if name.startswith("one") else "in_all"]
        figure = (
            f"{told['objects_per_second']:,} objects a second, {used:.1%} of the limit in the "
            f"steady part, {told['refused']} of {told['requests']:,} requests refused"
        )
        yield f"import at Stripe's limits, {line['latency_ms']} ms a page: {what}", figure, target


def _size(line: Line) -> Iterator[Row]:
    sizes = {int(payments): told for payments, told in line["sizes"].items()}
    for payments, told in sizes.items():
        what = f"{payments:,} payments"
        rate = f"{told['import_per_second']:,} objects a second ({told['objects']:,})"
        yield f"{what}: import from the simulator", rate, ""
        if "differences" in told:
            rate = f"{told['verify_per_second']:,} objects a second"
            figure = f"{rate}, {told['differences']} differences"
            yield f"{what}: compared with Stripe", figure, "0 differences"
        most = " + ".join(f"{mb} MB" for mb in told["most_memory_mb"].values())
        yield f"{what}: most memory ever, web + worker", most, "the same at any size"
        yield f"{what}: disk", f"{told['disk_bytes_a_payment']:,} bytes a payment", ""
        yield f"{what}: serve is ready", f"{told['start_s']} s", "2 s"
        rest = " + ".join(f"{mb} MB" for mb in told["rest_mb"].values())
        yield f"{what}: at rest, web + worker", f"{rest}, {told['rest_cpu']:.1%} CPU", "200 MB, 1 %"
    for name in next(iter(sizes.values()))["pages"]:
        shown = ", ".join(
            f"{told['pages'][name]['p50_ms']} / {told['pages'][name]['p95_ms']}"
            for told in sizes.values()
        )
        yield f"page, p50 / p95 in ms at each size: {name}", shown, "300 ms"


def _screen(line: Line) -> Iterator[Row]:
    for name, told in line.items():
        if isinstance(told, dict):
            figure = f"p50 {told['p50']} ms, p95 {told['p95']} ms, at most {told['max']} ms"
            yield f"screen: {name.removesuffix('_ms').replace('_', ' ')}", figure, ""


def _start(line: Line) -> Iterator[Row]:
    yield "`tillwatch --help`", f"p50 {line['p50_s']} s, at most {line['max_s']} s", "0.3 s"


def _packing(line: Line) -> Iterator[Row]:
    yield "packing, opening", f"{line['pack_us']} µs, {line['open_us']} µs a piece", ""
    shown = ", ".join(f"{kind} {told[1]:,} → {told[2]:,}" for kind, told in line["bytes"].items())
    yield "bytes before → after", shown, "3 KB in about 400"


def _simulator(line: Line) -> Iterator[Row]:
    for payments, told in line["sizes"].items():
        figure = f"{told['start_s']} s, {told['memory_mb']} MB"
        yield f"simulator with {int(payments):,} payments: start", figure, "5 s"
        clock, cpu = (told[f"pages_per_{of}second"]["charges"] for of in ("", "cpu_"))
        figure = f"{clock} by the clock with the reader's work in it, {cpu} of its processor time"
        yield "… pages of charges a second", figure, "400"


def _lake(line: Line) -> Iterator[Row]:
    for name, told in line["tiles_ms"].items():
        target = "2 s" if "customers" in name else "p95 200 ms"
        figure = f"p50 {told['p50']} ms, p95 {told['p95']} ms, at most {told['max']} ms"
        yield f"columns, {line['payments']:,} payments: {name}", figure, target
    told = line["ledger"]
    rate = f"{told['filled_per_second']:,} rows a second ({told['rows']:,})"
    yield "columns: filled from the ledger", rate, ""
    yield "… of ten million payments, at that rate", f"{told['minutes']} minutes", "minutes"
    yield "columns: changes followed", f"{told['followed_per_second']:,} a second", ""


def _disputes(line: Line) -> Iterator[Row]:
    many = f"{line['disputes']:,} disputes, {line['payments']:,} payments"
    for name, told in line["ms"].items():
        target = "1 s" if name.startswith("measures") else ""
        figure = f"p50 {told['p50']:.0f} ms, p95 {told['p95']:.0f} ms"
        yield f"{many}: {name}", f"{figure}, {told['processor']} ms of processor time", target
    judged, come = line["judged"], line["from_arrival_to_suggestion"]
    yield "… judged after an import", f"{judged['disputes']:,} in {judged['seconds']} s", ""
    figure = f"p50 {come['p50']} s, p95 {come['p95']} s, at most {come['max']} s"
    yield "… from a dispute's webhook to its suggestion in the queue", figure, "seconds"
    sheet = line["sheet"]
    yield "… the queue as a sheet", f"{sheet['rows']:,} rows in {sheet['seconds']} s", ""
    most = " + ".join(f"{mb} MB" for mb in line["most_memory_mb"].values())
    yield "… most memory ever, web + worker", most, ""


def _packet(line: Line) -> Iterator[Row]:
    what = f"evidence packet, {line['exhibits']} exhibits, {line['brought_mb']} MB"
    yield what, f"p50 {line['p50_s']} s, at most {line['max_s']} s", ""


def _plain(line: Line) -> Iterator[Row]:
    for name, told in line.items():
        if isinstance(told, dict):
            shown = ", ".join(f"{key.replace('_', ' ')} {value}" for key, value in told.items())
            yield f"{line['benchmark']}: {name}", shown, ""


_ROWS: Final[dict[str, Callable[[Line], Iterator[Row]]]] = {
    "receive": _receive,
    "latency": _latency,
    "history": _history,
    "history_at_limits": _at_limits,
    "size": _size,
    "screen": _screen,
    "start": _start,
    "packing": _packing,
    "simulator": _simulator,
    "lake": _lake,
    "disputes": _disputes,
    "packet": _packet,
}
