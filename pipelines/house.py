"""Everything one run needs, in one place: settings, database, declarations, folders, the clock.

Belongs here: putting the parts together. Does not: work of any kind.
"""

import inspect
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field, replace
from datetime import date, datetime
from functools import cached_property
from pathlib import Path

from assets.settings.settings import Settings
from pipelines import kpis as kpi_engine
from pipelines import observations, scopes
from pipelines.analyses import Analysis, read_analyses
from pipelines.checks import Expectation, read_suites
from pipelines.declarations import KpiHeader, Model, python_hash, read_kpis, read_models, read_yaml, settled
from pipelines.engine.base import Engine

ROOT = Path(__file__).resolve().parent.parent


@dataclass(frozen=True)
class Place:
    """Where a centre's files are: what people declare, what exports land, what the machine keeps and publishes."""

    config: Path
    data: Path

    @property
    def landing(self) -> Path:
        """Exports are dropped here."""
        return self.data / "landing"

    @property
    def warehouse(self) -> Path:
        """The working database; only the machine opens it."""
        return self.data / "warehouse.duckdb"

    @property
    def published(self) -> Path:
        """What outsiders read."""
        return self.data / "published"

    @property
    def database(self) -> Path:
        """The published database."""
        return self.published / "switchboard.duckdb"


@dataclass(frozen=True)
class Declarations:
    """All that is declared in SQL and YAML: tables, KPIs, analyses, promises, the data dictionary."""

    sql: Path = ROOT / "sql"
    expectations: Path = ROOT / "expectations"
    # a centre's own days of maturity, by the name of the setting; without them each KPI's header holds
    maturities: Mapping[str, int] = field(default_factory=dict)

    def of(self, settings: Settings) -> "Declarations":
        """Give the declarations as one centre has them."""
        centre = settings.centre
        own = {"repeat_days": centre.repeat_days, "resolution_maturity_days": centre.tickets.resolution_maturity_days}
        return replace(self, maturities=own)

    @cached_property
    def models(self) -> list[Model]:
        """The tables of `sql/`, each after those it reads."""
        return read_models(self.sql)

    @cached_property
    def kpis(self) -> list[Model]:
        """The KPI files."""
        found = read_kpis(self.sql)
        return settled(found, self.maturities) if self.maturities else found

    @cached_property
    def analyses(self) -> list[Analysis]:
        """The tables made by Python."""
        return read_analyses()

    @cached_property
    def suites(self) -> Mapping[str, tuple[Expectation, ...]]:
        """Promises by table."""
        return read_suites(self.expectations)

    @cached_property
    def dictionary(self) -> Mapping[str, str]:
        """Column name -> what it means."""
        found = read_yaml((self.sql / "columns.yaml").read_text(encoding="utf-8"))
        return {name: entry["description"] for name, entry in found.items()}

    @property
    def better(self) -> dict[str, str]:
        """KPI -> the direction that is good."""
        return {kpi.name: kpi.header.better for kpi in self.kpis if isinstance(kpi.header, KpiHeader)}

    @property
    def units(self) -> dict[str, str]:
        """KPI -> its unit."""
        return {kpi.name: kpi.header.unit for kpi in self.kpis if isinstance(kpi.header, KpiHeader)}

    @property
    def never_goals(self) -> list[str]:
        """KPIs that are watched and not promised."""
        return [kpi.name for kpi in self.kpis if isinstance(kpi.header, KpiHeader) and kpi.header.goal == "never"]

    @cached_property
    def needs(self) -> dict[str, list[str]]:
        """KPI -> the raw tables its records come from, through whatever tables stand between."""
        reads = {model.table: model.reads for model in self.models}
        found: dict[str, list[str]] = {}
        for kpi in self.kpis:
            waiting, seen = list(kpi.reads), set[str]()
            while waiting:
                table = waiting.pop()
                if table not in seen:
                    seen.add(table)
                    waiting += reads.get(table, ())
            found[kpi.name] = sorted(table for table in seen if table.startswith("raw."))
        return found

    @property
    def hashes(self) -> dict[str, str]:
        """Name -> hash of its definition; a KPI stands as `kpi/<id>`."""
        tables = {model.table: model.code_hash for model in self.models}
        # the arithmetic that all KPIs share is part of what each of them means
        shared = python_hash("".join(inspect.getsource(module) for module in (kpi_engine, observations, scopes)))
        kpis = {f"kpi/{kpi.name}": f"{kpi.code_hash}-{shared}" for kpi in self.kpis}
        return {**tables, **kpis, **{analysis.table: analysis.code_hash for analysis in self.analyses}}


@dataclass(frozen=True)
class House:
    """One run's world. `now` is the only clock; `today` is its day, or the day a run is repeated as of."""

    settings: Settings
    engine: Engine
    place: Place
    declared: Declarations
    now: Callable[[], datetime]
    today: Callable[[], date]
