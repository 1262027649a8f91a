"""The settings as tables: `config.*`, the only way they reach SQL.

Belongs here: expanding settings into rows of exact columns. Does not: reading or judging settings (settings), offsets of
time zones (zones), writing to a database (the engine). A varchar is a frame's `string`, a bigint `Int64`, a double
`Float64`, a boolean `boolean`, a date or timestamp `datetime64[us]`; all of them can hold nulls.
"""

from collections.abc import Iterable, Mapping
from datetime import date
from typing import Any

import numpy as np
import pandas as pd
from scipy.special import stdtrit

from assets.config_tables import contact_driver, queue_verbs, queues, scales, staffing, standards, targets, tickets
from assets.public_holidays import public_holidays
from assets.settings.settings import Settings
from assets.zones import FIRST_DATE, LAST_DATE, zone_day, zone_names, zone_switch

__all__ = ["COLUMNS", "DTYPES", "FIRST_DATE", "LAST_DATE", "config_tables", "dates", "frame_of", "t_quantiles"]

Words = Mapping[str, Mapping[str, Mapping[str, str]]]

COLUMNS: dict[str, dict[str, str]] = {
    "config.centre": {
        "name": "varchar",
        "currency": "varchar",
        "min_n": "bigint",
        "restate_days": "bigint",
        "baseline_days": "bigint",
        "baseline_from": "date",
        "resolution_maturity_days": "bigint",
        "repeat_days": "bigint",
    },
    "config.site": {
        "site_id": "varchar",
        "name": "varchar",
        "timezone": "varchar",
        "day_start_s": "bigint",
        "country": "varchar",
        "currency": "varchar",
    },
    **queues.COLUMNS,
    "config.agent_alias": {"agent_raw": "varchar", "agent_id": "varchar"},
    "config.source": {
        "source_id": "varchar",
        "reader": "varchar",
        "kind": "varchar",
        "site_id": "varchar",
        "timezone": "varchar",
        "same_calls_as": "varchar",
    },
    "config.word": {"source_id": "varchar", "field": "varchar", "word": "varchar", "canonical": "varchar"},
    **queue_verbs.COLUMNS,
    "config.dates": {
        "date": "date",
        "weekday": "bigint",
        "weekday_name": "varchar",
        "iso_week": "varchar",
        "month": "date",
        "month_end": "date",
        "quarter": "bigint",
        "year": "bigint",
        "day_of_year": "bigint",
        "is_weekend": "boolean",
    },
    "config.zone_day": {
        "zone": "varchar",
        "reading": "varchar",
        "date": "date",
        "offset_s": "bigint",
        "switch_at": "timestamp",
        "offset_after_s": "bigint",
    },
    "config.holiday": {"site_id": "varchar", "date": "date", "name": "varchar"},
    "config.interval": {"interval_s": "bigint"},
    "config.t_quantile": {"df": "bigint", "t975": "double"},
    **targets.COLUMNS,
    "config.horizon": {"horizon_months": "bigint"},
    "config.intervention": {
        "intervention_id": "varchar",
        "kind": "varchar",
        "scope_type": "varchar",
        "scope_id": "varchar",
        "from_date": "date",
        "to_date": "date",
        "description": "varchar",
    },
    **staffing.COLUMNS,
    **scales.COLUMNS,
    **contact_driver.COLUMNS,
    **tickets.COLUMNS,
    **standards.COLUMNS,
}

DTYPES: dict[str, Any] = {"varchar": "string", "bigint": "Int64", "double": "Float64", "boolean": "boolean"} | dict.fromkeys(
    ("date", "timestamp"), "datetime64[us]"
)


def config_tables(
    settings: Settings,
    *,
    first_date: date,
    last_date: date,
    words: Words | None = None,
    better: Mapping[str, str] | None = None,
) -> dict[str, pd.DataFrame]:
    """Every config table, by name.

    `first_date` and `last_date` (both included) bound `config.queue_day` alone; all else depends on the settings only.
    `words` are each reader's own (reader -> field -> word -> canonical); a word the source declares wins over them.
    `better` (KPI -> higher, lower or band) gives a target without comparator its own; raises `SettingsError` where it cannot.
    """
    rows: dict[str, Iterable[tuple[object, ...]]] = {
        "config.centre": [_centre(settings)],
        "config.site": _sites(settings),
        **queues.rows(settings),
        "config.agent_alias": [(name, agent) for agent, names in settings.centre.agents.items() for name in names],
        "config.source": [(s.id, s.reader, s.kind, s.site, s.timezone, s.same_calls_as) for s in settings.sources],
        "config.word": _words(settings, words or {}),
        "config.queue_verb": queue_verbs.VERBS,
        "config.interval": [(settings.centre.interval_minutes * 60,)],
        **targets.rows(settings, better or {}),
        "config.horizon": [(months,) for months in sorted(set(settings.centre.baseline.horizons_months))],
        "config.intervention": _interventions(settings),
        **staffing.rows(settings),
        "config.survey_scale": scales.rows(settings),
        "config.contact_driver": contact_driver.rows(settings.centre.contact_driver),
        **tickets.rows(settings, _calendar_holidays(settings)),
        **standards.rows(settings),
    }
    tables = {table: frame_of(table, pd.DataFrame(list(found), columns=list(COLUMNS[table]))) for table, found in rows.items()}
    days_off = tables["config.holiday"] = _holidays(settings)
    tables["config.dates"] = dates()
    tables["config.t_quantile"] = t_quantiles()
    zones = {"UTC", *(site.timezone for site in settings.centre.sites), *(source.timezone for source in settings.sources)}
    zones |= {zone for source in settings.sources for zone in source.words.get("zone", {}) if zone in zone_names()}
    tables["config.zone_day"] = frame_of("config.zone_day", zone_day(zones))
    tables["config.zone_switch"] = frame_of("config.zone_switch", zone_switch(zones | tickets.zones_of_schedules(settings)))
    tables["config.queue_day"] = frame_of("config.queue_day", queues.queue_days(settings, days_off, first_date, last_date))
    return {table: tables[table] for table in COLUMNS}


def frame_of(table: str, frame: pd.DataFrame) -> pd.DataFrame:
    """Give a frame the exact columns and dtypes of a config table."""
    return pd.DataFrame({name: frame[name].astype(DTYPES[kind]) for name, kind in COLUMNS[table].items()})


def dates() -> pd.DataFrame:
    """One row a date of the years the house covers."""
    day = pd.Series(pd.date_range(FIRST_DATE, LAST_DATE, freq="D", unit="us"))
    week = day.dt.isocalendar()
    month = day.dt.to_period("M").dt.to_timestamp()
    frame = pd.DataFrame(
        {
            "date": day,
            "weekday": day.dt.day_of_week + 1,
            "weekday_name": day.dt.day_name(),
            "iso_week": week["year"].astype(str) + "-W" + week["week"].astype(str).str.zfill(2),
            "month": month,
            "month_end": day.dt.to_period("M").dt.end_time.dt.normalize(),
            "quarter": day.dt.quarter,
            "year": day.dt.year,
            "day_of_year": day.dt.day_of_year,
            "is_weekend": day.dt.day_of_week >= 5,
        }
    )
    return frame_of("config.dates", frame)


def t_quantiles() -> pd.DataFrame:
    """The 97.5 % quantile of Student's t for 1 to 1000 degrees of freedom."""
    df = np.arange(1, 1001)
    return frame_of("config.t_quantile", pd.DataFrame({"df": df, "t975": stdtrit(df, 0.975)}))


def _centre(settings: Settings) -> tuple[object, ...]:
    centre = settings.centre
    base, maturity_days = centre.baseline, centre.tickets.resolution_maturity_days
    first = (centre.name, centre.currency, centre.min_n, centre.restate_days)
    return (*first, base.days, base.from_date, maturity_days, centre.repeat_days)


def _sites(settings: Settings) -> Iterable[tuple[object, ...]]:
    for site in settings.centre.sites:
        yield site.id, site.name, site.timezone, site.day_start_s, site.country, site.currency or settings.centre.currency


def _words(settings: Settings, built_in: Words) -> Iterable[tuple[object, ...]]:
    for source in settings.sources:
        meaning: dict[tuple[str, str], str] = {}
        for field, canonicals in built_in.get(source.reader, {}).items():
            meaning |= {(field, word.strip().lower()): canonical for word, canonical in canonicals.items()}
        for field, declared in source.words.items():
            meaning |= {(field, word.strip().lower()): canonical for canonical, said in declared.items() for word in said}
        for (field, word), canonical in sorted(meaning.items()):
            yield source.id, field, word, canonical


def _interventions(settings: Settings) -> Iterable[tuple[object, ...]]:
    for one in settings.centre.interventions:
        scope_type, _, scope_id = one.scope.partition("/")
        yield one.id, one.kind, scope_type, scope_id or "all", one.from_date, one.to_date, one.description


def _holidays(settings: Settings) -> pd.DataFrame:
    found: list[tuple[str, date, str]] = []
    for site in settings.centre.sites:
        days = public_holidays(site.country, site.subdivision) if site.country else {}
        found += [(site.id, day, name) for day, name in sorted({**days, **site.holidays}.items())]
    return frame_of("config.holiday", pd.DataFrame(found, columns=list(COLUMNS["config.holiday"])))


def _calendar_holidays(settings: Settings) -> dict[str, dict[date, str]]:
    """Days on which business calendars rest; a queue's own hours follow the holidays of its site."""
    resting = {one.id: (one.country, one.subdivision, one.holidays) for one in settings.centre.calendars}
    for queue in settings.centre.queues:
        site = settings.site(queue.site)
        resting[tickets.own_calendar(queue.id)] = (site.country, site.subdivision, site.holidays)
    return {
        calendar_id: (public_holidays(country, subdivision) if country else {}) | named
        for calendar_id, (country, subdivision, named) in resting.items()
    }
