"""The closing words of a run: about twelve lines that say what it did, the scorecard, and where to look.

Belongs here: reading the books and printing them. Does not: deciding anything.
"""

import math
from collections.abc import Sequence
from typing import Any

from rich.console import Console
from rich.markup import escape
from rich.table import Table

from pipelines.engine.base import Engine
from pipelines.house import Place

SHOWN = ("*.*", "report/*.html")  # of the published files; the Parquet tables and the copies are many
SHOWN_WORDS = 3
NO_ACTION = "no action is named in the goal register"
VERDICTS = {"met": "[green]met[/]", "missed": "[red]missed[/]"}  # few cases and unclear verdicts are never coloured


def tell(
    out: Console,
    engine: Engine,
    place: Place,
    *,
    run_id: str,
    seconds: float,
    checks: Sequence[Any],
    has_planned: bool,
    published: bool,
) -> None:
    """Print what the run did; the books of days are of an earlier run where this one has not planned any."""
    out.print(f"[bold]Run {run_id[:8]}[/] took {seconds:.1f} s", highlight=False, soft_wrap=True)
    if not has_planned:
        told = "rebuilt nothing: what waited was done by another run meanwhile" if published else "rebuilt nothing"
        out.print(f"  {told}", highlight=False, soft_wrap=True)
    for line in [
        *(_sources(engine, run_id) if has_planned else ()),
        *_sums_only(engine, run_id),
        *_changed(engine, run_id),
        *_refused(engine, run_id),
        *(_days(engine) if has_planned else ()),
        *([_checks(checks)] if checks else ()),
    ]:
        out.print(f"  {line}", highlight=False, soft_wrap=True)
    if not published:
        return
    tell_scorecard(out, engine)
    out.print("Published", style="bold")
    for path in sorted(path for pattern in SHOWN for path in place.published.glob(pattern)):
        out.print(f"  {_short(path)}", highlight=False, soft_wrap=True)


def tell_scorecard(out: Console, engine: Engine) -> None:
    """Print KPI, target, actual, verdict, action."""
    if not engine.exists("marts.scorecard"):
        return
    rows = engine.rows(
        "select kpi_name, scope_type, scope_id, comparator, target, actual, n, verdict, action, unit, month, provisional, is_coloured"
        " from marts.scorecard order by rank"
    )
    if not rows:
        out.print("Scorecard: config/targets.yaml declares no target.", highlight=False, soft_wrap=True)
        return
    table = Table(title="Scorecard", title_justify="left", title_style="bold", box=None, pad_edge=False)
    for column in ("KPI", "scope", "month", "target", "actual", "n", "verdict"):
        table.add_column(column, justify="right" if column in ("target", "actual", "n") else "left", no_wrap=True)
    actions: list[tuple[str, str, str | None]] = []
    for name, kind, scope, comparator, target, actual, n, verdict, action, unit, month, provisional, is_coloured in rows:
        sign = "≥" if comparator == "at_least" else "≤"
        where = kind if scope == "all" else f"{kind} {scope}"
        shown = f"{int(n):,}" if n is not None else "–"
        told = f"{month:%b %Y}{' so far' if provisional else ''}" if month else "–"
        table.add_row(
            name,
            where,
            told,
            f"{sign} {figure(target, unit)}",
            figure(actual, unit),
            shown,
            VERDICTS[verdict] if is_coloured else verdict.replace("_", " "),
        )
        if verdict in ("missed", "unclear"):
            actions.append((name, where, action))
    out.print(table)
    for name, where, action in actions:
        out.print(f"  [bold]{name}[/], {where}: {escape(action or NO_ACTION)}", highlight=False, soft_wrap=True)


def figure(value: float | None, unit: str) -> str:
    """Print a value as people read it: shares in per cent, durations in s, min or h."""
    if value is None or math.isnan(value):
        return "–"
    if unit == "share":
        return f"{100 * value:.1f} %"
    if unit == "seconds":
        return f"{value:.0f} s" if value < 120 else f"{value / 60:.1f} min" if value < 7200 else f"{value / 3600:.1f} h"
    return f"{value:,.0f}" if unit == "count" else f"{value:,.2f}"


def _sources(engine: Engine, run_id: str) -> list[str]:
    rows = engine.rows(
        "select source_id, count(*), sum(loaded), sum(duplicates), sum(quarantined), sum(skipped) from ops.file_manifest"
        " where load_id = $run_id and status = 'loaded' group by source_id order by source_id",
        {"run_id": run_id},
    )
    if not rows:
        return ["no new file was loaded"]
    return [
        f"{source or '?'}: {int(files):,} files, {int(loaded or 0):,} records loaded, {int(quarantined or 0):,} quarantined, "
        f"{int(duplicates or 0):,} duplicates, {int(skipped or 0):,} skipped"
        for source, files, loaded, duplicates, quarantined, skipped in rows
    ]


def _sums_only(engine: Engine, run_id: str) -> list[str]:
    """Say of sources that tell sums what cannot be had from them."""
    rows = engine.rows(
        "select distinct source_id from ops.file_manifest where load_id = $run_id and status = 'loaded' and kind = 'interval_total'"
        " order by 1",
        {"run_id": run_id},
    )
    return [f"{source} tells sums: percentiles, patience and first contact resolution are unavailable from it" for (source,) in rows]


def _changed(engine: Engine, run_id: str) -> list[str]:
    """Files that were loaded and have other columns than those before them."""
    rows = engine.rows(
        "select message from ops.file_manifest where load_id = $run_id and status = 'loaded' and message is not null order by file_id",
        {"run_id": run_id},
    )
    lines = [f"[yellow]changed[/] {escape(message)}" for (message,) in rows[:5]]
    return lines + ([f"... and {len(rows) - 5} more with other columns, see ops.file_manifest"] if len(rows) > 5 else [])


def _refused(engine: Engine, run_id: str) -> list[str]:
    rows = engine.rows(
        "select path, status, message from ops.file_manifest where load_id = $run_id and status in ('refused', 'unclaimed') order by path",
        {"run_id": run_id},
    )
    words = {"refused": "[red]refused[/]", "unclaimed": "[yellow]nobody's file[/]"}
    # A message names its file first; square brackets in it are YAML, not colours.
    told = [(words[status], message if message.startswith(path) else f"{path}: {message}") for path, status, message in rows[:5]]
    lines = [f"{word} {escape(message)}" for word, message in told]
    lines += [f"... and {len(rows) - 5} more in ops.file_manifest"] if len(rows) > 5 else []
    aside = engine.rows(
        "select count(*) from ops.file_manifest where load_id = $run_id and status in ('ignored', 'copy')", {"run_id": run_id}
    )
    if aside[0][0]:
        lines.append(f"{int(aside[0][0]):,} files set aside, copies or nothing in them that is used here: ops.file_manifest says why")
    return lines


def _days(engine: Engine) -> list[str]:
    span = "count(distinct business_date), min(business_date), max(business_date)"
    told, first, last = engine.rows(f"select {span} from ops.window where table_name like 'raw.%'")[0]
    days, earliest, latest = engine.rows(f"select {span} from ops.window where table_name not like 'marts.%'")[0]
    if not told:
        first, last = earliest, latest
    # a run that broke before its first table leaves none
    through = next((date for (date,) in engine.rows("select business_date from ops.data_through")), None)
    unmapped = int(engine.rows("select count(*) from ops.unmapped")[0][0])
    reach = f"data complete through {through}" if through else "no day before today has records, so none is complete yet"
    count = int(told or days)
    follow = f" and what follows from them in {int(days) - int(told):,} more" if days > told > 0 else ""
    lines = [f"{count:,} day{'s' if count > 1 else ''} restated ({first} to {last}){follow}; {reach}" if days else "no day rebuilt"]
    if unmapped:
        most = engine.rows(f"select field, word, n, source_id from ops.unmapped order by n desc, field, word limit {SHOWN_WORDS}")
        told = ", ".join(f"{field} {word!r} of {source} ({int(n):,} records)" for field, word, n, source in most)
        rest = f", and {unmapped - SHOWN_WORDS} more in ops.unmapped" if unmapped > SHOWN_WORDS else ""
        what = "unknown word or queue" if unmapped == 1 else "unknown words or queues"
        lines.append(f"[yellow]{unmapped} {what}[/], to be named in config/: {escape(told + rest)}")
    return lines


def _checks(checks: Sequence[Any]) -> str:
    broken = [c for c in checks if not c.passed]
    critical = sum(1 for c in broken if c.severity.value == "ERROR")
    held, warned = len(checks) - len(broken), len(broken) - critical
    return f"{len(checks)} suites of promises checked: {held} hold, {critical} broken at a critical one, {warned} at a warning"


def _short(path: Any) -> str:
    size = path.stat().st_size
    return f"{path}  ({size / 1e6:.1f} MB)" if size > 1e5 else f"{path}  ({size / 1e3:.1f} kB)"
