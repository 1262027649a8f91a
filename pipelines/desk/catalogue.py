"""Which KPIs, months and scopes the published database holds, and what to say to a person who names another.

Belongs here: names in, names out. Does not: figures (`extract`), the way back to files (`why`).
"""

import difflib
import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date

from pipelines.engine.base import Engine

EXTRACT = "marts.monthly_extract"
ALL = "all"  # the id of a scope that there is one of: the company, the conflicts
STEM = 4  # letters that a word keeps, whatever its ending
READ = {"month", "kpi", "kpi_name", "version", "unit", "scope_type", "scope_id", "scope_name"}


class NotThere(Exception):
    """A person named something that is not published; the message offers the nearest names and says what there is."""


@dataclass(frozen=True)
class Known:
    """A KPI that has figures: its words, and its first and last month."""

    kpi: str
    name: str
    unit: str
    version: int
    first: date
    last: date


@dataclass(frozen=True)
class Catalogue:
    """What is published: KPIs by id, months from the earliest on, scopes as people write them (`queue/support`) with their names."""

    kpis: dict[str, Known]
    months: tuple[date, ...]
    scopes: dict[str, str]

    def kpi(self, asked: str) -> Known:
        """Find a KPI by its id or its name, whatever its case and signs; raises `NotThere` with the nearest ones."""
        by_key = {_key(known.name): known for known in self.kpis.values()} | {_key(kpi): known for kpi, known in self.kpis.items()}
        if _key(asked) in by_key:
            return by_key[_key(asked)]
        close = _nearest(_key(asked), by_key)
        offer = f"did you mean {_either(dict.fromkeys(by_key[key].kpi for key in close))}?" if close else "none is called anything like it."
        raise NotThere(f"unknown KPI {asked!r}: {offer} `switchboard extract --list` shows all {len(self.kpis)}.")

    def month(self, asked: str | None, *, kpi: Known | None = None) -> date:
        """Give the first day of a month written as 2026-10, of the last one where nothing is said; raises `NotThere` with the range."""
        months = [m for m in self.months if kpi is None or kpi.first <= m <= kpi.last]
        if not months:
            raise NotThere("no month is published yet: `switchboard run` loads what lies in the landing folder.")
        reach = f"{'published' if kpi is None else kpi.kpi + ' has'} months from {months[0]:%Y-%m} to {months[-1]:%Y-%m}"
        if asked is None:
            return months[-1]
        found = re.fullmatch(r"(\d{4})-(\d{1,2})(?:-\d{1,2})?", asked.strip())
        if not found or not 1 <= int(found[2]) <= 12:
            raise NotThere(f"{asked!r} is no month: write it as year-month, such as {months[-1]:%Y-%m}; {reach}.")
        month = date(int(found[1]), int(found[2]), 1)
        if month not in months:
            near = min(months, key=lambda other: abs((other - month).days))
            raise NotThere(f"there is nothing for {month:%Y-%m}: {reach}; the nearest is {near:%Y-%m}.")
        return month

    def scope(self, asked: str) -> tuple[str, str]:
        """Give type and id of `company`, `site/<id>` or `queue/<id>`; a bare id or name does where only one scope has it."""
        written = {_key(scope): scope for scope in self.scopes}
        bare = [scope for scope, name in self.scopes.items() if _key(asked) in (_key(scope.partition("/")[2]), _key(name))]
        scope = written.get(_key(asked)) or (bare[0] if len(bare) == 1 else None)
        if scope is None:
            close = bare or [written[key] for key in _nearest(_key(asked), written)]
            offer = f"did you mean {_either(close)}?" if close else f"there are {', '.join(self.scopes)}."
            raise NotThere(f"unknown scope {asked!r}: {offer}")
        kind, _, scope_id = scope.partition("/")
        return kind, scope_id or ALL


def read_catalogue(engine: Engine) -> Catalogue:
    """Read what there is from the published database; raises `NotThere` for one that an earlier version has made."""
    lacking = READ - {column.name for column in engine.columns(EXTRACT)}
    if lacking:
        raise NotThere(
            f"the published database has no {', '.join(sorted(lacking))} in {EXTRACT}: an earlier version made it;"
            " `switchboard run` renews it."
        )
    kpis = {
        kpi: Known(kpi, name, unit, int(version), first, last)
        for kpi, name, unit, version, first, last in engine.rows(
            f"select kpi, max(kpi_name), max(unit), max(version), min(month), max(month) from {EXTRACT} group by kpi order by kpi"
        )
    }
    months = tuple(month for (month,) in engine.rows(f"select distinct month from {EXTRACT} order by month"))
    scopes = {
        kind if scope_id == ALL else f"{kind}/{scope_id}": name
        for kind, scope_id, name in engine.rows(
            f"select scope_type, scope_id, max(scope_name) from {EXTRACT} group by scope_type, scope_id order by scope_type, scope_id"
        )
    }
    return Catalogue(kpis, months, scopes)


def months_before(month: date, count: int) -> date:
    """Give the first day of the month `count` months earlier."""
    index = month.year * 12 + month.month - 1 - count
    return date(index // 12, index % 12 + 1, 1)


def _key(name: str) -> str:
    return re.sub(r"[^\w/]+", "", name).replace("_", "").casefold() if re.search(r"\w", name) else name


def _nearest(key: str, known: Iterable[str]) -> list[str]:
    """Give up to four names: written alike, one within the other, or with words that begin alike (`waiting`, `averagewait`)."""
    names = list(known)
    parts = [name for name in names if len(key) >= STEM and (key in name or name in key)]
    stems = [name for name in names if len(key) >= STEM and key[:STEM] in name]
    return list(dict.fromkeys([*difflib.get_close_matches(key, names, n=3, cutoff=0.6), *parts, *stems]))[:4]


def _either(names: Iterable[str]) -> str:
    quoted: Sequence[str] = [repr(name) for name in names]
    return quoted[0] if len(quoted) == 1 else f"{', '.join(quoted[:-1])} or {quoted[-1]}"
