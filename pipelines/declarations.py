"""What an SQL file says about itself: its header, the tables it reads, and a hash that changes only when its meaning may.

Belongs here: reading and validating declarations. Does not: running them (`engine`), planning them (`windows`).
"""

import hashlib
import json
import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from functools import cache
from pathlib import Path
from typing import Any, Literal

import pydantic
import sqlglot
import yaml
from sqlglot import exp

from pipelines.engine.base import ModelError

FLOORS = ("raw", "config", "ops", "staging", "core", "kpi", "analysis", "marts")


class Header(pydantic.BaseModel):
    """The header of a table: a closed set of keys."""

    model_config = pydantic.ConfigDict(extra="forbid", frozen=True)

    description: str
    grain: tuple[str, ...]
    build: Literal["table", "daily", "view"]
    day: str = "business_date"
    reach_days: int | Literal["open"] = 0
    ahead_days: int = 0


class KpiHeader(pydantic.BaseModel):
    """The header of a KPI: a closed set of keys."""

    model_config = pydantic.ConfigDict(extra="forbid", frozen=True)

    name: str
    description: str
    unit: Literal["share", "seconds", "count", "money", "score"]
    better: Literal["higher", "lower", "band"]
    measure: str
    independent: bool = False
    version: int = 1
    maturity_days: int = 0
    # the centre's own setting that takes the place of the number
    maturity_from: Literal["repeat_days", "resolution_maturity_days"] | None = None
    reach_days: int | Literal["open"] = 0
    ahead_days: int = 0
    subset: Literal["conflict"] | None = None
    goal: Literal["allowed", "never"] = "allowed"
    # what n counts, in words, where the denominator counts no cases (seconds, orders): then the file tells them in a column `cases`
    cases: str | None = None
    # how low and how high the value can lie, where that is not 0 and, of a share, 1
    bounds: tuple[float, float | None] | None = None

    @property
    def limits(self) -> tuple[float, float | None]:
        """Lowest and highest value there can be; None where nothing bounds it above."""
        return self.bounds or (0.0, 1.0 if self.unit == "share" else None)

    @pydantic.field_validator("measure")
    @classmethod
    def _known_measure(cls, measure: str) -> str:
        if measure not in ("ratio", "mean", "count", "maximum", "snapshot") and not re.fullmatch(r"quantile 0?\.\d+", measure):
            raise ValueError("expected ratio, mean, count, maximum, snapshot or 'quantile 0.9'")
        return measure


@dataclass(frozen=True)
class Model:
    """One file of `sql/`: a table, or a KPI (whose schema is `kpi`)."""

    schema: str
    name: str
    path: Path
    header: Header | KpiHeader
    sql: str
    reads: tuple[str, ...]
    code_hash: str

    @property
    def table(self) -> str:
        """`schema.name`; for a KPI the name under which its definition is known, not a table."""
        return f"{self.schema}.{self.name}"


def read_models(folder: Path) -> list[Model]:
    """Read every table file below `folder` (`<schema>/<table>.sql`), KPIs left out, in an order in which each reads only earlier ones.

    Raises `ModelError`, naming the file, for an unknown key, an unknown floor, a table on a higher floor or a circle.
    """
    files = sorted(path for path in folder.glob("*/*.sql") if path.parent.name != "kpi")
    return _ordered([_model(path, Header) for path in files])


def read_kpis(folder: Path) -> list[Model]:
    """Read every KPI file below `folder` (`kpi/<id>.sql`), by name."""
    kpis = [_model(path, KpiHeader) for path in sorted((folder / "kpi").glob("*.sql"))]
    for kpi in kpis:
        says, tells = getattr(kpi.header, "cases", None) is not None, "cases" in columns_of(kpi.sql, str(kpi.path))
        if says != tells:
            raise ModelError(f"{kpi.path}: a KPI has `-- cases: what n counts` in its header and a column `cases`, or neither of them")
    return kpis


def settled(kpis: Iterable[Model], maturities: Mapping[str, int]) -> list[Model]:
    """Give KPIs with the maturity a centre has set; `maturities`: name of the setting -> days."""
    return [
        replace(kpi, header=kpi.header.model_copy(update={"maturity_days": maturities[kpi.header.maturity_from]}))
        if isinstance(kpi.header, KpiHeader) and kpi.header.maturity_from
        else kpi
        for kpi in kpis
    ]


def _model(path: Path, shape: type[Header] | type[KpiHeader]) -> Model:
    schema, name = path.parent.name, path.stem
    if schema not in FLOORS:
        raise ModelError(f"{path}: the folder `{schema}` is no floor of the house; expected one of {', '.join(FLOORS)}")
    text = path.read_text(encoding="utf-8")
    head, sql = _split(text)
    header = _header(path, head, shape)
    reads = tables_read(sql, str(path))
    high = [table for table in reads if FLOORS.index(table.split(".")[0]) > FLOORS.index(schema)]
    if high:
        raise ModelError(f"{path}: reads {', '.join(high)}, which stands on a higher floor; a table reads its own floor or lower ones")
    if schema not in ("staging", "ops") and any(table.startswith("raw.") for table in reads):
        raise ModelError(f"{path}: reads raw; only staging does, so that every other floor sees conformed words and keys")
    return Model(schema, name, path, header, sql, reads, code_hash(f"{sql}\n{_meaning(header)}"))


def _meaning(header: Header | KpiHeader) -> str:
    """Tell what of a header decides what is built: all of it but the words for people."""
    return " ".join(f"{key}={value}" for key, value in header.model_dump(exclude={"name", "description", "goal"}).items())


def _split(text: str) -> tuple[str, str]:
    """Take the leading `-- ` lines off a file."""
    lines = text.splitlines()
    count = next((i for i, line in enumerate(lines) if not line.startswith("--")), len(lines))
    return "\n".join(line[2:].removeprefix(" ") for line in lines[:count]), "\n".join(lines[count:]).strip()


def _header(path: Path, head: str, shape: type[Header] | type[KpiHeader]) -> Header | KpiHeader:
    # a description is prose: colons and quotes in it are its own
    head = re.sub(r"^description: *(.*)$", lambda prose: f"description: {json.dumps(prose[1])}", head, flags=re.MULTILINE)
    try:
        found = read_yaml(head)
    except yaml.YAMLError as error:
        raise ModelError(f"{path}: the header is not `-- key: value` lines: {error}") from error
    if not isinstance(found, dict):
        raise ModelError(f"{path}: no header; the file must begin with `-- key: value` lines ({', '.join(shape.model_fields)})")
    try:
        return shape(**found)
    except pydantic.ValidationError as error:
        wrong = "; ".join(f"{'.'.join(map(str, e['loc']))}: {_plainly(e)}" for e in error.errors())
        raise ModelError(f"{path}: header: {wrong}. Known keys: {', '.join(shape.model_fields)}") from error


def read_yaml(text: str) -> Any:
    """Read what the house itself declares, by libyaml: five times as fast, and every start reads some hundred files."""
    return yaml.load(text, Loader=yaml.CSafeLoader)


def _plainly(error: Any) -> str:
    words = {"missing": "is missing", "extra_forbidden": "is no key of a header"}
    return words.get(error["type"], f"{error['msg']}, found {error['input']!r}")


def code_hash(sql: str) -> str:
    """Hash an SQL text so that comments and white space do not matter; equal in every process and on every machine."""
    bare = " ".join(line.split("--")[0] if "'" not in line else line for line in sql.splitlines())
    return hashlib.sha256(" ".join(bare.split()).encode()).hexdigest()[:16]


def python_hash(source: str) -> str:
    """Hash a Python text as it stands: there an indent decides what is done."""
    return hashlib.sha256(source.encode()).hexdigest()[:16]


def header_of(kpi: Model) -> KpiHeader:
    """Give a KPI's header; any other table's is a mistake of the caller."""
    assert isinstance(kpi.header, KpiHeader)
    return kpi.header


@cache
def parsed(sql: str) -> exp.Expr:
    """Parse a select once; whoever takes the tree apart works on a copy."""
    return sqlglot.parse_one(sql, read="duckdb")


@cache
def tables_read(sql: str, where: str) -> tuple[str, ...]:
    """Name the tables a select reads, as `schema.table`; its own common table expressions are left out."""
    try:
        tree = parsed(sql)
    except sqlglot.ParseError as error:
        raise ModelError(f"{where}: this SQL cannot be parsed: {error}") from error
    own = {cte.alias_or_name for cte in tree.find_all(exp.CTE)}
    found = set()
    for table in tree.find_all(exp.Table):
        if table.db:
            found.add(f"{table.db}.{table.name}")
        elif table.name and table.name not in own:
            raise ModelError(f"{where}: `{table.name}` is neither a common table expression of this file nor written as schema.table")
    return tuple(sorted(found))


def columns_of(sql: str, where: str) -> tuple[str, ...]:
    """Name the columns of a select, in order; one that stars or leaves a name open has no contract, and is refused."""
    tree = parsed(sql)
    names = tuple(tree.named_selects) if isinstance(tree, exp.Query) else ()
    if not names or "*" in names or "" in names:
        raise ModelError(f"{where}: the last select must name every column; no `*`, and an alias for whatever is computed")
    return names


def _ordered(models: Iterable[Model]) -> list[Model]:
    """Order models so that each reads only earlier ones."""
    waiting = {model.table: model for model in models}
    order: list[Model] = []
    while waiting:
        free = [model for model in waiting.values() if not any(read in waiting and read != model.table for read in model.reads)]
        if not free:
            raise ModelError(f"these tables read each other in a circle: {', '.join(sorted(waiting))}")
        for model in free:
            order.append(waiting.pop(model.table))
    return order
