"""The commands of people who read: `status`, `extract`, `why`, `doctor`.

Belongs here: options, help and output. Does not: the work (`extract`, `why`, `doctor`).
"""

import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from pipelines.surroundings import clock, place_from_environment

if TYPE_CHECKING:
    from pipelines.desk.catalogue import Catalogue
    from pipelines.engine.duckdb import DuckDBEngine
    from pipelines.house import Place

MARKS = {"good": ("ok  ", "green"), "look": ("look", "yellow"), "wrong": ("FAIL", "red")}


def place_options(command: Callable[..., Any]) -> Callable[..., Any]:
    """Add --config and --data."""
    for name, words in (
        ("--data", "Folder of landing/, warehouse and published/."),
        ("--config", "Folder of centre.yaml, sources.yaml, ..."),
    ):
        command = click.option(name, type=click.Path(path_type=Path), help=words)(command)
    return command


@click.command()
@place_options
def status(config: Path | None, data: Path | None) -> None:
    """Say what is published, what waits, and how the promises stand. Changes nothing."""
    place = place_from_environment(config, data)
    from pipelines.desk.status import lines

    for line in lines(place, now=clock()):
        click.echo(line)


@click.command(
    epilog="""\b
Examples:
  switchboard extract --list
  switchboard extract --month 2026-10 --kpi service_level --kpi csat_mean
  switchboard extract --kpi service_level --scope queue/support --format csv --out -
"""
)
@place_options
@click.option("--month", help="Last month of the extract, as 2026-10; the last one published where nothing is said.")
@click.option("--months", default=13, show_default=True, type=click.IntRange(1, 600), help="How many months, up to and including that one.")
@click.option("--kpi", "kpis", multiple=True, metavar="KPI", help="A KPI by id or name; may stand several times. All where none is named.")
@click.option(
    "--scope", "scopes", multiple=True, help="company, site/<id> or queue/<id>; may stand several times. All where none is named."
)
@click.option("--format", "form", type=click.Choice(["xlsx", "csv", "parquet"]), default="xlsx", show_default=True, help="Kind of file.")
@click.option("--out", help="File to write (`-`: print CSV); data/extracts/<month>.<format> where nothing is said.")
@click.option("--list", "only_list", is_flag=True, help="Show the KPIs, scopes and months there are, and write nothing.")
@click.argument("more", nargs=-1, metavar="[KPI]...")
def extract(
    config: Path | None,
    data: Path | None,
    month: str | None,
    months: int,
    kpis: tuple[str, ...],
    scopes: tuple[str, ...],
    form: str,
    out: str | None,
    only_list: bool,
    more: tuple[str, ...],
) -> None:
    """Write monthly trend tables: value, interval, baseline, change and verdict of KPIs by month and scope.

    Reads the published database, so it works while a run is under way and shows what passed every check. The workbook has a sheet with
    charts for every KPI, and the definitions; CSV and Parquet hold the same rows.
    """
    place = place_from_environment(config, data)
    from pipelines.desk.catalogue import read_catalogue
    from pipelines.desk.extract import as_csv, read_extract, write_extract

    with _published(place) as engine:
        known = read_catalogue(engine)
        if only_list:
            show_list(known)
            return
        asked = [name.strip() for text in (*kpis, *more) for name in text.split(",") if name.strip()]
        found = read_extract(engine, known, kpis=asked, month=month, scopes=scopes, months=months)
    if out == "-":
        if form != "csv":
            raise click.UsageError(f"only CSV can be printed; say --format csv, or name a file for {form}")
        click.echo(as_csv(found.names, found.rows), nl=False)
        return
    target = Path(out) if out else place.data / "extracts" / f"{found.month:%Y-%m}.{form}"
    write_extract(found, target, form=form)
    click.echo(f"{target}: {len(found.rows):,} rows of {len(found.kpis)} KPIs, {months} months up to {found.month:%Y-%m}")


def show_list(known: "Catalogue") -> None:
    """Print the KPIs, scopes and months there are."""
    rows = [("KPI", "name", "unit", "months")]
    rows += [(kpi.kpi, kpi.name, kpi.unit, f"{kpi.first:%Y-%m} to {kpi.last:%Y-%m}") for kpi in known.kpis.values()]
    widths = [max(map(len, column)) for column in zip(*rows, strict=True)]
    for row in rows:
        click.echo("  ".join(f"{cell:{width}}" for cell, width in zip(row, widths, strict=True)).rstrip())
    click.echo("scopes: " + ", ".join(f"{scope} ({name})" for scope, name in known.scopes.items()))


@click.command(
    epilog="""\b
Examples:
  switchboard report
  switchboard report --month 2026-08
"""
)
@place_options
@click.option("--month", help="Month of the report, as 2026-08; the last one there is where nothing is said.")
def report(config: Path | None, data: Path | None, month: str | None) -> None:
    """Make the monthly report of any month: one page without scripts, to read, send and print.

    Every run makes those of the newest two months by itself where they have changed. Reads the warehouse, so no run may be under way.
    """
    place = place_from_environment(config, data)
    from pipelines.desk.catalogue import read_catalogue
    from pipelines.own_databases import read_warehouse
    from pipelines.report.build import path_of, write_report
    from pipelines.report.figures import read_figures

    with _published(place) as published, read_warehouse(place) as warehouse:
        chosen = read_catalogue(published).month(month)
        target = path_of(place.published, chosen)
        write_report(read_figures(warehouse, chosen), target)
    click.echo(f"{target}: {target.stat().st_size / 1e3:,.0f} kB")


@click.command(
    epilog="""\b
Examples:
  switchboard why service_level
  switchboard why "Average wait" --month 2026-10 --scope queue/support
  switchboard why csat_mean --day 2026-10-05 --limit 50
  switchboard why abandonment_rate --month 2026-10 --out rows.csv
  switchboard why scorecard.actual target_id=csat_mean_company
  switchboard why staffing queue_id=orders interval_start_local="2026-11-02 11:00"
"""
)
@place_options
@click.argument("number")
@click.argument("keys", nargs=-1, metavar="[KEY=VALUE]...")
@click.option("--month", help="Month of the number, as 2026-10; the last one published where nothing is said.")
@click.option("--day", type=click.DateTime(["%Y-%m-%d"]), help="Business day of the number, instead of a month.")
@click.option("--scope", default="company", show_default=True, help="company, site/<id> or queue/<id>.")
@click.option("--limit", default=5, show_default=True, type=click.IntRange(0), help="Rows shown of every table.")
@click.option("--out", help="Write all rows behind the number, with file and line, to a CSV (one a table where there are several).")
def why(
    config: Path | None,
    data: Path | None,
    number: str,
    keys: tuple[str, ...],
    month: str | None,
    day: datetime | None,
    scope: str,
    limit: int,
    out: str | None,
) -> None:
    """Go from a published number back to the rows behind it, their files and lines, and the definition that made it.

    NUMBER is a KPI, by id or name; or a published table, or one column of it, and KEY=VALUE says which row. Of a KPI the number is
    computed anew from those rows, and it is said where it differs. Reads the warehouse, so no run may be under way.
    """
    place = place_from_environment(config, data)
    from pipelines.desk import behind, row
    from pipelines.desk.catalogue import read_catalogue
    from pipelines.desk.extract import read_run
    from pipelines.desk.why import answer, asked_of, lines
    from pipelines.house import Declarations
    from pipelines.own_databases import read_warehouse

    declared = Declarations()
    with _published(place) as published, read_warehouse(place) as warehouse:
        behind.refuse_if_redefined(warehouse, declared)
        table = row.place_of(number, declared)
        if table:
            found = row.find_row(published, table, _pairs(keys))
            tracer, facts, now = row.trace(warehouse, table, found, declared)
            told = row.lines(table, found, now, tracer, declared=declared)
        elif keys:
            raise click.UsageError(
                f"{keys[0]!r} says which row of a table, and {number!r} is no published table; of a KPI say --month and --scope"
            )
        else:
            asked = asked_of(read_catalogue(published), declared, number, month=month, day=day.date() if day else None, scope=scope)
            why_so = answer(published, warehouse, asked, {m.table: m for m in declared.models})
            facts, told = why_so.facts, lines(why_so, run=read_run(published))
        for line in (*told, *behind.lines(warehouse, facts, limit=limit)):
            click.echo(line)
        if out:
            _write_rows(warehouse, facts, Path(out))


def _pairs(keys: tuple[str, ...]) -> dict[str, str]:
    """Read KEY=VALUE words."""
    for word in keys:
        if "=" not in word:
            raise click.UsageError(f"found {word!r}, expected KEY=VALUE, such as target_id=csat_mean_company")
    return {name.strip(): value for name, _, value in (word.partition("=") for word in keys)}


def _write_rows(warehouse: Any, facts: Any, out: Path) -> None:
    from pipelines.desk.behind import records
    from pipelines.desk.extract import write_csv

    for number, fact in enumerate(facts, start=1):
        target = out if number == 1 else out.with_suffix(f".{number}.csv")
        names, rows = records(warehouse, fact)
        write_csv(names, rows, target)
        click.echo(f"{target}: {fact.count:,} rows of {fact.table}")


@click.command()
@place_options
def doctor(config: Path | None, data: Path | None) -> None:
    """Look at settings, key, folders, files, data and publication, and say what is missing or stale and what to do.

    Exit code 1 where something is wrong, 0 where all is well or only worth a look.
    """
    place = place_from_environment(config, data)
    from pipelines.desk.doctor import examine
    from pipelines.house import Declarations

    wrong = 0
    for finding in examine(place, Declarations(), now=clock()):
        mark, colour = MARKS[finding.level]
        text = finding.text.replace("\n", "\n" + " " * 17)
        click.echo(f"{click.style(mark, fg=colour)} {finding.about:11} {text}")
        wrong += finding.level == "wrong"
    if wrong:
        sys.exit(1)


@contextmanager
def _published(place: "Place") -> Iterator["DuckDBEngine"]:
    from pipelines.own_databases import open_published

    if not place.database.exists():
        raise click.ClickException(f"nothing is published yet ({place.database} is not there): `switchboard run` publishes it.")
    with open_published(place) as engine:
        yield engine


COMMANDS = (status, extract, report, why, doctor)
