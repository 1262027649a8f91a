"""The settings as tables: `config.*`, the only way they reach SQL.

Belongs here: expanding settings into rows of exact columns. Does not: reading or judging settings (settings), offsets of
time zones (zones), writing to a database (the engine). A varchar is a frame's `string`, a bigint `Int64`, a double
`Float64`, a boolean `boolean`, a date or timestamp `datetime64[us]`; all of them can hold nulls.
"""

from collections.abc import Iterable, Mapping
from datetime import date
from typing import Any

import numpy as np
import numpy.typing as npt
import pandas as pd
from scipy.special import stdtrit

from assets import queue_verbs, staffing_tables, standards
from assets.public_holidays import public_holidays
from assets.settings import Queue, Settings
from assets.settings_checks import UNMAPPED
from assets.settings_contacts import DRIVER_COLUMNS, driver_rows
from assets.settings_fields import HOLIDAY
from assets.settings_goal_tables import GOAL_COLUMNS, goal_rows
from assets.settings_scales import survey_scales
from assets.settings_ticket_tables import COLUMNS as TICKET_COLUMNS
from assets.settings_ticket_tables import own_calendar, ticket_rows, zones_of_schedules
from assets.zones import FIRST_DATE, LAST_DATE, zone_day, zone_names, zone_switch

__all__ = ["COLUMNS", "DTYPES", "FIRST_DATE", "LAST_DATE", "config_tables", "dates", "frame_of", "t_quantiles"]

Array = npt.NDArray[Any]
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
    "config.queue": {"queue_id": "varchar", "name": "varchar", "site_id": "varchar", "service": "varchar", "channel": "varchar"},
    "config.agent_alias": {"agent_raw": "varchar", "agent_id": "varchar"},
    "config.queue_alias": {"source_id": "varchar", "queue_raw": "varchar", "queue_id": "varchar"},
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
    "config.queue_day": {
        "queue_id": "varchar",
        "business_date": "date",
        "site_id": "varchar",
        "threshold_s": "double",
        "short_abandon_s": "double",
        "service_level": "varchar",
        "include_flowouts": "boolean",
        "count_callbacks": "boolean",
        "interval_of": "varchar",
        "callback_within_s": "double",
        "min_n": "bigint",
        "is_open": "boolean",
        "is_holiday": "boolean",
        "open_s": "bigint",
        "first_response_target_s": "double",
    },
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
    "config.open_interval": {"queue_id": "varchar", "weekday": "bigint", "start_s": "bigint", "end_s": "bigint"},
    "config.interval": {"interval_s": "bigint"},
    "config.t_quantile": {"df": "bigint", "t975": "double"},
    **GOAL_COLUMNS,
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
    **staffing_tables.COLUMNS,
    "config.survey_scale": {
        "source_id": "varchar",
        "instrument": "varchar",
        "scale_min": "double",
        "scale_max": "double",
        "is_reversed": "boolean",
    },
    **DRIVER_COLUMNS,
    **TICKET_COLUMNS,
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
        "config.queue": _queues(settings),
        "config.agent_alias": [(name, agent) for agent, names in settings.centre.agents.items() for name in names],
        "config.queue_alias": _queue_aliases(settings),
        "config.source": [(s.id, s.reader, s.kind, s.site, s.timezone, s.same_calls_as) for s in settings.sources],
        "config.word": _words(settings, words or {}),
        "config.queue_verb": queue_verbs.VERBS,
        "config.open_interval": _open_intervals(settings),
        "config.interval": [(settings.centre.interval_minutes * 60,)],
        **goal_rows(settings, better or {}),
        "config.horizon": [(months,) for months in sorted(set(settings.centre.baseline.horizons_months))],
        "config.intervention": _interventions(settings),
        **staffing_tables.rows(settings),
        "config.survey_scale": survey_scales(settings),
        "config.contact_driver": driver_rows(settings.centre.contact_driver),
        **ticket_rows(settings, _calendar_holidays(settings)),
        **standards.rows(settings),
    }
    tables = {table: frame_of(table, pd.DataFrame(list(found), columns=list(COLUMNS[table]))) for table, found in rows.items()}
    days_off = tables["config.holiday"] = _holidays(settings)
    tables["config.dates"] = dates()
    tables["config.t_quantile"] = t_quantiles()
    zones = {"UTC", *(site.timezone for site in settings.centre.sites), *(source.timezone for source in settings.sources)}
    zones |= {zone for source in settings.sources for zone in source.words.get("zone", {}) if zone in zone_names()}
    tables["config.zone_day"] = frame_of("config.zone_day", zone_day(zones))
    tables["config.zone_switch"] = frame_of("config.zone_switch", zone_switch(zones | zones_of_schedules(settings)))
    tables["config.queue_day"] = _queue_days(settings, days_off, first_date, last_date)
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


def _queues(settings: Settings) -> Iterable[tuple[object, ...]]:
    for queue in settings.centre.queues:
        yield queue.id, queue.name, queue.site, queue.service or queue.id, queue.channel
    yield UNMAPPED, "Unmapped", None, None, None


def _queue_aliases(settings: Settings) -> Iterable[tuple[object, ...]]:
    """What a source says under queue_names wins, for this source, over the names every source shares."""
    shared = {name: queue.id for queue in settings.centre.queues for name in (queue.id, *queue.aliases)}
    for source in settings.sources:
        own = {name: queue_id for queue_id, names in source.queue_names.items() for name in names}
        for name, queue_id in sorted((shared | own).items()):
            yield source.id, name, queue_id


def _words(settings: Settings, built_in: Words) -> Iterable[tuple[object, ...]]:
    for source in settings.sources:
        meaning: dict[tuple[str, str], str] = {}
        for field, canonicals in built_in.get(source.reader, {}).items():
            meaning |= {(field, word.strip().lower()): canonical for word, canonical in canonicals.items()}
        for field, declared in source.words.items():
            meaning |= {(field, word.strip().lower()): canonical for canonical, said in declared.items() for word in said}
        for (field, word), canonical in sorted(meaning.items()):
            yield source.id, field, word, canonical


def _open_intervals(settings: Settings) -> Iterable[tuple[object, ...]]:
    """Closed on holidays is a row of no length: without any, a holiday would have the weekday's hours."""
    for queue in settings.centre.queues:
        for weekday, hours in sorted(queue.hours_s().items()):
            for start_s, end_s in hours or (((0, 0),) if weekday == HOLIDAY else ()):
                yield queue.id, weekday, start_s, end_s


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
        resting[own_calendar(queue.id)] = (site.country, site.subdivision, site.holidays)
    return {
        calendar_id: (public_holidays(country, subdivision) if country else {}) | named
        for calendar_id, (country, subdivision, named) in resting.items()
    }


def _queue_days(settings: Settings, days_off: pd.DataFrame, first_date: date, last_date: date) -> pd.DataFrame:
    days = np.arange(np.datetime64(first_date, "D"), np.datetime64(last_date, "D") + 1)
    frames = []
    for queue in settings.centre.queues:
        off = days_off.loc[days_off["site_id"] == queue.site, "date"].to_numpy().astype("datetime64[D]")
        frames.append(_days_of(queue, days, np.isin(days, off), settings))
    # Calls of queues nobody has mapped are scored by the rules that hold where nothing is said.
    stand_in = Queue.model_validate({"id": UNMAPPED, "name": "Unmapped", "site": UNMAPPED})
    unmapped = _days_of(stand_in, days, np.zeros(len(days), dtype=bool), settings)
    unmapped["site_id"] = None
    return frame_of("config.queue_day", pd.concat([*frames, frame_of("config.queue_day", unmapped)], ignore_index=True))


def _days_of(queue: Queue, days: Array, is_holiday: Array, settings: Settings) -> pd.DataFrame:
    """The rules of one queue on each day. A holiday has the weekday's hours unless the queue names hours for holidays."""
    hours_s = queue.hours_s()
    open_s_by = np.array([sum(end - start for start, end in hours_s.get(weekday, ())) for weekday in range(HOLIDAY + 1)])
    weekday = (days.astype("int64") + 3) % 7 + 1  # day 0, the first of January 1970, is a Thursday
    open_s = open_s_by[np.where(is_holiday & (HOLIDAY in hours_s), HOLIDAY, weekday)]
    centre = settings.centre
    target_s = queue.first_response_target_s
    return pd.DataFrame(
        {
            "queue_id": queue.id,
            "business_date": days.astype("datetime64[us]"),
            "site_id": queue.site,
            "threshold_s": queue.threshold_s,
            "short_abandon_s": queue.short_abandon_s,
            "service_level": queue.service_level,
            "include_flowouts": queue.include_flowouts,
            "count_callbacks": queue.count_callbacks,
            "interval_of": queue.interval_of,
            "callback_within_s": queue.callback_within_s,
            "min_n": centre.min_n if queue.min_n is None else queue.min_n,
            "is_open": open_s > 0,
            "is_holiday": is_holiday,
            "open_s": open_s,
            "first_response_target_s": centre.tickets.first_response_target_s if target_s is None else target_s,
        }
    )
