"""The tables that Python makes: every module of `assets/analysis/` becomes one, its lineage read from the SQL it asks for.

Belongs here: finding, running and writing analyses. Does not: their mathematics (`assets/methods`).
"""

import ast
import importlib
import importlib.util
import pkgutil
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Literal

import pandas as pd

import assets.analysis
from pipelines.declarations import columns_of, python_hash, tables_read
from pipelines.engine.base import Engine, ModelError


@dataclass(frozen=True)
class Analysis:
    """One module of `assets/analysis/`, as it declares itself."""

    name: str
    description: str
    reads: Mapping[str, str]
    grain: tuple[str, ...]
    build: Literal["replace", "freeze", "upsert"]
    upsert_by: tuple[str, ...]
    columns: Mapping[str, str]
    rows: Callable[..., pd.DataFrame]
    code_hash: str

    @property
    def table(self) -> str:
        """`analysis.<module>`."""
        return f"analysis.{self.name}"

    @property
    def tables(self) -> tuple[str, ...]:
        """The other tables it reads."""
        found = {table for name, sql in self.reads.items() for table in tables_read(sql, f"{self.table}: {name}")}
        return tuple(sorted(found - {self.table}))


def read_analyses() -> list[Analysis]:
    """Read every module of `assets/analysis/`, each after those it reads; raises `ModelError` for one that declares too little."""
    found = {a.table: a for a in (_analysis(info.name) for info in pkgutil.iter_modules(assets.analysis.__path__)) if a}
    order: list[Analysis] = []
    while found:
        free = [a for a in found.values() if not any(read in found and read != a.table for read in a.tables)]
        if not free:
            raise ModelError(f"these analyses read each other in a circle: {', '.join(sorted(found))}")
        order += free
        for a in free:
            del found[a.table]
    return order


def _analysis(name: str) -> Analysis | None:
    module = importlib.import_module(f"assets.analysis.{name}")
    if not hasattr(module, "rows"):
        return None
    missing = [key for key in ("READS", "GRAIN", "BUILD", "COLUMNS", "DESCRIPTION") if not hasattr(module, key)]
    if missing:
        raise ModelError(f"assets/analysis/{name}.py: declares no {', '.join(missing)}; every analysis says what it reads, keeps and gives")
    grain = tuple(module.GRAIN)
    return Analysis(
        name,
        module.DESCRIPTION,
        module.READS,
        grain,
        module.BUILD,
        tuple(getattr(module, "UPSERT_BY", grain)),
        module.COLUMNS,
        module.rows,
        python_hash("\n".join(_sources(module.__name__).values())),
    )


def _sources(name: str) -> dict[str, str]:
    """Give the source of a module of `assets` and of all it imports from there: a better method is another definition too."""
    found: dict[str, str] = {}
    waiting = [name]
    while waiting:
        name = waiting.pop()
        if name not in found:
            found[name], imported = _source(name)
            waiting += imported
    return dict(sorted(found.items()))


@cache
def _source(module: str) -> tuple[str, tuple[str, ...]]:
    """Give the source of a module, and the modules of `assets` that it imports, wherever in it."""
    source = Path(str(importlib.import_module(module).__file__)).read_text(encoding="utf-8")
    named = []
    for node in ast.walk(ast.parse(source)):
        if isinstance(node, ast.Import):
            named += [alias.name for alias in node.names]
        elif isinstance(node, ast.ImportFrom) and node.module:
            named += [node.module, *(f"{node.module}.{alias.name}" for alias in node.names)]
    return source, tuple(name for name in named if name.startswith("assets.") and _is_module(name))


def _is_module(name: str) -> bool:
    try:
        return importlib.util.find_spec(name) is not None
    except ModuleNotFoundError:  # `assets.methods.change.compare`: a function of a module has no parts
        return False


def run_analysis(engine: Engine, analysis: Analysis) -> int:
    """Read what the analysis asks for, let it think, write what it gives; gives the number of rows written.

    What an upserting analysis no longer has, it names by its keys in `attrs["gone"]` of its frame.
    """
    frames = {name: _read(engine, analysis, name) for name in analysis.reads}
    by = analysis.grain if analysis.build == "freeze" else analysis.upsert_by
    made = analysis.rows(**frames)
    gone = pd.DataFrame(made.attrs.get("gone", []), columns=list(by))
    return engine.write(analysis.table, made, columns=analysis.columns, how=analysis.build, by=by, gone=gone)


def _read(engine: Engine, analysis: Analysis, name: str) -> pd.DataFrame:
    """Read what an analysis asks for; of its own table, nothing before it stands with the columns it has now."""
    sql = analysis.reads[name]
    is_own = analysis.table in tables_read(sql, f"{analysis.table}: {name}")
    if is_own and tuple(column.name for column in engine.columns(analysis.table)) != tuple(analysis.columns):
        return pd.DataFrame(columns=list(columns_of(sql, f"{analysis.table}: {name}")))
    return engine.read(sql)
