"""The command line: `switchboard` and the commands of people who run it.

Belongs here: words in, words out. Does not: work (`definitions`, `work`, `summary`), the commands of people who read (`desk`).
"""

import os
import shutil
import sys
import time
from datetime import date
from pathlib import Path

import click
from rich.console import Console

from assets.readers.protocol import Unreadable
from assets.settings.messages import SettingsError, nearest
from pipelines.desk.catalogue import NotThere
from pipelines.desk.commands import COMMANDS, place_options
from pipelines.engine.base import EngineBroken, EngineBusy, ModelError
from pipelines.house import ROOT, Place
from pipelines.ledger import ClockBack
from pipelines.replacing import NotWritten
from pipelines.surroundings import place_from_environment, quiet_end

PIPED_WIDTH = 110  # a pipe has no width of its own; the scorecard needs this much
PLAIN_ERRORS = (SettingsError, ModelError, EngineBusy, EngineBroken, ClockBack, Unreadable, NotThere, NotWritten, click.ClickException)


class Switchboard(click.Group):
    """A group whose unknown command is answered with the nearest one."""

    def resolve_command(self, ctx: click.Context, args: list[str]) -> tuple[str | None, click.Command | None, list[str]]:
        """Find the command, or say what it is called."""
        if args and not args[0].startswith("-") and self.get_command(ctx, args[0]) is None:
            ctx.fail(f"unknown command {args[0]!r}{nearest(args[0], self.commands)}")
        return super().resolve_command(ctx, args)


@click.group(
    cls=Switchboard,
    context_settings={"help_option_names": ["-h", "--help"]},
    epilog="""\b
A first hour:
  switchboard run --days 60 --calls-per-day 150   a sample centre, from its exports to its scorecard
  switchboard status                              what is published, what waits
  switchboard extract --list                      which KPIs, scopes and months there are
  switchboard extract --kpi service_level         a workbook of its months
  switchboard why service_level                   the rows and files behind the number
  switchboard describe my_export.csv              the first step with data of your own
  switchboard doctor                              what is missing or stale
""",
)
def switchboard() -> None:
    """From a contact centre's raw exports to KPIs, trend, forecast and staffing.

    \b
    Files are dropped into data/landing/, declared in config/, and read from data/published/.
    `switchboard COMMAND --help` explains each command.
    """


for reading in COMMANDS:
    switchboard.add_command(reading)


@switchboard.command()
@place_options
@click.option("--sample/--no-sample", default=True, help="Write the sample centre's exports when the landing folder is empty.")
@click.option("--days", default=400, show_default=True, help="Days of the sample centre.")
@click.option("--calls-per-day", default=2000, show_default=True, help="Calls a day of the sample centre.")
@click.option("--seed", default=1, show_default=True, help="Seed of the sample centre.")
def run(config: Path | None, data: Path | None, sample: bool, days: int, calls_per_day: int, seed: int) -> None:
    """Load what is new, rebuild what it touches, check, publish. Does nothing when nothing waits."""
    out = Console(width=None if sys.stdout.isatty() else PIPED_WIDTH)
    place = _settle_in(config, data)
    if sample and not any(place.landing.iterdir()):
        _write_sample(out, place, days=days, calls_per_day=calls_per_day, seed=seed, until=None)
    from pipelines.runner import refresh

    sys.exit(refresh(out, place))


@switchboard.command()
@place_options
@click.option("--days", default=400, show_default=True)
@click.option("--calls-per-day", default=2000, show_default=True)
@click.option("--seed", default=1, show_default=True)
@click.option("--until", type=click.DateTime(["%Y-%m-%d"]), help="Last day of the sample.")
def sample(config: Path | None, data: Path | None, days: int, calls_per_day: int, seed: int, until: date | None) -> None:
    """Write the exports of a simulated centre into the landing folder, and the truths planted in it beside that."""
    place = _settle_in(config, data)
    _write_sample(Console(), place, days=days, calls_per_day=calls_per_day, seed=seed, until=until)


@switchboard.command()
@click.argument("file", type=click.Path(exists=True, dir_okay=False, path_type=Path))
@click.option("--id", "source_id", help="Name for the new source.")
def describe(file: Path, source_id: str | None) -> None:
    """Look at an export and draft its entry for config/sources.yaml, with the questions only you can answer."""
    from assets.describe import describe as look_at

    click.echo(look_at(file, source_id=source_id).text)


@switchboard.command()
@click.option("--check", is_flag=True, help="Say what is out of date and change nothing.")
def docs(check: bool) -> None:
    """Write docs/tables.md and docs/kpis.md from the declarations."""
    from pipelines.docs import write_docs

    stale = write_docs(ROOT / "docs", check=check)
    for path in stale:
        click.echo(f"{path} {'is out of date: run `make docs`' if check else 'written'}")
    if check and stale:
        raise SystemExit(1)


@switchboard.command()
@place_options
@click.option("--port", default=3000, show_default=True, help="Port of the page, on this machine only.")
def dev(config: Path | None, data: Path | None, port: int) -> None:
    """Open Dagster's page and run its daemon, with the daily schedule and the landing sensor."""
    place = _settle_in(config, data)
    click.echo(f"Dagster's page: http://127.0.0.1:{port}   (landing folder: {place.landing}; stop with Ctrl-C)")
    dagster = Path(sys.executable).with_name("dagster")
    command = [str(dagster), "dev", "--workspace", str(ROOT / "workspace.yaml"), "--host", "127.0.0.1", "--port", str(port)]
    os.environ["PYTHONWARNINGS"] = "ignore"  # Dagster warns of its own command's successor on every start
    os.chdir(ROOT)
    os.execv(dagster, command)


def _write_sample(out: Console, place: Place, *, days: int, calls_per_day: int, seed: int, until: date | None) -> None:
    from assets.sample.centre import write_sample

    started = time.monotonic()
    chosen = {"until": until.date() if hasattr(until, "date") else until} if until else {}
    with out.status("writing the sample centre's exports"):
        report = write_sample(place.landing, place.data / "sample_truth.json", days=days, calls_per_day=calls_per_day, seed=seed, **chosen)
    out.print(
        f"Wrote the sample centre into {place.landing}: {report.files} files, {report.calls:,} calls, {report.tickets:,} tickets, "
        f"{report.surveys:,} surveys ({time.monotonic() - started:.1f} s)",
        highlight=False,
    )


def _settle_in(config: Path | None, data: Path | None) -> Place:
    """Make the folders, and tell Dagster where its home is (it reads the environment)."""
    place = place_from_environment(config, data)
    home = place.data / "dagster_home"
    for folder in (place.landing, place.published, home):
        folder.mkdir(parents=True, exist_ok=True)
    shutil.copyfile(ROOT / "pipelines" / "dagster.yaml", home / "dagster.yaml")
    os.environ |= {
        "SWITCHBOARD_CONFIG": str(place.config),
        "SWITCHBOARD_DATA": str(place.data),
        "DAGSTER_HOME": str(home),
        "DAGSTER_DISABLE_TELEMETRY": "1",
        "GX_ANALYTICS_ENABLED": "false",
    }
    return place


def main() -> None:
    """Run the command line; mistakes people can mend are told in words, without a traceback."""
    quiet_end()
    try:
        switchboard(standalone_mode=True)
    except PLAIN_ERRORS as error:
        click.echo(f"switchboard: {error}", err=True)
        raise SystemExit(2) from None


if __name__ == "__main__":
    main()
