"""The tables in which ingest keeps its books, and the raw tables: their columns, types and meanings.

Belongs here: declarations and `ensure_tables`. Does not: filling them (ingest, acceptance, touched_days, reconciliation).
"""

from assets.readers.cells import literal
from assets.readers.records import KINDS
from assets.warehouse import Warehouse

# Ids made of a record's whole content: a dictionary of them is twice the work, and half as large again.
LONG_TEXTS, LONG_TEXT = ("event_id",), " using compression zstd"

Columns = dict[str, tuple[str, str]]

OPS_TABLES: dict[str, tuple[str, Columns]] = {
    "ops.file_manifest": (
        "What became of every file: one row a delivered content or refused attempt.",
        {
            "file_id": ("bigint", "number of the file, in order of loading"),
            "source_id": ("varchar", "source that claims the file; null when none does"),
            "path": ("varchar", "where the file lies, relative to the landing folder"),
            "sha256": ("varchar", "hash of the bytes as delivered; null for a file nobody read"),
            "bytes": ("bigint", "size as delivered"),
            "mtime": ("timestamp", "last change of the file, UTC"),
            "encoding": ("varchar", "encoding it was read in"),
            "records": ("bigint", "records counted in its bytes, headers and blank lines included"),
            "loaded": ("bigint", "records that stand in raw"),
            "duplicates": ("bigint", "records told twice, or superseded by a newer version"),
            "quarantined": ("bigint", "records kept in ops.quarantine"),
            "skipped": ("bigint", "headers, blank lines and records that are no data"),
            "repaired": ("bigint", "loaded records with a value put right by a stated rule, such as a local time that never was"),
            "first_at_utc": ("timestamp", "earliest instant in it"),
            "last_at_utc": ("timestamp", "latest instant in it"),
            "status": ("varchar", "loaded, refused, unclaimed, ignored (holds nothing needed), copy (same content as another file)"),
            "message": ("varchar", "what people should know or do"),
            "settings_hash": ("varchar", "hash of the settings it was read with; a refused file is tried again when they change"),
            "kind": ("varchar", "kind of record it holds"),
            "load_id": ("varchar", "run that loaded it"),
            "loaded_at": ("timestamp", "when, UTC"),
        },
    ),
    "ops.quarantine": (
        "Records that could not be loaded, with the way back to their bytes.",
        {
            "file_id": ("bigint", "file, see ops.file_manifest"),
            "line": ("bigint", "line the record begins on, from 1"),
            "byte_offset": ("bigint", "where it begins in the unpacked file (UTF-16: after conversion to UTF-8)"),
            "length": ("bigint", "its bytes, without line end"),
            "reason": ("varchar", "what is wrong with it"),
            "text": ("varchar", "its first 4 KiB, with every run of five or more digits masked"),
        },
    ),
    "ops.duplicate": (
        "Records that are counted, not kept: each names the record that stands for it (which may itself have been superseded since).",
        {
            "source_id": ("varchar", "source"),
            "file_id": ("bigint", "file of the record that is not kept"),
            "line": ("bigint", "its line"),
            "kept_file_id": ("bigint", "file of the record that was kept"),
            "kept_line": ("bigint", "its line"),
            "reason": ("varchar", "equal, or older_version"),
        },
    ),
    "ops.unmapped": (
        "Queues and words that config does not know, counted as they were loaded, with the first place they stand.",
        {
            "source_id": ("varchar", "source"),
            "field": ("varchar", "queue, outcome, status, priority, role ..."),
            "word": ("varchar", "as written, trimmed"),
            "n": ("bigint", "records loaded with it"),
            "first_file_id": ("bigint", "file it was first seen in"),
            "first_line": ("bigint", "line it was first seen on"),
        },
    ),
    "ops.reconciliation": (
        "Proof that nothing is lost: what was counted in the bytes, and what stands in the tables.",
        {
            "check_id": ("varchar", "records_of_file"),
            "source_id": ("varchar", "source"),
            "file_id": ("bigint", "file"),
            "business_date": ("date", "day; null where a check is per file"),
            "lhs": ("bigint", "records counted in the file's bytes"),
            "rhs": ("bigint", "rows in raw, duplicates, quarantined and skipped records"),
            "residual": ("bigint", "lhs - rhs, 0 when nothing is lost"),
            "passed": ("boolean", "residual is 0"),
        },
    ),
    "ops.source_column": (
        "Columns that the exports of a source have had, so that a new or a missing one is told.",
        {
            "source_id": ("varchar", "source"),
            "kind": ("varchar", "kind of record"),
            "column_name": ("varchar", "column as the export names it, or as the source calls a renamed one"),
            "first_file_id": ("bigint", "file it was first seen in"),
            "last_file_id": ("bigint", "file it was last seen in"),
        },
    ),
    "ops.hash_key": (
        "The key that customers are hashed with, told by a mark that does not lead back to it; files under another key are not loaded.",
        {"fingerprint": ("varchar", "HMAC of a constant under the key, 64 bits in hex")},
    ),
    "ops.dirty_day": (
        "Business days that loads have touched and that wait to be rebuilt.",
        {
            "table_name": ("varchar", "raw table"),
            "business_date": ("date", "day to rebuild"),
            "reason": ("varchar", "loaded, superseded, or related (shares a call or ticket with loaded rows)"),
            "load_id": ("varchar", "run that touched it"),
        },
    ),
}

RAW_COLUMNS: Columns = {
    "source_id": ("varchar", "source, see config.source"),
    "file_id": ("bigint", "file, see ops.file_manifest"),
    "line": ("bigint", "line the record begins on, from 1"),
    "load_id": ("varchar", "run that loaded it"),
}


def raw_tables() -> dict[str, tuple[str, Columns]]:
    """Give the raw table of every kind of record."""
    return {
        kind.table: (
            f"Records of kind {kind.name} as delivered, typed.",
            RAW_COLUMNS | {column.name: (column.type, column.meaning) for column in kind.columns},
        )
        for kind in KINDS.values()
    }


def ensure_tables(engine: Warehouse) -> None:
    """Make the raw and ops tables that are missing, with the columns and words declared here."""
    wanted = OPS_TABLES | raw_tables()
    there: dict[str, set[str]] = {}
    for table, column in engine.rows(
        "select table_schema || '.' || table_name, column_name from information_schema.columns where table_schema in ('raw', 'ops')"
    ):
        there.setdefault(table, set()).add(column)
    if all(set(columns) <= there.get(table, set()) for table, (_, columns) in wanted.items()):
        return
    with engine.transaction():
        for schema in ("raw", "ops"):
            engine.run(f"create schema if not exists {schema}")
        for table, (description, columns) in wanted.items():
            if table not in there:
                told = (f"{name} {kind}{LONG_TEXT if name in LONG_TEXTS else ''}" for name, (kind, _) in columns.items())
                engine.run(f"create table {table} ({', '.join(told)})")
            for name, (kind, _) in columns.items():
                if table in there and name not in there[table]:
                    engine.run(f"alter table {table} add column {name} {kind}")
            engine.run(f"comment on table {table} is {literal(description)}")
            for name, (_, meaning) in columns.items():
                engine.run(f"comment on column {table}.{name} is {literal(meaning)}")
