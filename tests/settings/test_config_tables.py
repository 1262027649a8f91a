"""The config tables that settings become."""

from collections.abc import Callable
from datetime import date
from pathlib import Path

import pandas as pd
import pytest
from scipy import stats

from assets.config_tables.tables import COLUMNS, DTYPES, config_tables, dates
from assets.settings.messages import SettingsError
from assets.settings.settings import load_settings

Write = Callable[..., Path]

BETTER = {"service_level": "higher", "speed_of_answer": "lower", "handle_time": "band"}


def tables_of(write: Write, *changes: tuple[str, str, str], **options: object) -> dict[str, pd.DataFrame]:
    arguments = {"first_date": date(2026, 1, 1), "last_date": date(2026, 12, 31), "better": BETTER} | options
    return config_tables(load_settings(write(*changes)), **arguments)  # type: ignore[arg-type]


def rows(frame: pd.DataFrame) -> list[tuple[object, ...]]:
    return [tuple(None if pd.isna(value) else value for value in row) for row in frame.itertuples(index=False)]


def test_every_table_has_its_columns_and_types_in_order(write: Write) -> None:
    tables = tables_of(write)
    assert list(tables) == list(COLUMNS)
    for table, frame in tables.items():
        assert {name: str(kind) for name, kind in frame.dtypes.items()} == {name: DTYPES[kind] for name, kind in COLUMNS[table].items()}, (
            table
        )


def test_a_table_without_rows_has_the_same_types(write: Write) -> None:
    folder = write()
    (folder / "sources.yaml").write_text("sources: []\n", encoding="utf-8")
    (folder / "targets.yaml").write_text("targets: []\n", encoding="utf-8")
    tables = config_tables(load_settings(folder), first_date=date(2026, 1, 1), last_date=date(2026, 1, 1))
    for table in ("config.source", "config.word", "config.target", "config.survey_scale"):
        assert tables[table].empty
        assert [str(kind) for kind in tables[table].dtypes] == [DTYPES[kind] for kind in COLUMNS[table].values()]


def test_names_nobody_has_mapped_have_a_queue_of_their_own(write: Write) -> None:
    tables = tables_of(write)
    assert rows(tables["config.queue"])[-1] == ("unmapped", "Unmapped", None, None, None)
    days = tables["config.queue_day"]
    unmapped = days[days["queue_id"] == "unmapped"]
    assert len(unmapped) == 365
    assert unmapped["site_id"].isna().all()
    assert set(unmapped["threshold_s"]) == {20.0}


def test_a_queue_is_known_by_its_id_and_its_aliases_in_every_source(write: Write) -> None:
    assert rows(tables_of(write)["config.queue_alias"]) == [
        ("acd", "ORD", "orders"),
        ("acd", "help", "support"),
        ("acd", "orders", "orders"),
        ("acd", "support", "support"),
    ]


def test_a_sources_own_names_win_over_the_shared_ones(write: Write) -> None:
    tables = tables_of(write, ("sources", "    words:", "    queue_names: {support: [ORD, 007]}\n    words:"))
    assert ("acd", "ORD", "support") in rows(tables["config.queue_alias"])
    assert ("acd", "007", "support") in rows(tables["config.queue_alias"])
    assert ("acd", "ORD", "orders") not in rows(tables["config.queue_alias"])


def test_a_record_goes_by_the_clock_of_its_queue_and_without_a_declared_name_by_that_of_its_source(write: Write) -> None:
    tables = tables_of(write)
    sites = tables["config.site"].set_index("site_id")
    places = tables["config.queue_place"]
    names = places[places["queue_raw"].notna()]
    assert rows(names[["source_id", "queue_raw", "queue_id"]]) == rows(tables["config.queue_alias"])
    site_of = tables["config.queue"].set_index("queue_id")["site_id"]
    assert names["site_id"].tolist() == site_of.loc[names["queue_id"]].tolist()
    others = places[places["queue_raw"].isna()]
    assert rows(others[["source_id", "site_id"]]) == rows(tables["config.source"][["source_id", "site_id"]])
    assert set(others["queue_id"]) == {"unmapped"}
    for clock in ("timezone", "day_start_s"):
        assert places[clock].tolist() == sites.loc[places["site_id"], clock].tolist()


def test_declared_words_win_over_the_readers_own(write: Write) -> None:
    words = {"delimited": {"outcome": {" HANDLED ": "failed", "Gone": "abandoned"}}, "zendesk": {"status": {"open": "open"}}}
    assert rows(tables_of(write, words=words)["config.word"]) == [
        ("acd", "outcome", "gone", "abandoned"),
        ("acd", "outcome", "handled", "answered"),
        ("acd", "outcome", "lost", "abandoned"),
    ]


def test_a_day_carries_its_hours_and_a_holiday_is_marked(write: Write) -> None:
    days = tables_of(write)["config.queue_day"].set_index(["queue_id", "business_date"])
    shown = ["is_open", "is_holiday", "open_s"]
    assert list(days.loc[("orders", pd.Timestamp(2026, 5, 1)), shown]) == [True, True, 43200]
    assert list(days.loc[("orders", pd.Timestamp(2026, 5, 2)), shown]) == [True, False, 28800]
    assert list(days.loc[("orders", pd.Timestamp(2026, 5, 3)), shown]) == [False, False, 0]
    assert list(days.loc[("support", pd.Timestamp(2026, 5, 3)), shown]) == [True, False, 86400]


def test_a_holiday_has_its_own_hours_where_the_queue_names_them(write: Write) -> None:
    tables = tables_of(write, ("centre", 'sat: "09:00-17:00"', "holiday: closed"))
    days = tables["config.queue_day"].set_index(["queue_id", "business_date"])
    assert not days.loc[("orders", pd.Timestamp(2026, 5, 1)), "is_open"]
    assert days.loc[("orders", pd.Timestamp(2026, 5, 4)), "is_open"]
    assert rows(tables["config.open_interval"])[4:6] == [("orders", 5, 28800, 72000), ("orders", 8, 0, 0)]


def test_holidays_speak_english_and_know_the_sites_own(write: Write) -> None:
    tables = tables_of(write, ("centre", "country: DE", "country: DE\n    subdivision: BY\n    holidays: {2026-07-01: Founders' day}"))
    holidays = tables["config.holiday"]
    names = {(day.date(), name) for _, day, name in rows(holidays)}  # type: ignore[attr-defined]
    assert {(date(2026, 1, 6), "Epiphany"), (date(2026, 7, 1), "Founders' day"), (date(2026, 10, 3), "German Unity Day")} <= names


def test_a_target_takes_its_comparator_from_what_is_better(write: Write) -> None:
    tables = tables_of(
        write,
        (
            "targets",
            "targets:",
            "targets:\n  - {kpi: speed_of_answer, scope: queue/orders, target: 30, stretch: 20, owner: Me, due: 2027-01-31}"
            "\n  - {kpi: handle_time, scope: site/quay, comparator: at_most, target: 300, owner: Me, due: 2027-01-31}",
        ),
    )
    shown = tables["config.target"][["target_id", "scope_type", "scope_id", "comparator", "target", "stretch"]]
    assert rows(shown) == [
        ("speed_of_answer_queue_orders", "queue", "orders", "at_most", 30.0, 20.0),
        ("handle_time_site_quay", "site", "quay", "at_most", 300.0, None),
        ("service_level_company", "company", "all", "at_least", 0.8, None),
    ]


def test_a_target_whose_comparator_cannot_be_known_is_refused(write: Write) -> None:
    with pytest.raises(SettingsError) as caught:
        tables_of(write, ("targets", "service_level", "handle_time"))
    assert "handle_time for company: the key 'comparator' is missing, expected at_least or at_most" in str(caught.value)


def test_staffing_takes_threshold_and_currency_from_where_they_are(write: Write) -> None:
    tables = tables_of(write, ("centre", "aliases: [help]", "aliases: [help]\n    threshold_s: 45"))
    assert rows(tables["config.staffing"]) == [
        ("orders", 0.8, 20.0, 0.8, 1, None, 0.18, None, "EUR"),
        ("support", 0.8, 45.0, 0.85, 1, None, 0.18, None, "EUR"),
    ]
    assert rows(tables["config.shrinkage"])[:2] == [("orders", "holiday", 0.08), ("orders", "breaks", 0.10)]


def test_a_roster_is_spread_over_its_days_and_a_day_of_nobody_is_kept(write: Write) -> None:
    roster = '{"mon,tue": "08:00-16:00 6, 12:00-24:00 2.5", holiday: nobody}'
    said = f"{{max_occupancy: 0.8, roster: {roster}, shifts: {{hours: 7.5, break_minutes: 0}}}}"
    tables = tables_of(write, ("staffing", "{max_occupancy: 0.8}", said))
    assert rows(tables["config.roster"]) == [
        ("orders", 1, 28800, 57600, 6.0),
        ("orders", 1, 43200, 86400, 2.5),
        ("orders", 2, 28800, 57600, 6.0),
        ("orders", 2, 43200, 86400, 2.5),
        ("orders", 8, 0, 0, 0.0),
    ]
    assert rows(tables["config.shift"]) == [
        ("orders", 7.5, 30, 0, 2.5, 5.0),
        *(("support", hours, 30, 30, 2.5, 5.0) for hours in (8.0, 6.0, 4.0)),
    ]


def test_dates_know_their_iso_week_and_month() -> None:
    frame = dates().set_index("date")
    assert len(frame) == 18628
    shown = ["weekday", "weekday_name", "iso_week", "month", "month_end", "quarter", "year", "day_of_year", "is_weekend"]
    assert list(frame.loc[pd.Timestamp(2027, 1, 3), shown]) == [
        7,
        "Sunday",
        "2026-W53",
        pd.Timestamp(2027, 1, 1),
        pd.Timestamp(2027, 1, 31),
        1,
        2027,
        3,
        True,
    ]
    assert frame.loc[pd.Timestamp(2028, 2, 1), "month_end"] == pd.Timestamp(2028, 2, 29)


def test_t_quantiles_are_students(write: Write) -> None:
    frame = tables_of(write)["config.t_quantile"]
    assert list(frame["df"]) == list(range(1, 1001))
    assert frame["t975"].to_numpy(dtype=float) == pytest.approx(stats.t.ppf(0.975, range(1, 1001)))


def test_likelihood_to_recommend_has_its_scale_without_words(write: Write) -> None:
    tables = tables_of(
        write,
        ("sources", "kind: call", "kind: survey"),
        ("sources", "    words:", "    scales: {ces: {min: 1, max: 7, reversed: true}}\n    words:"),
    )
    assert rows(tables["config.survey_scale"]) == [("acd", "ces", 1.0, 7.0, True), ("acd", "nps", 0.0, 10.0, False)]


def test_the_zones_of_sites_and_sources_and_utc_are_there(write: Write) -> None:
    tables = tables_of(write, ("sources", "timezone: Europe/Berlin", "timezone: America/Chicago"))
    assert set(tables["config.zone_day"]["zone"]) == {"America/Chicago", "Europe/Berlin", "UTC"}


INTERVENTIONS = """currency: EUR
interventions:
  - {id: drill, kind: training, scope: queue/orders, from: 2026-03-02, to: 2026-03-13, description: the drill}
  - {id: fire, kind: incident, scope: company, from: 2026-05-01}
baseline: {horizons_months: [6, 1], from: 2026-04-01, days: 30}"""


def test_interventions_and_horizons_become_rows(write: Write) -> None:
    tables = tables_of(write, ("centre", "currency: EUR", INTERVENTIONS))
    drill, fire = rows(tables["config.intervention"])
    assert drill == ("drill", "training", "queue", "orders", pd.Timestamp("2026-03-02"), pd.Timestamp("2026-03-13"), "the drill")
    assert fire == ("fire", "incident", "company", "all", pd.Timestamp("2026-05-01"), None, None)
    assert rows(tables["config.horizon"]) == [(1,), (6,)]
    assert rows(tables["config.centre"][["baseline_days", "baseline_from"]]) == [(30, pd.Timestamp("2026-04-01"))]
    plain = tables_of(write)
    assert plain["config.intervention"].empty
    assert rows(plain["config.horizon"]) == [(1,), (3,), (6,)]
    assert rows(plain["config.centre"][["baseline_days", "baseline_from"]]) == [(28, None)]
