"""One refresh from the command line: look, run the job in this process, say what happened.

Belongs here: the way from a command to a Dagster run and back. Does not: definitions.
"""

import re
import time
from collections.abc import Iterable, Iterator, Mapping
from pathlib import Path
from typing import TYPE_CHECKING

from rich.console import Console
from rich.markup import escape

from pipelines import summary
from pipelines.house import Declarations, Place
from pipelines.ledger import refuse_to_go_back
from pipelines.own_databases import open_warehouse, refuse_to_replace
from pipelines.progress import STEPS
from pipelines.surroundings import clock, is_today_named, settings_of, today
from pipelines.work import SETTLE_S, look

if TYPE_CHECKING:
    import dagster as dg

PLANNING = "landing"  # the step after which the books of days are this run's own
OUR_ERROR = re.compile(r"^(?:assets|pipelines)\.[\w.]+: ")  # errors of this house are sentences; of others the kind is part of the reason


def refresh(out: Console, place: Place) -> int:
    """Run the job `refresh` for a centre; gives the exit code: 0, or 1 when a critical check failed or a step broke."""
    declared = Declarations()
    settings = settings_of(place, declared)
    _let_files_settle(place)
    refuse_to_replace(place)
    with open_warehouse(place) as engine:
        now = clock()
        day = today(settings, now=now)
        work = look(engine, settings, place, declared, now=now, today=day)
        if not is_today_named():
            refuse_to_go_back(engine, today=day)
    if not work:
        out.print(f"Nothing to do: {work.idle}.", highlight=False, soft_wrap=True)
        out.print(f"Published: {place.database} stands as it was.", highlight=False, soft_wrap=True)
        return 0
    out.print(f"To do: {work}.", highlight=False, soft_wrap=True)
    started, before = time.monotonic(), _stamps(place)
    import dagster as dg  # takes a second to import, which a run with nothing to do can spare

    from pipelines.definitions import defs  # assembled on import, for the folders that the environment names

    job = defs.resolve_job_def("refresh")
    STEPS["refresh"] = len(job.graph.node_defs)
    with dg.DagsterInstance.get() as instance:
        result = job.execute_in_process(instance=instance, raise_on_error=False)
    with open_warehouse(place) as engine:
        checks = list(result.get_asset_check_evaluations())
        summary.tell(
            out,
            engine,
            place,
            run_id=result.run_id,
            seconds=time.monotonic() - started,
            checks=checks,
            has_planned=any(event.is_step_success and event.step_key == PLANNING for event in result.all_events),
            published=result.success,
        )
    for check in (c for c in checks if not c.passed):
        word = "[red]critical[/]" if check.severity is dg.AssetCheckSeverity.ERROR else "[yellow]warning[/]"
        out.print(f"{word} {check.asset_key.to_user_string()}: {escape(check.description or '')}", highlight=False, soft_wrap=True)
    return 0 if result.success else _say_why(out, result, place, before)


def reasons(events: "Iterable[dg.DagsterEvent]") -> Iterator[tuple[str, str]]:
    """Give what broke and why: of the steps, and of a run that came to none because another one holds the database."""
    for event in events:
        if event.is_step_failure and not event.step_failure_data.user_failure_data:
            where, error = str(event.step_key), event.step_failure_data.error
        elif event.event_type_value == "PIPELINE_FAILURE" and event.job_failure_data.first_step_failure_event is None:
            where, error = "to begin", event.job_failure_data.error
        else:
            continue
        while error is not None and error.cause is not None:
            error = error.cause
        if error is not None and "blocking" not in error.message:
            yield where, OUR_ERROR.sub("", error.message.strip())


def _let_files_settle(place: Place) -> None:
    """Wait until the newest file has stopped growing, if it changed a moment ago; one that goes on growing is left for the next run."""
    newest = max((path.stat().st_mtime for path in place.landing.rglob("*") if path.is_file()), default=0.0)
    age_s = clock().timestamp() - newest
    if 0 <= age_s < SETTLE_S:
        time.sleep(SETTLE_S - age_s + 0.05)


def _say_why(out: Console, result: "dg.ExecuteInProcessResult", place: Place, before: Mapping[Path, int]) -> int:
    """Name the step that broke and its reason, and what became of the publication."""
    for where, reason in reasons(result.all_events):
        out.print(f"[red]failed[/] {where}: {escape(reason)}", highlight=False, soft_wrap=True)
    out.print(
        f"{what_stands(place, before, _stamps(place))}; the days wait and the next run takes them up again.",
        highlight=False,
        soft_wrap=True,
    )
    return 1


def what_stands(place: Place, before: Mapping[Path, int], after: Mapping[Path, int]) -> str:
    """Say what a run that broke has done to the published files; `before` and `after` are their times of change."""
    stands = f"{place.database} stands as it was"
    new = [path for path in after if after[path] != before.get(path)]
    if not new:
        return f"Not published: {stands}"
    names = ", ".join(path.relative_to(place.published).as_posix() for path in new[:3]) + (" ..." if len(new) > 3 else "")
    count = f"{len(new)} file{'s' if len(new) > 1 else ''} of {place.published.name}/ replaced"
    return f"Published in part: {f'{place.database} is new' if place.database in new else stands}, {count} ({names})"


def _stamps(place: Place) -> dict[Path, int]:
    return {path: path.stat().st_mtime_ns for path in sorted(place.published.rglob("*")) if path.is_file()}
