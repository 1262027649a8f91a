"""Real exports, by YAML alone: what the pipeline publishes equals a second, independent reading of the same files."""

import json
from datetime import date, datetime

import duckdb
import pandas as pd
import pytest

from assets.analysis import baseline, baseline_compare
from tests.real.centres import BANK_FILE, CENTRES
from tests.real.readings import answers, bank_week, distinct_field_changes, pacific_day, planned, table_counts, tickets
from tests.real.running import HERE, Outcome, switchboard

pytestmark = pytest.mark.slow
_OUTCOMES: dict[str, Outcome] = {}


def outcome_of(name: str, tmp_path_factory: pytest.TempPathFactory) -> Outcome:
    """Run one centre once a session; skips where its exports are absent."""
    centre = CENTRES[name]
    if centre.absent:
        pytest.skip(centre.absent)
    if name not in _OUTCOMES:
        _OUTCOMES[name] = centre.run(tmp_path_factory.mktemp(name))
    return _OUTCOMES[name]


@pytest.fixture
def bank(tmp_path_factory: pytest.TempPathFactory) -> Outcome:
    return outcome_of("anonymous_bank", tmp_path_factory)


@pytest.fixture
def helpdesk(tmp_path_factory: pytest.TempPathFactory) -> Outcome:
    return outcome_of("zendesk", tmp_path_factory)


@pytest.mark.parametrize("name", CENTRES)
def test_a_run_over_real_exports_ends_well_and_accounts_for_every_record(name: str, tmp_path_factory: pytest.TempPathFactory) -> None:
    outcome = outcome_of(name, tmp_path_factory)
    assert outcome.exit_code == 0, outcome.said
    assert "Traceback" not in outcome.said
    files = outcome.files()
    assert set(files) == set(CENTRES[name].landing())
    for file in files.values():
        assert file["records"] == file["loaded"] + file["duplicates"] + file["quarantined"] + file["skipped"], file
    assert outcome.warehouse("select count(*) from ops.reconciliation where not passed") == [(0,)]


def test_the_bank_s_week_is_that_of_an_independent_reading(bank: Outcome) -> None:
    week = bank_week(BANK_FILE)
    assert len(week.by_day) == 7
    for kpi in week.by_day.columns:
        assert bank.daily(kpi) == pytest.approx(week.by_day[kpi].to_dict()), kpi
        assert bank.monthly(kpi) == pytest.approx({date(1999, 2, 1): week.total[kpi]}), kpi


def test_every_call_of_the_bank_is_loaded_once_with_its_traps_named(bank: Outcome) -> None:
    week = bank_week(BANK_FILE)
    (file,) = bank.files().values()
    counts = (file["loaded"], file["duplicates"], file["quarantined"], file["skipped"], file["repaired"])
    assert counts == (week.records, 0, 0, 1, week.negative_menu_times)
    assert week.negative_menu_times == 8
    assert bank.warehouse("select count(*) from ops.unmapped") == [(0,)]


def test_a_call_of_the_bank_enters_the_queue_when_it_leaves_the_menu_on_israel_s_clock(bank: Outcome) -> None:
    found = dict(bank.warehouse("select leg_id, entered_at_utc from core.queue_leg"))
    assert found == bank_week(BANK_FILE).starts_utc


def test_a_phantom_call_of_the_bank_is_kept_and_left_out_of_every_rate(bank: Outcome) -> None:
    rows = bank.warehouse("select outcome, is_offered, count(*) from core.queue_leg where is_excluded group by all")
    assert rows == [("excluded", False, 59)]


def test_a_service_of_the_bank_over_midnight_keeps_its_length_and_its_day(bank: Outcome) -> None:
    rows = bank.warehouse(
        "select leg_id, business_date, wait_s, talk_s from core.queue_leg where leg_id in ('AA0115 14055', 'AA0201 34924', 'AA0215 13278')"
        " order by leg_id"
    )
    assert rows == [
        ("AA0115 14055", date(1999, 2, 6), 0.0, 235.0),
        ("AA0201 34924", date(1999, 2, 1), 0.0, 591.0),
        ("AA0215 13278", date(1999, 2, 2), 61.0, 0.0),
    ]


def test_a_caller_the_bank_does_not_know_and_an_agent_without_a_name_are_nobody(bank: Outcome) -> None:
    rows = [line.split("\t") for line in BANK_FILE.read_text(encoding="latin-1").splitlines()[1:]]
    named = sum(row[2] != "0" for row in rows), sum(row[16] != "NO_SERVER" for row in rows)
    assert bank.warehouse("select count(customer_key), count(agent_id) from core.queue_leg") == [named]


def test_every_queue_of_the_bank_adds_up_to_the_company(bank: Outcome) -> None:
    for kpi in ("offered", "answered", "abandoned"):
        queues = bank.published(
            f"select business_date, sum(value) from marts.kpi_daily where kpi = '{kpi}' and scope_type = 'queue' group by 1 order by 1"
        )
        assert dict(queues) == bank.daily(kpi)


def test_each_connector_table_is_read_whole_or_set_aside_by_name(helpdesk: Outcome) -> None:
    folder, files = CENTRES["zendesk"].folder, helpdesk.files()
    used = {"ticket_data", "ticket_comment_data", "ticket_field_history_data", "user_data", "user_data_snowflake", "group_data"}
    used |= {"schedule_data", "schedule_holiday_data", "ticket_schedule_data", "ticket_sla_policy_data", "sla_policy_metric_history_data"}
    used |= {"ticket_tag_data", "audit_log_data"}
    for name, count in table_counts(folder).items():
        file = files[f"zendesk/{name}"]
        if name.removesuffix(".csv") in used:
            assert (file["status"], file["records"], file["quarantined"]) == ("loaded", count + 1, 0), file
        else:
            assert file["status"] == "ignored", file
            assert file["message"].count(name) == 1, file["message"]
    assert files["zendesk/ticket_field_history_data.csv"]["loaded"] == distinct_field_changes(folder)


def test_every_ticket_has_the_first_response_and_resolution_its_own_history_tells(helpdesk: Outcome) -> None:
    expected = tickets(CENTRES["zendesk"].folder)
    rows = helpdesk.warehouse(
        "select ticket_id, created_at_utc, first_response_s, resolution_s, status, business_date, not is_merged and not is_spam"
        " from core.ticket"
    )
    found = {row[0]: row[1:] for row in rows}
    assert found == {
        ticket_id: (t.created, t.first_response_s, t.resolution_s, t.status, pacific_day(t.created), t.is_counted)
        for ticket_id, t in expected.items()
    }
    # The one ticket with a history: new on 28 August, solved on 14 November, closed the day after.
    assert (
        expected["11071"].resolution_s
        == (datetime.fromisoformat("2020-11-14 11:01:27") - datetime.fromisoformat("2020-08-28 18:06:36")).total_seconds()
    )


def test_a_month_of_tickets_is_the_median_of_its_tickets(helpdesk: Outcome) -> None:
    by_month: dict[date, list[float]] = {}
    for ticket in tickets(CENTRES["zendesk"].folder).values():
        if ticket.is_counted and ticket.resolution_s is not None:
            by_month.setdefault(pacific_day(ticket.created).replace(day=1), []).append(ticket.resolution_s)
    medians = {month: sorted(seen)[len(seen) // 2] / 2 + sorted(seen)[(len(seen) - 1) // 2] / 2 for month, seen in by_month.items()}
    assert helpdesk.monthly("resolution_time") == pytest.approx(medians)
    assert helpdesk.monthly("first_response_time") == {}


def test_a_group_nobody_named_is_kept_and_counted_as_unmapped(helpdesk: Outcome) -> None:
    named = {"360006965034", "360008376313"}
    others = [ticket.group for ticket in tickets(CENTRES["zendesk"].folder).values() if ticket.group not in named]
    assert helpdesk.warehouse("select word, n from ops.unmapped where field = 'queue'") == [(others[0], len(others))]
    assert helpdesk.warehouse("select count(*) from core.ticket where queue_id = 'unmapped'") == [(len(others),)]


@pytest.mark.parametrize(
    ("source", "file", "header_rows", "id_row"), [("survey", "sample.csv", 3, 0), ("survey_legacy", "sample_legacy.csv", 2, 1)]
)
def test_a_survey_in_the_present_and_in_the_former_layout_gives_the_same_answer(
    source: str, file: str, header_rows: int, id_row: int, tmp_path_factory: pytest.TempPathFactory
) -> None:
    outcome = outcome_of("qualtrics", tmp_path_factory)
    (answer,) = answers(CENTRES["qualtrics"].folder / file, header_rows=header_rows, id_row=id_row)
    rated = answer.get("Q1") or answer["This is a multiple choice question."]
    response_id = answer.get("ResponseId") or answer["ResponseID"]
    rows = outcome.warehouse(f"select response_id, score, answered_at_utc from core.survey_response where source_id = '{source}'")
    # The account's clock is Berlin's, two hours ahead in July.
    assert rows == [(response_id, float(rated), datetime.fromisoformat("2017-07-18 06:28:48"))]
    assert answer["EndDate"] == "2017-07-18 08:28:48"
    assert outcome.files()[f"surveys/{file}"]["skipped"] == header_rows


def test_a_survey_that_tells_answers_alone_has_no_response_rate(tmp_path_factory: pytest.TempPathFactory) -> None:
    outcome = outcome_of("qualtrics", tmp_path_factory)
    assert outcome.daily("csat_mean") == {date(2017, 7, 18): 2.0}
    assert outcome.daily("survey_response_rate") == {}


def test_a_call_abandoned_after_a_transfer_counts_in_the_second_queue_and_its_hour(tmp_path_factory: pytest.TempPathFactory) -> None:
    outcome = outcome_of("asterisk_queue_log", tmp_path_factory)
    rows = outcome.published(
        "select queue_id, cast(extract('hour' from bucket_local) as int), offered, answered, abandoned from marts.queue_interval order by 1"
    )
    assert rows == [("queue1", 12, 1, 0, 1), ("queue2", 11, 1, 1, 0)]
    contacts = outcome.warehouse("select count(distinct contact_id), count(distinct customer_key) from core.queue_leg")
    assert contacts == [(1, 1)]


def test_broken_downloads_are_refused_by_name_with_a_remedy_and_the_good_file_goes_on(tmp_path_factory: pytest.TempPathFactory) -> None:
    outcome = outcome_of("bad_files", tmp_path_factory)
    files = outcome.files()
    remedies = {"git_lfs_pointer_saved_as.csv": "git lfs pull", "html_error_page_saved_as.csv": "open the file in a browser"}
    for name, remedy in remedies.items():
        file = files[f"requests/{name}"]
        assert (file["status"], file["loaded"]) == ("refused", 0)
        assert remedy in file["message"]
        told = " ".join(outcome.said.split())
        assert f"refused requests/{name}: " in told
        assert remedy in told
    assert (files["requests/good.csv"]["status"], files["requests/good.csv"]["loaded"]) == ("loaded", 3)
    assert outcome.daily("service_level") == {date(2024, 1, 15): 2 / 3}


def test_a_second_run_over_the_bank_s_week_finds_nothing_to_do(bank: Outcome) -> None:
    before = (bank.data / "published" / "switchboard.duckdb").stat().st_mtime_ns
    again = switchboard("run", "--config", HERE / "anonymous_bank", "--data", bank.data, "--no-sample", today="1999-02-08")
    assert (again.returncode, again.stdout[:14]) == (0, "Nothing to do:")
    assert (bank.data / "published" / "switchboard.duckdb").stat().st_mtime_ns == before


def test_rates_of_a_helpline_s_returns_are_ratios_of_sums_as_published(tmp_path_factory: pytest.TempPathFactory) -> None:
    helpline = outcome_of("nhs111", tmp_path_factory)
    told = pd.read_csv(CENTRES["nhs111"].folder / "nhs111_2015-04_to_09.csv")
    told["month"] = pd.to_datetime(told["Periodname"], format="%b-%y").dt.date
    sums = told.groupby("month").sum(numeric_only=True)
    answered, offered = sums["Nhs1 Answered Calls SUM"], sums["Nhs1 Number Calls Offered SUM"]
    assert helpline.monthly("offered") == pytest.approx(offered.to_dict())
    assert helpline.monthly("service_level") == pytest.approx((sums["Nhs1 Answered 60sec SUM"] / answered).to_dict())
    assert helpline.monthly("abandonment_rate") == pytest.approx((sums["Nhs1 Abandoned Calls SUM"] / offered).to_dict())
    april = date(2015, 4, 1)
    assert helpline.monthly("offered")[april] == 1_130_894
    assert round(helpline.monthly("service_level")[april], 3) == 0.939
    assert round(helpline.monthly("abandonment_rate")[april], 3) == 0.016
    called_back = sums["Nhs1 Person Offered Call Back SUM"]
    assert helpline.monthly("callback_offer_rate") == pytest.approx((called_back / answered).to_dict())
    assert helpline.monthly("callback_completed") == pytest.approx((sums["Nhs1 Calls Back Within 10mins SUM"] / called_back).to_dict())
    published = {4: (0.11, 0.48), 5: (0.117, 0.45), 6: (0.12, 0.41)}
    for month, (offered_share, in_ten_minutes) in published.items():
        assert helpline.monthly("callback_offer_rate")[date(2015, month, 1)] == pytest.approx(offered_share, abs=0.005)
        assert helpline.monthly("callback_completed")[date(2015, month, 1)] == pytest.approx(in_ten_minutes, abs=0.005)
    # what no return tells is not made up
    assert helpline.monthly("answer_wait_p90") == helpline.monthly("speed_of_answer") == {}
    said = dict(helpline.published("select kpi, availability from marts.meta_kpi where is_current"))
    unavailable = "unavailable: the sources tell sums, and it needs single calls"
    assert {said[kpi] for kpi in ("answer_wait_p90", "fcr_repeat", "repeat_call_rate")} == {unavailable}
    assert said["service_level"] == "had"
    ((grain, gone),) = helpline.published("select finest_grain, unavailable from marts.dim_queue where queue_id = 'helpline'")
    assert (grain, gone) == ("month", "percentiles, patience, repeat calls, first contact resolution, half-hours, days")
    unaccounted = helpline.warehouse("select sum(unaccounted) from core.queue_interval")
    assert unaccounted == [(int((offered - answered - sums["Nhs1 Abandoned Calls SUM"]).sum()),)]


def test_a_centre_that_keeps_one_line_a_day_has_days_months_and_no_half_hours(tmp_path_factory: pytest.TempPathFactory) -> None:
    centre = outcome_of("daily_centre", tmp_path_factory)
    told = pd.read_csv(CENTRES["daily_centre"].folder / "daily_centre_to_2022-11-01.csv", parse_dates=["date"])
    by_day = told.set_index(told["date"].dt.date)
    assert centre.daily("offered") == pytest.approx(by_day["incoming"].to_dict())
    waits_by_day = {day: value for day, value in centre.daily("speed_of_answer").items() if value is not None}
    assert waits_by_day == pytest.approx(by_day.loc[by_day["answered"] > 0, "asa_s"].to_dict())
    month = told["date"].dt.date.map(lambda day: day.replace(day=1))
    waits = (told["asa_s"] * told["answered"]).groupby(month).sum() / told["answered"].groupby(month).sum()
    assert centre.monthly("speed_of_answer") == pytest.approx(waits.to_dict())
    assert centre.warehouse("select count(*) from kpi.interval") == [(0,)]


def test_a_helpline_s_months_are_set_against_april_as_ratios_of_sums_and_nothing_is_claimed(
    tmp_path_factory: pytest.TempPathFactory,
) -> None:
    helpline = outcome_of("nhs111", tmp_path_factory)
    told = pd.read_csv(CENTRES["nhs111"].folder / "nhs111_2015-04_to_09.csv")
    sums = told.groupby(pd.to_datetime(told["Periodname"], format="%b-%y")).sum(numeric_only=True)
    in_time = sums["Nhs1 Answered 60sec SUM"] / sums["Nhs1 Answered Calls SUM"]
    rows = helpline.published(
        "select window_start, window_end, value_base, value_win, delta_raw, verdict, p_value, sentence from marts.baseline_compare"
        " where kpi = 'service_level' and scope_type = 'company' order by horizon_months"
    )
    assert [row[:2] for row in rows[:2]] == [(date(2015, 5, 1), date(2015, 5, 31)), (date(2015, 6, 1), date(2015, 6, 30))]
    assert [row[2] for row in rows] == pytest.approx([in_time["2015-04-01"]] * len(rows))
    assert [row[3] for row in rows[:2]] == pytest.approx([in_time["2015-05-01"], in_time["2015-06-01"]])
    assert all(delta == pytest.approx(win - base) for _, _, base, win, delta, *_ in rows)
    assert {row[5:7] for row in rows} == {("insufficient_data", None)}
    assert rows[0][7] == (
        "Service level is 0.24 points lower than in April 2015, but this proves nothing: the source tells one figure a month, "
        "and how far months differ by chance only days can tell."
    )


def test_a_surge_is_seen_in_the_published_tables_and_its_end_is_no_change(tmp_path_factory: pytest.TempPathFactory) -> None:
    centre = outcome_of("daily_centre", tmp_path_factory)
    rows = centre.published(
        "select kpi, horizon_months, verdict, delta_adj, ci_low from marts.baseline_compare where scope_type = 'company'"
        " and kpi in ('offered', 'abandonment_rate')"
    )
    verdicts = {(kpi, months): verdict for kpi, months, verdict, *_ in rows}
    assert verdicts["offered", 3] == "improved", "more calls is a rise; a volume has no good direction"
    assert verdicts["abandonment_rate", 3] == "worsened"
    assert {verdicts[kpi, 9] for kpi in ("offered", "abandonment_rate")} == {"no_detectable_change"}
    months = centre.published("select month, value from marts.kpi_monthly where kpi = 'offered' and scope_type = 'company'")
    april, january = dict(months)[date(2022, 4, 1)], dict(months)[date(2022, 1, 1)]
    assert april > 2 * january


def test_a_season_in_the_published_days_is_not_mistaken_for_a_change(tmp_path_factory: pytest.TempPathFactory) -> None:
    """The same days with March 2021 as base: by June there are a third more calls, as in every year."""
    centre = outcome_of("daily_centre", tmp_path_factory)
    with duckdb.connect(str(centre.data / "warehouse.duckdb"), read_only=True) as con:
        frames = {name: con.execute(sql).df() for name, sql in baseline_compare.READS.items() if name not in ("baseline", "previous")}
    days = {name: frames[name] for name in ("daily", "definition", "data_through")}
    march = pd.DataFrame({"baseline_days": [28], "baseline_from": [pd.Timestamp("2021-03-01")]})
    frames["horizons"] = pd.DataFrame({"horizon_months": [1, 3, 6]})
    found = baseline_compare.rows(**frames, baseline=baseline.rows(**days, centre=march))
    offered = found[(found["kpi"] == "offered") & (found["scope_type"] == "company")].set_index("horizon_months")
    assert offered.loc[3, "delta_raw"] > 0.3 * offered.loc[3, "value_base"]
    assert set(offered["verdict"]) == {"no_detectable_change"}


def test_a_contact_delivered_three_times_is_one_call_whose_hold_is_not_conversation(tmp_path_factory: pytest.TempPathFactory) -> None:
    connect = outcome_of("amazon_connect", tmp_path_factory)
    told = [json.loads(line) for line in (CENTRES["amazon_connect"].folder / "contact_trace_records.jsonl").read_text("utf-8").splitlines()]
    latest = {record["ContactId"]: record for record in sorted(told, key=lambda record: record["LastUpdateTimestamp"])}
    found = connect.warehouse("select leg_id, talk_s, hold_s, acw_s, wait_s from core.queue_leg order by leg_id")
    agents = [(name, record["Agent"], record["Queue"]) for name, record in sorted(latest.items())]
    expected = [
        (name, a["AgentInteractionDuration"], a["CustomerHoldDuration"], a["AfterContactWorkDuration"], q["Duration"])
        for name, a, q in agents
    ]
    assert found == expected
    (refrigeration,) = connect.warehouse("select talk_s + hold_s from core.queue_leg where queue_id = 'refrigeration'")
    assert refrigeration == (460.0,)
    contacts = connect.files()["connect/contact_trace_records.jsonl"]
    assert (contacts["loaded"], contacts["duplicates"]) == (len(latest), len(told) - len(latest))


def test_agent_events_tell_the_after_contact_work_that_the_vendor_documents(tmp_path_factory: pytest.TempPathFactory) -> None:
    connect = outcome_of("amazon_connect", tmp_path_factory)
    found = connect.warehouse(
        "select strftime(started_at_utc, '%H:%M:%S.%g'), state_s from core.agent_state"
        " where business_date = date '2018-10-25' and state = 'acw'"
    )
    assert found == [("18:55:27.027", pytest.approx(5.005))]


def test_chats_tell_conversation_and_hold_and_one_that_goes_on_is_there(tmp_path_factory: pytest.TempPathFactory) -> None:
    genesys = outcome_of("genesys", tmp_path_factory)
    found = genesys.warehouse("select queue_id, channel, talk_s + hold_s, wait_s, acw_s, outcome from core.queue_leg order by queue_id")
    assert found == [
        ("first", "chat", pytest.approx(918.737), 11.179, 0.0, "answered"),
        ("second", "chat", 923.484, 6.384, None, "answered"),
    ]


def test_a_log_of_calls_is_read_by_declaration_and_a_day_that_does_not_exist_is_named(tmp_path_factory: pytest.TempPathFactory) -> None:
    twilio = outcome_of("twilio", tmp_path_factory)
    told = pd.read_csv(CENTRES["twilio"].folder / "twilio_call_data.csv", dtype=str)
    at = pd.to_datetime(told["created_at"], format="%Y-%m-%d %H:%M:%S.%f UTC", errors="coerce")
    (file,) = twilio.files().values()
    assert (file["loaded"], file["quarantined"]) == (int(at.notna().sum()), int(at.isna().sum()))
    outcomes = dict(twilio.warehouse("select outcome_raw, count(*) from staging.call group by 1"))
    assert outcomes == told.loc[at.notna(), "status"].value_counts().to_dict()


def test_a_schedule_is_read_in_two_time_zones_and_its_re_plan_replaces_what_it_changes(tmp_path_factory: pytest.TempPathFactory) -> None:
    hub = outcome_of("agent_schedule", tmp_path_factory)
    expected = planned(CENTRES["agent_schedule"].folder)
    rows = hub.warehouse("select agent_id, started_at_utc, activity, ended_at_utc, paid_s from staging.shift_activity")
    assert {(agent, start): (activity, end, paid) for agent, start, activity, end, paid in rows} == expected
    ((scheduled, paid),) = hub.published("select sum(scheduled_s), sum(paid_s) from marts.schedule_day")
    assert scheduled == sum((end - start).total_seconds() for (_, start), (_, end, _) in expected.items())
    assert paid == sum(told for *_, told in expected.values())
    assert hub.warehouse("select count(*) from ops.quarantine") == [(0,)]
    assert all(file["repaired"] > 0 for file in hub.files().values()), "durations that contradict beginning and end, and whole days"
