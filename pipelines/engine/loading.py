"""A reader's plan, run inside DuckDB: one file's records become the temporary view `incoming`, typed, in UTC, with their lines.

Belongs here: `read_csv`, the way from a row back to its line, keyed hashes, local time to UTC. Does not: what becomes of a
record (assets/ingest), or any vendor's layout (readers). The connection is given; duckdb itself is not imported.
"""

import glob
import hashlib
from collections.abc import Collection, Mapping, Sequence
from datetime import datetime, timedelta
from typing import TYPE_CHECKING

import numpy as np
import pyarrow as pa

from assets.readers.cells import literal, quoted
from assets.readers.gated import Gated
from assets.readers.protocol import Batches, Delimited, Incoming, Plan, Unreadable
from pipelines.engine.typed import ZONE_OF_RECORD, hidden, typed

if TYPE_CHECKING:
    import duckdb

# A time inside the missing hour stands before the switch that makes it missing.
MISSING_HOURS = timedelta(hours=3)
MAX_LINE_BYTES = 2 << 20
HASH_BLOCK_BYTES = 64
GOOD = "reason is null and not is_skipped"
# A hash costs what eight look-ups do: texts told twice and more are hashed once, where there are enough records to ask the first.
ENOUGH_RECORDS, LOOKED_AT, TOLD_TIMES = 100_000, 50_000, 2


def load(con: "duckdb.DuckDBPyConnection", plan: Plan, gated: Mapping[int, Gated], *, key: bytes) -> dict[int, Incoming]:
    """Make the temporary view `incoming` of gated files (by file id, one plan for all) and say what each of them holds.

    Columns: file_id, line, reason (why the record is refused, else null), is_skipped, is_repaired, then those of the kind.
    Raises `Unreadable` when DuckDB cannot read what the gate let through, or reads another number of records.
    """
    unload(con)
    if any("keyed_hash(" in value for value in plan.values.values()):
        offer_keyed_hash(con, key)
    if isinstance(plan.shape, Batches):
        gathered = _gathered(plan.shape, gated)
        con.register("incoming_batches", gathered)
        try:
            kept = _create(con, plan, "incoming_batches", records=gathered.num_rows)
        finally:
            con.unregister("incoming_batches")
    else:
        kept = _read_text(con, plan, gated)
    con.execute(f"create temp view incoming as {_numbered(con, plan, gated, kept)}")
    at = quoted(plan.kind.at)
    found = con.execute(
        "select file_id, count(*), count(*) filter (where reason is not null), count(*) filter (where is_skipped), "
        f"count(*) filter (where is_repaired and {GOOD}), min({at}) filter (where {GOOD}), max({at}) filter (where {GOOD}) "
        "from incoming group by file_id"
    ).fetchall()
    nothing = dict.fromkeys(gated, Incoming(0, 0, 0, 0, None, None))
    return nothing | {file_id: Incoming(*facts) for file_id, *facts in found}


def unload(con: "duckdb.DuckDBPyConnection") -> None:
    """Forget the records `load` made: they would take their place in memory, or on disk, to the end of the run."""
    con.execute("drop view if exists incoming")
    for table in ("incoming_rows", "incoming_key", "incoming_steps"):
        con.execute(f"drop table if exists temp.{table}")


def offer_keyed_hash(con: "duckdb.DuckDBPyConnection", key: bytes) -> None:
    """Offer the macro `keyed_hash(text)`, equal to `assets.readers.keys.keyed_hash`.

    The macro is temporary: the key must never be written into the warehouse file.
    """
    block = (hashlib.sha256(key).digest() if len(key) > HASH_BLOCK_BYTES else key).ljust(HASH_BLOCK_BYTES, b"\0")
    inner, outer = ("".join(f"\\x{octet ^ pad:02x}" for octet in block) for pad in (0x36, 0x5C))
    con.execute(
        "create or replace temp macro keyed_hash(plain) as cast('0x' || left(sha256("
        f"'{outer}'::blob || unhex(sha256('{inner}'::blob || encode(nullif(trim(plain), ''))))), 15) as bigint)"
    )


def _create(con: "duckdb.DuckDBPyConnection", plan: Plan, source: str, *, records: int) -> Mapping[str, str]:
    """Make `incoming_rows` of a source of so many records; give the columns that keep their text, which is hashed once for all."""
    kept = _told_often(con, plan, source) if records >= ENOUGH_RECORDS else {}
    # The way back to file and line rests on the order of the rows. DuckDB turns a long `in (...)` into a join, and behind a join several
    # threads write in the order they finish in; it also takes twice the time.
    con.execute("set disabled_optimizers = 'in_clause'")
    try:
        con.execute(f"create temp table incoming_rows as {typed(plan, source, kept=kept)}")
    finally:
        con.execute("reset disabled_optimizers")
    if kept:
        plain = " union all ".join(f"select {quoted(column)} as plain from incoming_rows" for column in kept)
        con.execute(
            "create temp table incoming_key as select plain, keyed_hash(plain) as hashed "
            f"from (select distinct plain from ({plain}) where plain is not null)"
        )
    return kept


def _told_often(con: "duckdb.DuckDBPyConnection", plan: Plan, source: str) -> Mapping[str, str]:
    """Columns that are keyed hashes, with the SQL of their texts, where the first records tell a text several times; else none."""
    texts = hidden(plan)
    if not texts:
        return {}
    plain = " union all ".join(f"(select {text} as plain from {source} limit {LOOKED_AT})" for text in texts.values())
    told, different = con.execute(f"select count(plain), approx_count_distinct(plain) from ({plain})").fetchall()[0]
    return texts if different * TOLD_TIMES <= told else {}


def _read_text(con: "duckdb.DuckDBPyConnection", plan: Plan, gated: Mapping[int, Gated]) -> Mapping[str, str]:
    """Make `incoming_rows` of text files; raise `Unreadable` where DuckDB reads otherwise than the gate did."""
    shape = plan.shape
    if isinstance(shape, Delimited):
        columns, delimiter, quote = shape.columns, shape.delimiter, shape.quote
    else:
        columns, delimiter, quote = ("line_text",), "\x1f", ""
    # DuckDB reads a list of files in its order, and rows keep that order. A name is a name: it neither stands for others, as its
    # `[1]` would, nor tells values, as a folder `queue=sales` would.
    paths = [literal(glob.escape(str(one.path))) for one in gated.values() if one.good]
    if not paths:
        names = ", ".join(f"cast(null as varchar) as {quoted(column)}" for column in columns)
        return _create(con, plan, f"(select {names} where false)", records=0)
    skip_lines = next(one.skip_lines for one in gated.values() if one.good)
    described = ", ".join(f"{literal(column)}: 'VARCHAR'" for column in columns)
    cells = next(one.cells for one in gated.values() if one.good)
    source = (
        _parquet(paths, columns, cells)
        if cells
        else f"read_csv([{', '.join(paths)}], columns = {{{described}}}, auto_detect = false, header = false, "
        f"skip = {skip_lines}, delim = {literal(delimiter)}, quote = {literal(quote)}, escape = {literal(quote)}, "
        f"comment = '', nullstr = '', strict_mode = true, encoding = 'utf-8', compression = 'none', max_line_size = {MAX_LINE_BYTES}, "
        "hive_partitioning = false)"
    )
    names, counted = ", ".join(one.path.name for one in gated.values()), sum(one.good for one in gated.values())
    try:
        kept = _create(con, plan, source, records=counted)
    except Exception as error:
        # Binder and catalog errors are mistakes of a reader, not of a file: they must not look like bad input.
        if type(error).__name__ not in ("InvalidInputException", "ConversionException", "IOException"):
            raise
        raise Unreadable(f"{names}: {str(error).splitlines()[0]}") from error
    rows = con.execute("select count(*) from incoming_rows").fetchall()[0][0]
    if rows != counted:
        raise Unreadable(
            f"{names}: {counted} records were counted in the bytes, {rows} were read. Quotes or line ends are not what "
            "they seem: check delimiter and quote of the source, or have the file delivered again."
        )
    return kept


def _parquet(paths: Sequence[str], columns: Sequence[str], cells: Sequence[str]) -> str:
    """A Parquet file under the names the plan gives its columns, each as text."""
    named = ", ".join(f"{cell} as {quoted(column)}" for cell, column in zip(cells, columns, strict=True))
    return f"(select {named} from read_parquet([{', '.join(paths)}], hive_partitioning = false))"


def _numbered(con: "duckdb.DuckDBPyConnection", plan: Plan, gated: Mapping[int, Gated], kept: Collection[str]) -> str:
    """The select that gives every row its file and line and turns local time into UTC."""
    place, source = "r.file_id, r.record as line" if isinstance(plan.shape, Batches) else _place(con, gated), "incoming_rows r"
    if "step" in place:
        source += " asof join incoming_steps step on r.rowid >= step.first_row"
    columns, repaired = [], ["r.is_repaired"]
    offset_s = _constant_offsets_s(con, plan)
    own_zone = f"coalesce(r.{quoted(ZONE_OF_RECORD)}, {literal(plan.zone)})" if plan.zone_of else literal(plan.zone)
    for column in plan.kind.columns:
        name = quoted(column.name)
        if column.name not in plan.values:
            columns.append(f"cast(null as {column.type}) as {name}")
        elif column.name in kept:
            known = quoted(f"key of {column.name}")
            source += f" left join incoming_key {known} on {known}.plain = r.{name}"
            columns.append(f"{known}.hashed as {name}")
        elif column.name not in offset_s:
            columns.append(f"r.{name}")
        elif offset_s[column.name] is not None:
            columns.append(f"r.{name} - to_seconds({offset_s[column.name]}) as {name}")
        else:
            zone = quoted(f"zone of {column.name}")
            source += (
                f" left join config.zone_day {zone} on {zone}.zone = {own_zone} and {zone}.reading = 'local' "
                f"and {zone}.date = cast(r.{name} as date)"
            )
            again = _is_second_pass(zone, name, quoted(plan.after[column.name])) if plan.after.get(column.name) in plan.values else "false"
            columns.append(
                f"r.{name} - to_seconds(case when {zone}.switch_at is null or (r.{name} < {zone}.switch_at and not {again}) "
                f"then {zone}.offset_s else {zone}.offset_after_s end) as {name}"
            )
            repaired += [again] if again != "false" else []
            # Inside the missing hour of spring the clock shows a time that never was; it is read with the offset before.
            repaired.append(
                f"coalesce({zone}.offset_after_s > {zone}.offset_s and r.{name} < {zone}.switch_at and "
                f"r.{name} >= {zone}.switch_at - to_seconds({zone}.offset_after_s - {zone}.offset_s), false)"
            )
    numbered = f"select {place}, r.reason, r.is_skipped, {' or '.join(repaired)} as is_repaired, {', '.join(columns)} from {source}"
    return numbered if plan.numbered_id is None else _told_apart(numbered, quoted(plan.numbered_id))


def _is_second_pass(zone: str, name: str, earlier: str) -> str:
    """Whether the clock shows an hour that comes twice, and only its second pass lies behind an earlier time of the record."""
    return (
        f"coalesce({zone}.offset_after_s < {zone}.offset_s and r.{name} < {zone}.switch_at and "
        f"r.{name} >= {zone}.switch_at - to_seconds({zone}.offset_s - {zone}.offset_after_s) and r.{name} < r.{earlier}, false)"
    )


def _told_apart(numbered: str, made: str) -> str:
    """Equal records of one file under an id made of what they tell: the second and later ones get their number among them."""
    nth = f"row_number() over (partition by file_id, {made} order by line)"
    return (
        f"select * exclude (nth) replace (case when nth = 1 then {made} else {made} || ' ' || nth end as {made}) "
        f"from (select *, {nth} as nth from ({numbered}))"
    )


def _constant_offsets_s(con: "duckdb.DuckDBPyConnection", plan: Plan) -> dict[str, int | None]:
    """Give each local column's offset where one holds for the whole file, as in most files; None where the zone switches."""
    local = [c.name for c in plan.kind.columns if c.name in plan.local and c.name in plan.values and (plan.zone != "UTC" or plan.zone_of)]
    if not local or plan.zone_of:
        return dict.fromkeys(local)
    ends = ", ".join(f"min({quoted(column)}), max({quoted(column)})" for column in local)
    found = con.execute(f"select {ends} from incoming_rows where {GOOD}").fetchall()[0]
    offsets: dict[str, int | None] = {}
    for number, column in enumerate(local):
        first, last = found[2 * number : 2 * number + 2]
        offsets[column] = 0 if first is None else _one_offset_s(con, plan.zone, first, last + MISSING_HOURS)
    return offsets


def _one_offset_s(con: "duckdb.DuckDBPyConnection", zone: str, first: datetime, last: datetime) -> int | None:
    switches, offset_s = con.execute(
        "select count(*) filter (where switch_at between $first and $last), "
        "max(case when switch_at <= $first then offset_after_s else offset_s end) filter (where date = cast($first as date)) "
        "from config.zone_day where zone = $zone and reading = 'local' and date between cast($first as date) and cast($last as date)",
        {"zone": zone, "first": first, "last": last},
    ).fetchall()[0]
    return None if switches or offset_s is None else int(offset_s)


def _place(con: "duckdb.DuckDBPyConnection", gated: Mapping[int, Gated]) -> str:
    """File and line of a row by its rowid: constants where lines simply run on, otherwise from a table of steps."""
    steps: list[tuple[int, int, int]] = []
    rows = 0
    for file_id, one in gated.items():
        steps += [(rows + record, line - rows - record, file_id) for record, line in one.steps]
        rows += one.good
    if len(steps) <= 1:
        _, shift, file_id = steps[0] if steps else (0, 1, next(iter(gated)))
        return f"cast({file_id} as bigint) as file_id, r.rowid + {shift} as line"
    table = pa.table(dict(zip(("first_row", "shift", "file_id"), np.array(steps, dtype=np.int64).T)))
    con.register("incoming_steps_frame", table)
    try:
        con.execute("create temp table incoming_steps as select * from incoming_steps_frame")
    finally:
        con.unregister("incoming_steps_frame")
    return "step.file_id, r.rowid + step.shift as line"


def _gathered(shape: Batches, gated: Mapping[int, Gated]) -> pa.Table:
    """All batches of the files as one table of text, with file and record."""
    schema = pa.schema([("record", pa.int64()), *((column, pa.string()) for column in shape.columns)])
    tables = []
    for file_id, one in gated.items():
        table = pa.Table.from_batches([batch.cast(schema) for batch in shape.batches(one.path)], schema=schema)
        tables.append(table.add_column(0, "file_id", pa.array(np.full(table.num_rows, file_id, dtype=np.int64))))
    return pa.concat_tables(tables)
