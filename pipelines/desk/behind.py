"""The records behind a number as people read them: rows with file and line, and the files they stand in.

Belongs here: laying out what the walk has found. Does not: the walk (`provenance`), which number was asked for (`why`, `row`).
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Any

from pipelines.desk.catalogue import NotThere
from pipelines.engine.base import Engine
from pipelines.house import Declarations
from pipelines.ledger import changed_definitions
from pipelines.provenance import Tracer

LONGEST_VALUE, LONGEST_LINE, SHOWN_NAMES = 40, 220, 3


@dataclass(frozen=True)
class Facts:
    """Rows of one table behind the number, in a temporary table, each with file and line."""

    table: str
    rows: str
    count: int


def refuse_if_redefined(engine: Engine, declared: Declarations) -> None:
    """Raise `NotThere` where a definition has changed since the warehouse was built: the new SQL asks for what is not there."""
    changed = sorted(changed_definitions(engine, declared.hashes)) if engine.exists("ops.definition") else []
    if changed:
        shown = ", ".join(changed[:SHOWN_NAMES]) + (" ..." if len(changed) > SHOWN_NAMES else "")
        told = "1 definition has" if len(changed) == 1 else f"{len(changed)} definitions have"
        raise NotThere(f"{told} changed since the last run ({shown}): `switchboard run`, then ask again.")


def facts_of(tracer: Tracer) -> list[Facts]:
    """Put the rows that several ways have led to together, each once, table by table."""
    facts = []
    for table, parts in sorted(tracer.found.items()):
        rows = tracer.keep(" union ".join(f"select * from {part}" for part in parts))
        facts.append(Facts(table, rows, int(tracer.engine.rows(f"select count(*) from {rows}")[0][0])))
    return facts


def files_of(engine: Engine, facts: Sequence[Facts]) -> list[dict[str, Any]]:
    """Name the files the facts stand in, with how many of their rows and lines."""
    if not facts:
        return []
    parts = " union ".join(f"select file_id, line from {fact.rows}" for fact in facts)
    return engine.records(
        "select manifest.path, manifest.source_id, manifest.loaded_at, manifest.sha256, count(*) as rows,"
        " min(behind.line) as first_line, max(behind.line) as last_line"
        f" from ({parts}) as behind left join ops.file_manifest as manifest on manifest.file_id = behind.file_id"
        " group by all order by manifest.source_id, manifest.path"
    )


def records(engine: Engine, facts: Facts, *, limit: int | None = None) -> tuple[list[str], list[tuple[Any, ...]]]:
    """Give column names and rows of the facts, path and line first, in the order of the files."""
    rest = [name for name, *_ in engine.rows(f"describe {facts.rows}") if name not in ("file_id", "line")]
    shown = ", ".join(f"behind.{name}" for name in rest)
    rows = engine.rows(
        f"select manifest.path, behind.line, {shown} from {facts.rows} as behind"
        " left join ops.file_manifest as manifest on manifest.file_id = behind.file_id"
        f" order by manifest.path, behind.line{'' if limit is None else f' limit {limit}'}"
    )
    return ["path", "line", *rest], rows


def lines(engine: Engine, facts: Sequence[Facts], *, limit: int) -> Iterator[str]:
    """Tell the rows, `limit` of every table, and the files."""
    if not facts:
        yield "  no record stands behind it: it counts what is absent, or comes from the settings alone"
    for fact in facts:
        yield f"Rows behind it: {fact.count:,} of {fact.table}"
        names, rows = records(engine, fact, limit=limit)
        for row in rows:
            record = dict(zip(names, row, strict=True))
            shown = ", ".join(
                f"{name} {short(value)}" for name, value in record.items() if name not in ("path", "line") and value is not None
            )
            yield f"  {record['path']}:{record['line']}  {shown[:LONGEST_LINE]}"
        if fact.count > limit:
            yield f"  ... and {fact.count - limit:,} more (--limit, or --out rows.csv for all)"
    files = files_of(engine, facts)
    yield f"Input files: {len(files)}"
    for file in files:
        span = f"lines {file['first_line']} to {file['last_line']}"
        loaded = f"loaded {file['loaded_at']:%Y-%m-%d %H:%M} UTC" if file["loaded_at"] else "gone from the manifest"
        yield f"  {file['path']}: {file['rows']:,} rows, {span}, source {file['source_id']}, {loaded}, sha256 {str(file['sha256'])[:12]}"


def short(value: Any) -> str:
    """Cut a value that a line has no room for."""
    text = str(value)
    return text if len(text) <= LONGEST_VALUE else f"{text[: LONGEST_VALUE - 3]}..."
