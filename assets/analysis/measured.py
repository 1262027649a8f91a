"""A KPI at a scope: what every analysis of its days needs to know before it asks its own question.

Belongs here: definitions, holidays, interventions and scopes for the modules beside this one. Not here: their days
(`daily_series`), any table (this module makes none), any estimate (`assets/methods`).
"""

from collections.abc import Callable, Hashable, Iterable, Mapping
from dataclasses import dataclass
from typing import Any, Literal

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from assets.methods.sentence import spoken
from assets.methods.verdict import Better

DEFINITION = "select kpi, version, name, unit, better, measure, maturity_days from kpi.definition"
INTERVENTIONS = "select intervention_id, kind, scope_type, scope_id, from_date, to_date, description from config.intervention"
# What names a series of a KPI in every table of analysis.
KEY = {"kpi": "varchar", "definition_version": "bigint", "scope_type": "varchar", "scope_id": "varchar"}
KINDS = {"varchar": "object", "double": "float64", "date": "datetime64[s]", "bigint": "int64", "boolean": "bool"}
# Smaller changes matter to nobody: one point of a share, a twentieth of a scale point, 5 % of a duration, amount or count.
MARGIN_OF_SHARES = 0.01
MARGIN_OF_SCORES = 0.05
MARGIN_RELATIVE = 0.05
EPOCH = pd.Timestamp("1970-01-01")
# An incident that takes a quarter of the days of a window is what the window shows; a shorter one is a handful of outliers.
CONFOUNDING_DAYS = 7
# What is done once and stays is rolled out between its two days; these two act between them.
ACTS_WITHIN = ("staffing", "incident")

Key = tuple[str, int, str, str]
Span = tuple[pd.Timestamp, pd.Timestamp]
Dates = NDArray[np.datetime64]
OffDays = Callable[[str, str], Dates]


@dataclass(frozen=True)
class Kpi:
    """One version of a KPI, as `kpi.definition` has it."""

    kpi: str
    version: int
    name: str
    unit: str
    better: Better
    measure: str
    maturity_days: int

    @property
    def spoken(self) -> str:
        """Its name as the subject of a sentence."""
        return spoken(self.name, unit=self.unit, measure=self.measure)

    @property
    def is_ratio(self) -> bool:
        """Whether windows are ratios of sums."""
        return self.measure in ("ratio", "mean")

    def at(self, scope: tuple[str, str]) -> Key:
        """The key of its series at a scope."""
        return self.kpi, self.version, *scope

    def margin(self, level: float) -> float:
        """Smallest change that matters, in the KPI's unit, where it stands at `level`."""
        fixed = {"share": MARGIN_OF_SHARES, "score": MARGIN_OF_SCORES}.get(self.unit)
        return fixed if fixed is not None else MARGIN_RELATIVE * abs(level)


@dataclass(frozen=True)
class Intervention:
    """Something done to a scope, or that happened to it; `last` is None where it lasts or came in one day."""

    id: str
    kind: Literal["training", "tool", "process", "kb", "staffing", "incident"]
    scope: tuple[str, str]
    first: pd.Timestamp
    last: pd.Timestamp | None
    description: str

    @property
    def name(self) -> str:
        """What a sentence calls it."""
        return f"{self.description} ({self.first.day} {self.first:%B %Y})"

    @property
    def turns(self) -> tuple[pd.Timestamp, ...]:
        """The days on which something changes."""
        return (self.first,) if self.last is None else (self.first, self.last)


def kpis(definition: pd.DataFrame) -> dict[tuple[str, int], Kpi]:
    """Every version of every KPI."""
    return {
        (str(row["kpi"]), int(row["version"])): Kpi(
            kpi=str(row["kpi"]),
            version=int(row["version"]),
            name=str(row["name"]),
            unit=str(row["unit"]),
            better=row["better"],
            measure=str(row["measure"]),
            maturity_days=0 if pd.isna(row["maturity_days"]) else int(row["maturity_days"]),
        )
        for row in definition.to_dict("records")
    }


def last_day(data_through: pd.DataFrame) -> pd.Timestamp | None:
    """The last complete day; None before there is one."""
    through = data_through["business_date"].dropna()
    return pd.Timestamp(through.max()).normalize() if len(through) else None


def sites(queues: pd.DataFrame) -> dict[Hashable, Hashable]:
    """Queue to site; a queue of no site has a null."""
    return dict(zip(queues["queue_id"], queues["site_id"], strict=True))


def off_days(holidays: pd.DataFrame, *, site_of: Mapping[Hashable, Hashable]) -> OffDays:
    """Holidays of a scope: those of its site; of any site for the company and for queues that belong to none."""
    dates = pd.to_datetime(holidays["date"]).to_numpy("datetime64[D]")
    every = np.unique(dates)
    by_site = {site: np.unique(dates[rows]) for site, rows in holidays.groupby("site_id").indices.items()}

    def of(scope_type: str, scope_id: str) -> Dates:
        site = site_of.get(scope_id) if scope_type == "queue" else scope_id
        return every if scope_id == "all" or pd.isna(site) else by_site.get(site, every[:0])  # type: ignore[call-overload]

    return of


def interventions(declared: pd.DataFrame | None) -> list[Intervention]:
    """The declared interventions, in order of their first days."""
    found = []
    for row in [] if declared is None else declared.to_dict("records"):
        said = row["description"]
        found.append(
            Intervention(
                id=str(row["intervention_id"]),
                kind=row["kind"],
                scope=(str(row["scope_type"]), str(row["scope_id"])),
                first=pd.Timestamp(row["from_date"]).normalize(),
                last=None if pd.isna(row["to_date"]) else pd.Timestamp(row["to_date"]).normalize(),
                description=str(row["intervention_id"]) if pd.isna(said) else str(said),
            )
        )
    return sorted(found, key=lambda one: (one.first, one.id))


def key_of(row: Mapping[Hashable, Any]) -> Key:
    """The key of the series that a row is about."""
    return as_key(*(row[name] for name in KEY))


def as_key(kpi: Any, version: Any, scope_type: Any, scope_id: Any) -> Key:
    """A key from the values a frame has."""
    return str(kpi), int(version), str(scope_type), str(scope_id)


def named(key: Key) -> dict[str, object]:
    """The first columns of a row: the key by its names."""
    return dict(zip(KEY, key, strict=True))


def is_within(scope: tuple[str, str], outer: tuple[str, str], *, site_of: Mapping[Hashable, Hashable]) -> bool:
    """Whether what happens to all of `outer` happens to `scope`."""
    if outer[0] == "company" or scope == outer:
        return True
    return outer[0] == "site" and scope[0] == "queue" and site_of.get(scope[1]) == outer[1]


def touching(scope: tuple[str, str], declared: Iterable[Intervention], *, site_of: Mapping[Hashable, Hashable]) -> list[Intervention]:
    """The interventions that bear on a scope: on all of it, or on a part of it."""
    return [one for one in declared if is_within(scope, one.scope, site_of=site_of) or is_within(one.scope, scope, site_of=site_of)]


def confounding(base: Span, window: Span, acts: Iterable[Intervention]) -> str:
    """Which intervention makes the baseline or a window no ordinary one, in words; '' for none.

    An incident does where it takes a week of either; anything else where the baseline holds a week before and after it. What
    was done between the two is what the comparison is about.
    """
    for name, span in (("baseline", base), ("window", window)):
        for act in acts:
            first, last = max(act.first, span[0]), min(act.last or act.first, span[1])
            days = (last - first).days + 1
            if act.kind == "incident" and days >= CONFOUNDING_DAYS:
                return f"{days} days of the {name} lie in {act.name}"
            before, after = (act.first - span[0]).days, (span[1] - act.first).days + 1
            if act.kind != "incident" and name == "baseline" and min(before, after) >= CONFOUNDING_DAYS:
                return f"the baseline holds days before and days after {act.name}"
    return ""


def day_of(number: int) -> np.datetime64:
    """A day since 1970-01-01 as a date."""
    return np.datetime64(number, "D")


def number_of(day: pd.Timestamp) -> int:
    """A date in days since 1970-01-01."""
    return int((day - EPOCH).days)


def table(found: list[dict[str, object]], columns: Mapping[str, str]) -> pd.DataFrame:
    """The rows as a frame of exactly the declared columns, dates as dates even when there is no row."""
    frame = pd.DataFrame(found, columns=list(columns))
    return frame.astype({name: KINDS[kind] for name, kind in columns.items()})
