"""docs/tables.md and docs/kpis.md, written from the declarations: SQL headers, the data dictionary, readers, analyses.

Belongs here: gathering what is declared and laying it out as Markdown. Does not: meaning. What a column or KPI means stands in
sql/columns.yaml and in the SQL files; the few words that no declaration holds stand in docs/words.yaml.
"""

import warnings
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

import dagster as dg
import yaml

from assets.config_tables.tables import COLUMNS as CONFIG_COLUMNS
from assets.ops_tables import OPS_TABLES, raw_tables
from assets.readers.records import KINDS
from pipelines import kpi_tables
from pipelines.declarations import FLOORS, Header, KpiHeader, Model, columns_of
from pipelines.engine.base import ModelError
from pipelines.house import ROOT, Declarations
from pipelines.ledger import TABLES as BOOKS
from pipelines.promised import RUN_TABLE
from pipelines.publish import PUBLICATION_COLUMNS
from pipelines.report.build import REPORT_COLUMNS
from pipelines.sql_models import table_assets

RUN_COLUMNS = ("run_id", "built_at_utc", "data_through_date", "centre_name", "files")
DOCUMENTS = ("tables.md", "kpis.md")
WORDS = ROOT / "docs" / "words.yaml"
WRITTEN = "<!-- Written by `make docs` from the declarations. Change those, not this page. -->"

ENDINGS = {"_s": "seconds", "_share": "share", "_days": "days", "_per_hour": "money", "_cost": "money"}
FLOOR_WORDS = {
    "raw": "Typed records as the exports deliver them, each with its file and line. Only `staging` reads them.",
    "config": "The settings of config/*.yaml, the only way they reach SQL. Rewritten when config/ changes.",
    "ops": "The machine's books: files, quarantine, reconciliation, days that wait, seals.",
    "staging": "One to one with `raw`: words and keys conformed, local time and business date added.",
    "core": "Facts at the finest grain, one meaning whatever the source.",
    "kpi": "Every KPI in long form. What each means: [kpis.md](kpis.md).",
    "analysis": "Baseline, comparison, forecast and staffing, computed in Python.",
    "marts": "The contract with analysts and BI tools: these tables, and no others, stand in the published database.",
}
BUILDS = {
    "view": "a view: computed when it is asked",
    "table": "made anew in every run that touches it",
    "replace": "made anew in every run",
    "freeze": "rows are added and never changed",
    "upsert": "rows of a run replace those with the same {by}",
    "append": "filled by the loading of files",
}


@dataclass(frozen=True)
class Table:
    """What there is to say about one table."""

    name: str
    description: str
    grain: tuple[str, ...]
    build: str
    reads: tuple[str, ...]
    columns: tuple[tuple[str, str, str, str], ...]  # name, type, unit, meaning

    @property
    def floor(self) -> str:
        """Its schema."""
        return self.name.split(".")[0]


def write_docs(folder: Path, *, check: bool) -> list[Path]:
    """Write docs/tables.md and docs/kpis.md into `folder`; give the files that were out of date. With `check`, nothing is written."""
    declared = Declarations()
    stale = []
    for name, text in zip(DOCUMENTS, (tables_page(tables(declared)), kpis_page(declared)), strict=True):
        path = folder / name
        if path.exists() and path.read_text(encoding="utf-8") == text:
            continue
        stale.append(path)
        if not check:
            path.write_text(text, encoding="utf-8")
    return stale


def tables(declared: Declarations) -> list[Table]:
    """Give every table of the warehouse, floor by floor, each after those it reads."""
    by_python = [*_raw_tables(), *_config_tables(), *_ops_tables(), *_kpi_tables(declared), *_analysis_tables(declared)]
    run = _python_table(RUN_TABLE, RUN_COLUMNS, build="written with every publication")
    found = [*by_python, *_model_tables(declared), run]
    return sorted(found, key=lambda table: FLOORS.index(table.floor))  # stable: order within a floor stays


def _raw_tables() -> Iterator[Table]:
    for kind in KINDS.values():
        description, columns = raw_tables()[kind.table]
        key = ("file_id", "line") if not kind.key else kind.key
        yield Table(kind.table, description, key, BUILDS["append"], (), _described({name: words for name, (_, words) in columns.items()}))


def _config_tables() -> Iterator[Table]:
    for table, columns in CONFIG_COLUMNS.items():
        yield _python_table(table, columns, build="rewritten when config/ changes")


def _ops_tables() -> Iterator[Table]:
    for table, (description, columns) in OPS_TABLES.items():
        words = {name: meaning for name, (_, meaning) in columns.items()}
        yield Table(table, description, _grain(table), BUILDS["append"], (), _described(words))
    own = {table: columns for table, columns in BOOKS.items() if table not in OPS_TABLES}
    own |= {"ops.publication": PUBLICATION_COLUMNS, "ops.report": REPORT_COLUMNS}
    for table, kinds in own.items():
        yield _python_table(table, kinds, build="kept by the machine")


def _model_tables(declared: Declarations) -> Iterator[Table]:
    for model in declared.models:
        header = model.header
        assert isinstance(header, Header)
        build = BUILDS[header.build] if header.build in BUILDS else f"rebuilt for the days that need it, by `{header.day}`{_reach(header)}"
        columns = _described(dict.fromkeys(columns_of(model.sql, str(model.path))))
        yield Table(model.table, header.description, header.grain, build, model.reads, columns)


def _kpi_tables(declared: Declarations) -> Iterator[Table]:
    with warnings.catch_warnings():
        warnings.simplefilter("ignore", dg.BetaWarning)
        assets = {".".join(spec.key.path): spec for asset in table_assets(declared) for spec in asset.specs}
    builds = {"kpi.definition": BUILDS["table"], "kpi.monthly": "rebuilt for the months that need it"}
    for table, columns in kpi_tables.TABLES.items():
        spec = assets[table]
        reads = tuple(sorted(".".join(dep.asset_key.path) for dep in spec.deps))
        build = builds.get(table, "rebuilt for the days that need it, by `business_date`")
        yield Table(table, str(spec.description), kpi_tables.GRAINS[table], build, reads, _described(dict.fromkeys(columns)))


def _analysis_tables(declared: Declarations) -> Iterator[Table]:
    for analysis in declared.analyses:
        build = BUILDS[analysis.build].format(by=", ".join(f"`{name}`" for name in analysis.upsert_by))
        columns = _described(dict.fromkeys(analysis.columns))
        yield Table(analysis.table, analysis.description, analysis.grain, build, analysis.tables, columns)


def _python_table(table: str, columns: Iterable[str], *, build: str) -> Table:
    grain = _grain(table)
    return Table(table, _words()["tables"][table]["description"], grain, build, (), _described(dict.fromkeys(columns)))


def _grain(table: str) -> tuple[str, ...]:
    known = _words()["tables"]
    if table not in known:
        raise ModelError(f"docs/words.yaml: no entry for {table}; add its description and grain below `tables`")
    return tuple(known[table]["grain"])


def _described(columns: Mapping[str, str | None]) -> tuple[tuple[str, str, str, str], ...]:
    """Give name, type, unit and meaning of columns; a meaning that a table has of its own wins over the dictionary's."""
    known, rows = _dictionary(), []
    for name, own in columns.items():
        if name not in known:
            raise ModelError(f"sql/columns.yaml: no entry for the column `{name}`; add its type and description")
        entry = known[name]
        unit = entry.get("unit") or next((unit for ending, unit in ENDINGS.items() if name.endswith(ending)), "")
        rows.append((name, entry["type"], unit, own or entry["description"]))
    return tuple(rows)


@cache
def _dictionary() -> Mapping[str, Any]:
    return dict(yaml.safe_load((ROOT / "sql" / "columns.yaml").read_text(encoding="utf-8")))


@cache
def _words() -> Mapping[str, Any]:
    return dict(yaml.safe_load(WORDS.read_text(encoding="utf-8")))


def tables_page(found: Sequence[Table]) -> str:
    """Lay out docs/tables.md."""
    read_by: dict[str, list[str]] = {}
    for table in found:
        for read in table.reads:
            read_by.setdefault(read, []).append(table.name)
    lines = [WRITTEN, "# Tables", ""]
    lines += ["Outsiders read the floor `marts`, in `data/published/switchboard.duckdb`. All other floors are the machine's own.", ""]
    lines += ["A table reads lower floors or its own. Times that end in `_utc` are UTC, those in `_local` the wall clock of the site.", ""]
    for floor in FLOORS:
        inside = [table for table in found if table.floor == floor]
        lines += [f"- [{floor}](#{floor}): " + ", ".join(f"[{t.name.split('.')[1]}](#{_anchor(t.name)})" for t in inside)]
    for floor in FLOORS:
        lines += ["", f"## {floor}", "", FLOOR_WORDS[floor]]
        for table in found:
            if table.floor == floor:
                lines += ["", *_table_section(table, read_by.get(table.name, ()))]
    return "\n".join(lines) + "\n"


def _table_section(table: Table, read_by: Sequence[str]) -> Iterator[str]:
    yield f"### {table.name}"
    yield ""
    yield table.description
    yield ""
    yield f"- grain: {', '.join(f'`{name}`' for name in table.grain) or 'one row'}"
    yield f"- build: {table.build}"
    if table.reads:
        yield f"- reads: {', '.join(f'`{name}`' for name in table.reads if name != table.name)}"
    if read_by:
        yield f"- read by: {', '.join(f'`{name}`' for name in read_by if name != table.name)}"
    yield ""
    yield "| column | type | unit | meaning |"
    yield "|---|---|---|---|"
    for name, kind, unit, words in table.columns:
        yield f"| `{name}` | {kind} | {unit} | {_cell(words)} |"


def kpis_page(declared: Declarations) -> str:
    """Lay out docs/kpis.md."""
    notes = _words()["kpis"]
    lines = [WRITTEN, "# KPIs", ""]
    lines += ["One file of `sql/kpi/` is one KPI, and its name the KPI's id everywhere. Shares are 0 to 1, durations seconds.", ""]
    lines += ["| id | name | unit | better | measure |", "|---|---|---|---|---|"]
    heads = [(kpi, kpi.header) for kpi in declared.kpis if isinstance(kpi.header, KpiHeader)]
    lines += [f"| [{kpi.name}](#{_anchor(kpi.name)}) | {head.name} | {head.unit} | {head.better} | {head.measure} |" for kpi, head in heads]
    for kpi, head in heads:
        lines += ["", *_kpi_section(kpi, head, notes.get(kpi.name, ()))]
    return "\n".join(lines) + "\n"


def _kpi_section(kpi: Model, head: KpiHeader, notes: Sequence[str]) -> Iterator[str]:
    yield f"## {kpi.name}"
    yield ""
    yield f"**{head.name}.** {head.description}"
    yield ""
    yield f"- unit: {head.unit}; better: {head.better}; version: {head.version}"
    yield f"- measure: {measure_in_words(head.measure)}"
    if head.cases:
        yield f"- n counts: {head.cases}"
    yield f"- interval of confidence: {interval_in_words(head)}"
    maturity = f"provisional until {head.maturity_days} days old" if head.maturity_days else "none; final with its day"
    maturity += f", or what the centre sets as `{head.maturity_from}`" if head.maturity_from else ""
    yield f"- maturity: {maturity}{_reach(head)}"
    yield f"- reads: {', '.join(f'`{name}`' for name in kpi.reads)}"
    if notes:
        yield ""
        yield from (f"- {note}" for note in notes)
    yield ""
    yield "```sql"
    yield kpi.sql
    yield "```"


def measure_in_words(measure: str) -> str:
    """Say how a KPI's coarser values follow from its file."""
    words = {
        "ratio": "sum of numerators over sum of denominators, at every grain; no value where the denominator is 0",
        "mean": "sum of numerators over sum of denominators, at every grain; no value where the denominator is 0",
        "count": "sum, at every grain",
        "maximum": "greatest of the numerators, at every grain; n says among how many",
        "snapshot": "state at the end of the day; queues add up, days do not: a month has the value of its last day",
    }
    if measure in words:
        return words[measure]
    quantile = float(measure.removeprefix("quantile "))
    return f"{quantile:g} quantile of the observations themselves, recomputed at every grain (interpolated, type 7)"


def interval_in_words(head: KpiHeader) -> str:
    """Say where a KPI's interval of confidence comes from, as `pipelines/kpis.py` makes it."""
    if head.independent and head.unit == "share":
        return "95 % Wilson score interval on daily and monthly rows; the answers are independent of each other"
    if head.measure in ("ratio", "mean"):
        alike = "that of their cases (`wilson`)" if head.unit == "share" else "none"
        days = "95 % on monthly rows of two days and more, days taken as the independent units (`day_clustered`)"
        lowest, highest = head.limits
        within = f"within {lowest:g} to {highest:g}" if highest is not None else f"not below {lowest:g}"
        return f"{days}, {within}; of days that are all alike {alike}; none on daily rows"
    return "none"


def _reach(head: Header | KpiHeader) -> str:
    if head.reach_days == "open":
        return "; a day that changes also changes every later day"
    ahead = f"; a day that changes also changes the {head.ahead_days} days after it" if head.ahead_days else ""
    return f"; a day that changes also changes the {head.reach_days} days before it{ahead}" if head.reach_days else ahead


def _anchor(heading: str) -> str:
    return heading.lower().replace(".", "")


def _cell(words: str) -> str:
    return " ".join(words.replace("|", "\\|").split())
