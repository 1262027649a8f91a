"""Volume and handle time of every queue and interval, four weeks ahead of the last complete day.

Belongs here: which history a forecast sees, which intervals it is asked for. Not here: how it is made
(assets/methods/forecasting.py).
"""

from typing import Any

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from assets.methods.forecasting import forecast, quantile_column
from assets.methods.handle_time import handle_time_forecast

# What the demand seen has that nobody asked for (callers who try again because they gave up), and how many calls the centre failed.
LOST = """
    with rate as (
        select
            daily.scope_id as queue_id,
            sum(daily.numerator) filter (where daily.kpi = 'redial_rate') as redials,
            sum(daily.denominator) filter (where daily.kpi = 'redial_rate') as known_contacts,
            sum(daily.numerator) filter (where daily.kpi = 'blocked_rate') as blocked,
            sum(daily.denominator) filter (where daily.kpi = 'blocked_rate') as blocked_and_offered
        from kpi.daily as daily
        inner join kpi.definition as definition
            on definition.kpi = daily.kpi and definition.version = daily.version and definition.is_current
        where daily.kpi in ('redial_rate', 'blocked_rate') and daily.scope_type = 'queue'
          and daily.business_date > (select max(business_date) from ops.data_through) - interval '91' day
          and daily.business_date <= (select max(business_date) from ops.data_through)
        group by daily.scope_id
    ),

    seen as (
        select queue_id, sum(failed) as failed, sum(offered) as offered
        from core.queue_interval
        where business_date > (select max(business_date) from ops.data_through) - interval '91' day
          and business_date <= (select max(business_date) from ops.data_through)
        group by queue_id
    )

    select
        seen.queue_id,
        rate.redials / nullif(rate.known_contacts, 0) as redial_share,
        rate.blocked / nullif(rate.blocked_and_offered, 0) as blocked_share,
        seen.failed / nullif(cast(seen.offered as double), 0) as failed_share
    from seen
    left join rate on rate.queue_id = seen.queue_id
"""
DESCRIPTION = (
    "Forecast of offered contacts and handle time per queue and interval, four weeks ahead of the last complete day; "
    "the forecast of every run is kept under its as_of_date."
)
GRAIN = ("queue_id", "as_of_date", "interval_start_utc")
BUILD = "upsert"
UPSERT_BY = ("as_of_date",)
READS = {
    "intervals": """
        select queue_id, interval_start_utc, offered, handle_s, handled
        from core.queue_interval
        where business_date > (select max(business_date) from ops.data_through) - interval '740' day
          and business_date <= (select max(business_date) from ops.data_through)
          -- what is told of whole days or months alone has no half-hours
          and interval_start_utc is not null
    """,
    "open_intervals": "select queue_id, weekday, start_s, end_s from config.open_interval",
    "holidays": "select site_id, date from config.holiday",
    "queues": """
        select queue.queue_id, queue.site_id, queue.channel, site.timezone, site.day_start_s
        from config.queue as queue
        inner join config.site as site on site.site_id = queue.site_id
    """,
    "interval": "select interval_s from config.interval",
    "zone_days": """
        select zone, date, offset_s, switch_at, offset_after_s
        from config.zone_day
        where reading = 'utc'
          and date > (select max(business_date) from ops.data_through) - interval '745' day
          and date < (select max(business_date) from ops.data_through) + interval '40' day
    """,
    "lost": LOST,
    "data_through": "select business_date from ops.data_through",
}
LEVELS = {"q025": 0.025, "q10": 0.1, "q25": 0.25, "q50": 0.5, "q75": 0.75, "q80": 0.8, "q90": 0.9, "q975": 0.975}
COLUMNS = {
    "queue_id": "varchar",
    "as_of_date": "date",
    "interval_start_local": "timestamp",
    "interval_start_utc": "timestamp",
    "business_date": "date",
    "volume": "double",
    **{f"volume_{name}": "double" for name in LEVELS},
    "redial_share": "double",
    "blocked_share": "double",
    "volume_unconstrained": "double",
    "demand_basis": "varchar",
    "handle_time_s": "double",
    "model": "varchar",
    "backtest_wape": "double",
    "note": "varchar",
}
SHARES = ("redial_share", "blocked_share", "failed_share")
AHEAD_DAYS = 28
# Lines that were out for weeks say little about the demand behind them.
MOST_BLOCKED = 0.5
HOLIDAY_SHARE = 0.1
HOLIDAY = 7
Times = NDArray[np.datetime64]
CHANNELS_WITHOUT_QUEUE = ("ticket", "email")


def rows(
    *,
    intervals: pd.DataFrame,
    open_intervals: pd.DataFrame,
    holidays: pd.DataFrame,
    queues: pd.DataFrame,
    interval: pd.DataFrame,
    zone_days: pd.DataFrame,
    lost: pd.DataFrame,
    data_through: pd.DataFrame,
) -> pd.DataFrame:
    """Forecast rows of every queue that has opening hours."""
    through = data_through["business_date"].dropna()
    if through.empty or interval.empty:
        return _table([])
    last = np.datetime64(pd.Timestamp(through.max()).date(), "D")
    step_s = int(interval["interval_s"].iloc[0])
    parts = []
    for queue in queues.sort_values("queue_id").to_dict("records"):
        hours = open_intervals[open_intervals["queue_id"] == queue["queue_id"]]
        past = intervals[intervals["queue_id"] == queue["queue_id"]]
        if hours.empty or (past.empty and queue["channel"] in CHANNELS_WITHOUT_QUEUE):
            continue
        zone = zone_days[zone_days["zone"] == queue["timezone"]].sort_values("date")
        free_days = _dates(holidays.loc[holidays["site_id"] == queue["site_id"], "date"])
        week = _open_week(hours, step_s)
        first = last if past.empty else _dates(past["interval_start_utc"]).min() - 1
        every = _grid(
            first, last + AHEAD_DAYS, zone=zone, day_start_s=int(queue["day_start_s"]), step_s=step_s, week=week, free_days=free_days
        )
        made = _of_queue(str(queue["queue_id"]), every, past=past, free_days=free_days, last=last)
        redials, blocked, basis = _demand(lost[lost["queue_id"] == queue["queue_id"]])
        # What is not known is taken for none, and the basis says so.
        wanted = made["volume"] * (1.0 - np.nan_to_num(redials)) / (1.0 - min(float(np.nan_to_num(blocked)), MOST_BLOCKED))
        parts.append(made.assign(redial_share=redials, blocked_share=blocked, volume_unconstrained=wanted, demand_basis=basis))
    return _table(parts)


def _dates(column: pd.Series) -> Times:
    return np.asarray(pd.to_datetime(column).to_numpy().astype("datetime64[D]"))


def _table(parts: list[pd.DataFrame]) -> pd.DataFrame:
    if parts:
        return pd.concat(parts, ignore_index=True)[list(COLUMNS)]
    kinds = {"varchar": "object", "double": "float64", "date": "datetime64[s]", "timestamp": "datetime64[us]"}
    return pd.DataFrame({name: pd.Series(dtype=kinds[kind]) for name, kind in COLUMNS.items()})


def _open_week(hours: pd.DataFrame, step_s: int) -> set[tuple[int, int]]:
    """Open intervals as (weekday 0 to 6, 7 for a holiday; second of the day); hours past midnight are the next weekday's."""
    week = set()
    spans = hours[["weekday", "start_s", "end_s"]].to_numpy(dtype=np.int64)
    for weekday, start_s, end_s in spans.tolist():
        for second in range(start_s // step_s * step_s, end_s, step_s):
            day = HOLIDAY if weekday - 1 == HOLIDAY else (weekday - 1 + second // 86_400) % 7
            week.add((day, second % 86_400))
    return week


def _grid(
    first: np.datetime64,
    final: np.datetime64,
    *,
    zone: pd.DataFrame,
    day_start_s: int,
    step_s: int,
    week: set[tuple[int, int]],
    free_days: Times,
) -> pd.DataFrame:
    """Open intervals of the business days `first` to `final`, walked in UTC so that clock changes fall out right."""
    if zone.empty:
        raise ValueError("config.zone_day holds no rows for the zone of this queue's site; load the settings again")
    start = (first - 1).astype("datetime64[s]")
    count = int((final + 3 - first + 1) / np.timedelta64(1, "D")) * 86_400 // step_s
    utc: Times = np.asarray(start + np.arange(count) * np.timedelta64(step_s, "s"))
    local = local_times(utc, zone)
    business = (local - np.timedelta64(day_start_s, "s")).astype("datetime64[D]")
    day = local.astype("datetime64[D]")
    weekday = (day.astype(np.int64) + 3) % 7
    second = (local - day).astype("timedelta64[s]").astype(np.int64)
    if any(opened_on == HOLIDAY for opened_on, _ in week):
        weekday = np.where(np.isin(day, free_days), HOLIDAY, weekday)
    is_open = np.zeros((8, 86_400 // step_s + 1), dtype=bool)
    for opened_on, opened_at in week:
        is_open[opened_on, opened_at // step_s] = True
    keep = is_open[weekday, second // step_s] & (business >= first) & (business <= final)
    grid = pd.DataFrame({"interval_start_utc": utc, "interval_start_local": local, "business_date": business})[keep]
    # The forecast thinks in business days: a day that starts at 07:00 must not be cut at midnight.
    grid["start_local"] = grid["interval_start_local"] - np.timedelta64(day_start_s, "s")
    return pd.DataFrame(grid.reset_index(drop=True))


def local_times(utc: Times, zone: pd.DataFrame) -> Times:
    """Wall-clock times of UTC times by the rows of one zone in config.zone_day (reading utc)."""
    dates = _dates(zone["date"])
    place = np.clip(np.searchsorted(dates, utc.astype("datetime64[D]")), 0, len(dates) - 1)
    switch = pd.to_datetime(zone["switch_at"]).to_numpy().astype("datetime64[s]")[place]
    before = zone["offset_s"].to_numpy(dtype=np.int64)[place]
    after = zone["offset_after_s"].fillna(zone["offset_s"]).to_numpy(dtype=np.int64)[place]
    has_switched = ~np.isnat(switch) & (utc >= switch)
    return np.asarray(utc + np.where(has_switched, after, before).astype("timedelta64[s]"))


def _of_queue(queue_id: str, every: pd.DataFrame, *, past: pd.DataFrame, free_days: Times, last: np.datetime64) -> pd.DataFrame:
    history, future = _history_and_future(every, past=past, free_days=free_days, last=last)
    columns: dict[str, Any] = dict.fromkeys(["volume", *(f"volume_{name}" for name in LEVELS), "handle_time_s", "backtest_wape"], np.nan)
    columns |= {"queue_id": queue_id, "as_of_date": last.astype("datetime64[s]"), "model": "none"}
    notes = []
    try:
        # The hours of the settings are those the queue will keep, new ones too.
        made = forecast(history, future=future.assign(is_closed=False), quantiles=tuple(LEVELS.values()))
    except ValueError as error:
        notes.append(f"no volume: {error}")
    else:
        columns |= {f"volume_{name}": made[quantile_column(level)] for name, level in LEVELS.items()}
        columns |= {"volume": made["mean"], "model": made.attrs["model"]}
        if made.attrs["backtest_wape"] is not None:
            columns["backtest_wape"] = made.attrs["backtest_wape"]
    try:
        columns["handle_time_s"] = handle_time_forecast(history[history["handled"] > 0], future=future)
    except ValueError as error:
        notes.append(f"no handle time: {error}")
    result = future[["interval_start_local", "interval_start_utc", "business_date"]].assign(**columns)
    return result.assign(note=pd.Series("; ".join(notes) or None, index=result.index, dtype=object))


def _demand(lost: pd.DataFrame) -> tuple[float, float, str]:
    """Shares of redials and of blocked calls, and in words what the offered calls of a queue hold and lack."""
    redials, blocked, failed = (float(lost[name].iloc[0]) if len(lost) and pd.notna(lost[name].iloc[0]) else np.nan for name in SHARES)
    said = [
        "offered calls; redials are not known, because no customer is"
        if np.isnan(redials)
        else f"offered calls, {redials:.1%} of them redials",
        *([f"{failed:.1%} failed calls are in it"] if failed > 0 else []),
        "calls blocked before the queue are not known"
        if np.isnan(blocked)
        else f"{blocked:.1%} of all calls were blocked and are not in it",
    ]
    return redials, blocked, "; ".join(said)


def _history_and_future(
    every: pd.DataFrame, *, past: pd.DataFrame, free_days: Times, last: np.datetime64
) -> tuple[pd.DataFrame, pd.DataFrame]:
    """Open intervals so far with what came in them, and those to come. A day without any contact was closed."""
    starts = pd.to_datetime(past["interval_start_utc"]).to_numpy().astype("datetime64[s]")
    seen = past[["offered", "handle_s", "handled"]].astype(float).groupby(starts).sum()
    known = every.merge(seen, left_on="interval_start_utc", right_index=True, how="left")
    dates = _dates(known["business_date"])
    known["volume"] = known["offered"].fillna(0.0)
    known["is_holiday"] = np.isin(dates, free_days)
    history, future = known[dates <= last], known[dates > last]
    days = history.groupby("business_date").agg(volume=("volume", "sum"), is_holiday=("is_holiday", "max"))
    weekday = (_dates(days.index.to_series()).astype(np.int64) + 3) % 7
    usual = days["volume"].groupby(weekday).transform("median")
    is_shut = (days["volume"] == 0) | (days["is_holiday"] & (days["volume"] < HOLIDAY_SHARE * usual))
    # A holiday has the hours the settings give it, unless the holidays there were stayed without calls.
    holidays_so_far = is_shut[days["is_holiday"] & (usual > 0)]
    if len(holidays_so_far) and holidays_so_far.mean() > 0.5:
        future = future[~future["is_holiday"]]
    shut_days = _dates(is_shut[is_shut].index.to_series())
    return history[~np.isin(_dates(history["business_date"]), shut_days)], future
