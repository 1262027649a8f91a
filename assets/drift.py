"""How the columns of a source change from export to export: remembered by name, told when they do.

Belongs here: which columns are new and which are gone. Does not: a column the source needs (the reader refuses a file without it), a
cell of another type (quarantined by the reader), other names of a column (option `renamed`).
"""

from collections.abc import Sequence

from assets.readers.protocol import Plan, Unreadable
from assets.settings.sources import Source
from assets.warehouse import Warehouse, run

MODES = ("report", "refuse")
SHOWN = 10


def note_columns(engine: Warehouse, source: Source, plan: Plan, file_ids: Sequence[int]) -> str | None:
    """Remember the columns of files with one plan; give what people should know of those that are new, gone or read as empty, if any.

    Raises `Unreadable` where the source says `drift: {new: refuse}` and there are new ones.
    """
    names = sorted({name for name in plan.names if name})
    if not names:
        return None
    of = {"source_id": source.id, "kind": plan.kind.name}
    rows = engine.rows(
        "select column_name, last_file_id from ops.source_column where source_id = $source_id and kind = $kind order by column_name", of
    )
    known = dict(rows)
    newest = max(known.values(), default=0)
    new = [name for name in names if name not in known] if known else []
    gone = [name for name, last in known.items() if last == newest and name not in names]
    if new and source.options.get("drift", {}).get("new", MODES[0]) == "refuse":
        raise Unreadable(
            f"there are columns no export of source {source.id} had before: {_listed(new)}. Name them under `columns` or `renamed`, or say "
            "`options: {drift: {new: report}}` in config/sources.yaml, to have the file loaded."
        )
    span = of | {"names": names, "first": min(file_ids), "last": max(file_ids)}
    run(
        engine,
        "update ops.source_column set last_file_id = $last"
        " where source_id = $source_id and kind = $kind and column_name in (select unnest(cast($names as varchar[])))",
        {key: span[key] for key in ("source_id", "kind", "names", "last")},
    )
    run(
        engine,
        "insert into ops.source_column select $source_id, $kind, name, $first, $last"
        " from (select unnest(cast($names as varchar[])) as name)"
        " where name not in (select column_name from ops.source_column where source_id = $source_id and kind = $kind)",
        span,
    )
    told = [f"new columns, not read: {_listed(new)}"] if new else []
    told += [f"columns that are gone: {_listed(gone)}"] if gone else []
    told += [f"declared and not there, read as empty: {_listed(plan.lacking)}"] if plan.lacking else []
    return "; ".join(told) or None


def _listed(names: Sequence[str]) -> str:
    return ", ".join(names[:SHOWN]) + (f" and {len(names) - SHOWN} more" if len(names) > SHOWN else "")
