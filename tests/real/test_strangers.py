"""Three exports of strangers, invented and written by hand in layouts of other switches: from the draft to numbers.

anrufliste   semicolons, decimal comma, cp1252, day first, over the night of the clock change in March
segments     tabs, twelve-hour times, durations as minutes and seconds, a row a segment of a call, the change in November
cdr_queue    no header, seconds since 1970, moments where others have durations
"""

from datetime import date, datetime
from pathlib import Path

import pytest
import yaml

from assets.describe import describe
from assets.readers.records import KINDS
from assets.readers.registry import READERS
from assets.settings.settings import load_settings
from assets.settings.sources import Source
from tests.real.running import HERE, REAL, Outcome, run, switchboard

CONFIG = HERE / "strangers"
EXPORTS = {
    "anrufliste": CONFIG / "exports" / "anrufliste_2026-03.csv",
    "segments": CONFIG / "exports" / "segments_20251101.txt",
    "cdr_queue": CONFIG / "exports" / "cdr-queue.log",
}
# What only the owners could say: their answers to the questions of each draft.
ANSWERS = {
    "anrufliste": {"site": "berlin", "timezone": "Europe/Berlin"},
    "segments": {
        "site": "chicago",
        "timezone": "America/Chicago",
        "timestamp": ["%m/%d/%Y %I:%M:%S %p"],
        "columns": {"leg_id": {"columns": ["Call ID", "Segment"]}, "contact_id": "Call ID"},
    },
    "cdr_queue": {
        "site": "nicosia",
        "files": "cdr_queue/cdr-queue*.log*",
        "columns": {
            "queue": 2,
            "wait_s": {"since": 4, "until": [5, 6]},
            "talk_s": {"since": 5, "until": 6},
            "agent": 7,
            "outcome": 8,
        },
        "words": {
            "outcome": {
                "answered": ["terminated_by_caller", "terminated_by_agent"],
                "abandoned": ["abandoned"],
                "flowout_timeout": ["timeout"],
                "flowout_empty": ["no_agents"],
            }
        },
        "options": {"nothing": {"wait_s": ["0"], "talk_s": ["0"], "customer_key": ["anonymous"]}},
    },
}


@pytest.mark.parametrize("name", EXPORTS)
def test_a_draft_with_its_questions_answered_is_the_entry_that_runs(name: str) -> None:
    columns = {kind.name: [column.name for column in kind.columns] for kind in KINDS.values()}
    runs = load_settings(CONFIG, known_readers=READERS, known_columns=columns).source(name)
    draft = yaml.safe_load(describe(EXPORTS[name], source_id=name).text)["sources"][0]
    answers = ANSWERS[name]
    drafted = draft | answers | {"columns": draft["columns"] | answers.get("columns", {})}
    assert Source.model_validate(drafted) == runs


@pytest.mark.parametrize("name", EXPORTS)
def test_a_draft_of_a_stranger_s_export_shows_no_caller_and_no_agent(name: str) -> None:
    text = describe(EXPORTS[name]).text
    for secret in ("5550101", "555-0101", "25550101", "Jörg", "Reyes"):
        assert secret not in text


def test_a_file_that_is_no_export_is_refused_by_the_command_in_words(tmp_path: Path) -> None:
    page = tmp_path / "calls.csv"
    page.write_text("<!doctype html><html><body>Please sign in</body></html>")
    finished = switchboard("describe", page)
    assert finished.returncode == 2
    assert finished.stderr.startswith("switchboard: calls.csv: this is an HTML page")
    assert "Traceback" not in finished.stderr


@pytest.mark.parametrize(
    ("folder", "reader", "kind"),
    [
        ("jira/issue.csv", "jira", None),
        ("servicenow/servicenow_first_100_incidents.csv", "servicenow", None),
        ("amazon_connect/contact_trace_records.jsonl", "connect", None),
        ("genesys/conversation1.json", "genesys", None),
        ("twilio/twilio_call_data.csv", "delimited", "call"),
    ],
)
def test_other_products_real_exports_get_a_draft_that_is_yaml_for_the_reader_that_fits(folder: str, reader: str, kind: str | None) -> None:
    path = REAL / folder
    if not path.exists():
        pytest.skip(f"folder absent ({path.parent.name} is not beside the project)")
    found = describe(path)
    entry = yaml.safe_load(found.text)["sources"][0]
    assert (entry["reader"], entry.get("kind")) == (reader, kind)


@pytest.mark.parametrize(
    ("file", "period"),
    [
        ("nhs111/nhs111_2015-04_to_09.csv", "month"),
        ("daily_centre/daily_centre_to_2022-11-01.csv", "day"),
        ("na_bank_5min/bank_calls_5min_to_2003-08-29.csv", "interval"),
    ],
)
def test_totals_of_days_and_intervals_are_told_from_calls(file: str, period: str) -> None:
    path = REAL / file
    if not path.exists():
        pytest.skip(f"folder absent ({path.parent.name} is not beside the project)")
    found = describe(path)
    assert yaml.safe_load(found.text)["sources"][0]["kind"] == "interval_total"
    assert any(f"the sum of one {period}?" in question for question in found.questions)


@pytest.fixture(scope="module")
def strangers(tmp_path_factory: pytest.TempPathFactory) -> Outcome:
    landing = {f"{name}/{path.name}": path for name, path in EXPORTS.items()}
    return run(CONFIG, tmp_path_factory.mktemp("strangers"), landing=landing, today="2026-05-06")


@pytest.mark.slow
def test_every_record_of_the_three_is_accounted_for(strangers: Outcome) -> None:
    assert strangers.exit_code == 0, strangers.said
    books = {
        file["source_id"]: (file["records"], file["loaded"], file["duplicates"], file["quarantined"], file["skipped"])
        for file in strangers.files().values()
    }
    assert books == {"anrufliste": (15, 13, 0, 1, 1), "segments": (12, 10, 1, 0, 1), "cdr_queue": (10, 9, 0, 1, 0)}
    assert strangers.warehouse("select source_id, line, reason from ops.quarantine join ops.file_manifest using (file_id) order by 1") == [
        ("anrufliste", 14, "entered_at_utc cannot be read as a time written %d.%m.%Y %H:%M:%S"),
        ("cdr_queue", 10, "wait_s is negative"),
    ]
    assert strangers.warehouse("select source_id, field, word from ops.unmapped") == [("segments", "queue", "Returns")]


@pytest.mark.slow
def test_a_decimal_comma_counts_tenths_and_the_lost_hour_of_march_is_no_wait(strangers: Outcome) -> None:
    def berlin(kpi: str) -> dict[date, float]:
        return strangers.daily(kpi, scope="site", scope_id="berlin")

    days = [date(2026, 3, day) for day in (27, 28, 29, 30)]
    assert berlin("offered") == dict(zip(days, [6, 1, 3, 2]))
    # 12.5 and 8.2 s in time, 21.0 s late, 64 s abandoned, 300 s overflowed; 3 s is no lost call. On Monday 19.9 and 20.1 s.
    assert berlin("service_level") == pytest.approx(dict(zip(days, [2 / 5, 0, 1, 1 / 2])))
    assert berlin("handle_time")[days[0]] == pytest.approx((205.0 + 287.2 + 1100.5) / 3)
    rows = strangers.warehouse("select entered_at_utc from core.queue_leg where leg_id in ('K-1008', 'K-1009') order by 1")
    assert rows == [(datetime.fromisoformat("2026-03-29 00:59:50"),), (datetime.fromisoformat("2026-03-29 01:00:10"),)]


@pytest.mark.slow
def test_segments_of_a_call_are_legs_of_one_contact_on_a_twelve_hour_clock(strangers: Outcome) -> None:
    legs = strangers.warehouse(
        "select leg_id, queue_id, leg_seq, entered_by, wait_s, talk_s from core.queue_leg where contact_id = '90002' order by leg_seq"
    )
    assert legs == [("90002 1", "sales", 1, "caller", 20.0, 120.0), ("90002 2", "billing", 2, "transfer", 65.0, 180.0)]
    instants = dict(strangers.warehouse("select leg_id, entered_at_utc from core.queue_leg where source_id = 'segments'"))
    assert instants["90001 1"] == datetime.fromisoformat("2025-11-01 05:30:05")  # half past midnight is 12:30 AM
    assert instants["90006 1"] == datetime.fromisoformat("2025-11-02 06:30:00")  # the hour comes twice; its first pass counts
    assert instants["90007 1"] == datetime.fromisoformat("2025-11-02 09:30:00")
    assert strangers.warehouse("select talk_s from core.queue_leg where leg_id = '90007 1'") == [(3720.0,)]
    chicago = strangers.daily("service_level", scope="site", scope_id="chicago")
    assert chicago == pytest.approx({date(2025, 11, 1): 2 / 5, date(2025, 11, 2): 1.0})


@pytest.mark.slow
def test_waits_between_moments_in_seconds_since_1970_make_the_same_kpis(strangers: Outcome) -> None:
    nicosia = {
        kpi: strangers.daily(kpi, scope="site", scope_id="nicosia") for kpi in ("offered", "abandoned", "service_level", "handle_time")
    }
    days = [date(2026, 5, 4), date(2026, 5, 5)]
    assert nicosia["offered"] == dict(zip(days, [6, 3]))
    assert nicosia["abandoned"] == dict(zip(days, [2, 0]))
    assert nicosia["service_level"] == pytest.approx(dict(zip(days, [2 / 5, 1 / 3])))
    assert nicosia["handle_time"] == pytest.approx(dict(zip(days, [(188 + 299 + 55) / 3, (80 + 119) / 2])))
    assert strangers.warehouse("select count(*), count(customer_key) from core.queue_leg where source_id = 'cdr_queue'") == [(9, 8)]
