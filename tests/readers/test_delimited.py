"""Any delimited export is read by its declared columns alone."""

import datetime
from pathlib import Path
from typing import Any

import pandas as pd
import pytest

from assets.readers import delimited, queue_log
from assets.readers.keys import keyed_hash, secret_key
from assets.readers.registry import READERS, built_in_words
from assets.recognition import fits_of, reader_of
from pipelines.engine.loading import offer_keyed_hash
from tests.warehouse import CALLS, CALLS_HEADER, deliver, open_warehouse, run_ingest, settings_of

BANK = Path(__file__).resolve().parents[3] / "shared" / "data" / "anonymous_bank" / "anonymous_bank_1999-02-01_to_07.txt"
# Everything a centre has to say about this export; calls that never queued enter where the voice menu ends.
BANK_SOURCE: dict[str, Any] = {
    "id": "bank",
    "reader": "delimited",
    "kind": "call",
    "files": "bank/*.txt",
    "site": "berlin",
    "timezone": "Asia/Jerusalem",
    "delimiter": "tab",
    "timestamp": "%y%m%d %H:%M:%S",
    "columns": {
        "leg_id": ["date", "vru+line", "call_id"],
        "queue": "type",
        "customer_key": "customer_id",
        "entered_at_utc": {"columns": ["date", "vru_entry"], "plus": "vru_time"},
        "wait_s": "q_time",
        "talk_s": "ser_time",
        "agent": "server",
        "outcome": "outcome",
    },
    "words": {"outcome": {"answered": ["AGENT"], "abandoned": ["HANG"], "excluded": ["PHANTOM"]}},
    "options": {"nothing": {"customer_key": ["0"], "agent": ["NO_SERVER"]}},
}


def rows(tmp_path: Path, content: str, sql: str, **changed: Any) -> list[tuple[Any, ...]]:
    """Load one export with a changed source and query it."""
    settings = settings_of(CALLS | changed)
    deliver(tmp_path, "acd/calls.csv", content)
    with open_warehouse(settings) as engine:
        result = run_ingest(settings, engine, tmp_path).files[0]
        assert result.status == "loaded", result.message
        return engine.rows(sql)


def first_value(tmp_path: Path, canonical: str, declared: Any, cell: str, **changed: Any) -> Any:
    """Give what one cell becomes under one declaration; None when its record is quarantined."""
    columns = {"leg_id": "id", "entered_at_utc": {"column": "at", "timestamp": "%Y-%m-%d"}, canonical: declared}
    found = rows(tmp_path, f"id|at|x|y\n1|2024-01-02|{cell}\n", f"select {canonical} from raw.call", columns=columns, **changed)
    return found[0][0] if found else None


@pytest.mark.parametrize(
    ("form", "cell", "seconds"),
    [
        (None, "65", 65.0),
        (None, "65.25", 65.25),
        ("seconds", "", None),
        ("milliseconds", "1500", 1.5),
        ("minutes", "2", 120.0),
        ("hours", "1.5", 5400.0),
        ("days", "2", 172800.0),
        ("h:mm:ss", "1:02:03", 3723.0),
        ("h:mm:ss", "100:00:01", 360001.0),
        ("hh:mm:ss.fff", "00:00:01.250", 1.25),
        ("mm:ss", "61:05", 3665.0),
        ("m:ss", "1:05", 65.0),
        ("h:mm:ss", "65", None),
        ("h:mm:ss", "0:99:00", None),
        ("seconds", "1:05", None),
    ],
)
def test_durations_are_seconds_whatever_their_format(tmp_path: Path, form: str | None, cell: str, seconds: float | None) -> None:
    declared = {"column": "x", "format": form} if form else "x"
    assert first_value(tmp_path, "talk_s", declared, f"{cell}|") == seconds


def test_a_decimal_comma_is_declared(tmp_path: Path) -> None:
    assert first_value(tmp_path, "talk_s", {"column": "x", "decimal": ","}, "1.065,5|") == 1065.5


@pytest.mark.parametrize(
    ("formats", "cell", "utc"),
    [
        ("%d.%m.%Y %H:%M", "31.01.2024 9:05|", "2024-01-31 08:05:00"),
        ("%m/%d/%Y %I:%M:%S %p", "01/31/2024 12:05:00 AM|", "2024-01-30 23:05:00"),
        (["%d.%m.%Y", "%Y/%m/%d"], "2024/07/01|", "2024-06-30 22:00:00"),
        ((), "2024-07-01T10:00:00|", "2024-07-01 08:00:00"),
        ((), "2024-07-01T10:00:00Z|", "2024-07-01 10:00:00"),
        ((), "2024-07-01T10:00:00.250Z|", "2024-07-01 10:00:00.250000"),
        ((), "2024-07-01 10:00:00+05:30|", "2024-07-01 04:30:00"),
        ("%Y-%m-%d %H:%M:%S%z", "2024-07-01 10:00:00-0400|", "2024-07-01 14:00:00"),
        ("%Y-%m-%d %H:%M:%S", "2024-03-31 02:30:00|", "2024-03-31 01:30:00"),
        ("%Y-%m-%d %H:%M:%S", "2024-10-27 02:30:00|", "2024-10-27 00:30:00"),
        ("%Y-%m-%d %H:%M:%S", "2024-10-27 03:00:00|", "2024-10-27 02:00:00"),
    ],
)
def test_local_times_become_utc_by_the_stated_rule(tmp_path: Path, formats: Any, cell: str, utc: str) -> None:
    declared = {"column": "x", "timestamp": formats}
    found = first_value(tmp_path, "updated_at_utc", declared, cell, timestamp=[])
    assert found == datetime.datetime.fromisoformat(utc)


def test_a_file_across_switches_is_read_with_the_offset_of_each_time(tmp_path: Path) -> None:
    starts = ["2024-01-01 12:00:00", "2024-03-31 02:30:00", "2024-07-01 12:00:00", "2024-10-27 02:30:00", "2024-12-01 12:00:00"]
    content = CALLS_HEADER + "".join(f"{number},Orders,1,{start},5,,Handled\n" for number, start in enumerate(starts))
    told = "list(strftime(entered_at_utc, '%m-%d %H:%M') order by leg_id), max(repaired)"
    found = rows(tmp_path, content, f"select {told} from raw.call join ops.file_manifest using (file_id)")
    assert found == [(["01-01 11:00", "03-31 01:30", "07-01 10:00", "10-27 00:30", "12-01 11:00"], 1)]


def test_columns_are_found_by_number_where_there_is_no_header(tmp_path: Path) -> None:
    columns = {"leg_id": 1, "entered_at_utc": {"columns": [2, 3], "timestamp": "%y%m%d %H:%M:%S"}, "queue": 4}
    told = "select leg_id, queue, entered_at_utc from raw.call"
    found = rows(tmp_path, "7;240131;7:02:47;Orders\n", told, columns=columns, header=False)
    assert found == [("7", "Orders", datetime.datetime.fromisoformat("2024-01-31 06:02:47"))]


@pytest.mark.parametrize("number", ["anonymous", "Withheld", "RESTRICTED", "0", "-", "unterdrückt", "+266696687", "7378742833", ""])
def test_a_withheld_number_of_a_call_is_no_customer(tmp_path: Path, number: str) -> None:
    assert first_value(tmp_path, "customer_key", "x", f"{number}|") is None
    assert first_value(tmp_path, "customer_key", "x", "+49 30 266696687|") is not None


@pytest.mark.parametrize("header_end", ["", ";"])
@pytest.mark.parametrize("line_end", ["", ";"])
def test_a_delimiter_too_many_at_the_end_of_lines_is_no_column(tmp_path: Path, header_end: str, line_end: str) -> None:
    columns = {"leg_id": "id", "entered_at_utc": {"column": "at", "timestamp": "%Y-%m-%d"}}
    content = f"id;at{header_end}\r\n1;2024-01-02{line_end}\r\n2;2024-01-02{line_end}\r\n"
    found = rows(tmp_path, content, "select count(*) from raw.call", columns=columns)
    assert found == [(2,)]


def test_a_line_that_tells_spreadsheets_the_delimiter_is_understood(tmp_path: Path) -> None:
    content = "sep=;\n" + (CALLS_HEADER + "1,Orders,1,2024-01-02 10:00:00,5,0:01:00,Handled\n").replace(",", ";")
    assert rows(tmp_path, content, "select wait_s, line from raw.call") == [(5.0, 3)]


def test_a_renamed_column_is_found_under_its_other_names(tmp_path: Path) -> None:
    content = CALLS_HEADER.replace("Start", "Started at") + "1,Orders,1,2024-01-02 10:00:00,5,0:01:00,Handled\n"
    assert rows(tmp_path, content, "select count(*) from raw.call", options={"renamed": {"Start": ["Started at"]}}) == [(1,)]


def test_two_columns_of_one_name_are_two_columns(tmp_path: Path) -> None:
    content = CALLS_HEADER.replace("Wait", "Start") + "1,Orders,1,2024-01-02 10:00:00,5,0:01:00,Handled\n"
    columns = {name: column for name, column in CALLS["columns"].items() if name != "wait_s"}
    assert rows(tmp_path, content, "select count(*) from raw.call", columns=columns) == [(1,)]


def test_a_survey_without_a_time_of_asking_belongs_to_its_answer(tmp_path: Path) -> None:
    survey = {
        "kind": "survey",
        "columns": {"response_id": "id", "answered_at_utc": "at", "csat": "score", "is_resolved": "done"},
        "words": {"csat": {"5": ["Very good"]}, "is_resolved": {"true": ["solved"], "false": ["open"]}},
        "timestamp": "%Y-%m-%d",
    }
    content = "id,at,score,done\n1,2024-01-02,Very good,Solved\n2,2024-01-03,4,open\n3,,3,open\n4,2024-01-03,bad,\n"
    found = rows(tmp_path, content, "select response_id, at_utc = answered_at_utc, csat, is_resolved from raw.survey", **survey)
    assert found == [("1", True, 5.0, True), ("2", True, 4.0, False)]


@pytest.mark.parametrize(
    ("changed", "message"),
    [
        ({"columns": {"leg_id": "Call ID"}}, "a call needs 'entered_at_utc'"),
        ({"columns": CALLS["columns"] | {"talk": "Talk"}}, "a call has no column 'talk'"),
        ({"columns": CALLS["columns"] | {"talk_s": {"column": "Talk", "format": "hms"}}}, "found the format 'hms' for a duration"),
        ({"header": False, "columns": CALLS["columns"] | {"leg_id": 9}}, "is column 9, but records have 7 columns"),
        ({"options": {"renames": {}}}, "unknown option 'renames'"),
        ({"kind": "phone"}, "found kind 'phone', expected one of"),
    ],
)
def test_a_map_that_cannot_work_says_why(tmp_path: Path, changed: dict[str, Any], message: str) -> None:
    if not changed.get("header", True):
        changed["columns"] = {"leg_id": 9, "entered_at_utc": 4}
    settings = settings_of(CALLS | changed)
    deliver(tmp_path, "acd/calls.csv", CALLS_HEADER + "1,Orders,1,2024-01-02 10:00:00,5,0:01:00,Handled\n")
    with open_warehouse(settings) as engine:
        result = run_ingest(settings, engine, tmp_path).files[0]
        assert result.status == "refused" and result.message is not None and message in result.message


@pytest.mark.skipif(not BANK.is_file(), reason=f"{BANK.name} is not beside the checkout")
def test_a_week_of_a_real_bank_is_read_by_its_declaration_alone(tmp_path: Path) -> None:
    settings = settings_of(BANK_SOURCE)
    deliver(tmp_path, "bank/week.txt", BANK.read_bytes())
    told = pd.read_csv(BANK, sep="\t", index_col=False)
    with open_warehouse(settings) as engine:
        result = run_ingest(settings, engine, tmp_path).files[0]
        assert (result.status, result.loaded, result.quarantined, result.duplicates) == ("loaded", len(told), 0, 0)
        assert result.repaired == int((told["vru_time"] < 0).sum())
        by_outcome = dict(engine.rows("select outcome, count(*) from raw.call group by outcome"))
        assert by_outcome == told["outcome"].value_counts().to_dict()
        assert engine.rows("select sum(wait_s), sum(talk_s), count(distinct customer_key), count(agent) from raw.call") == [
            (
                float(told["q_time"].sum()),
                float(told["ser_time"].sum()),
                told.loc[told["customer_id"] != 0, "customer_id"].nunique(),
                int((told["server"] != "NO_SERVER").sum()),
            )
        ]
        first = datetime.datetime.fromisoformat("1999-02-01 05:02:56")  # the first record's entry plus its 9 s
        assert engine.rows("select min(line), max(line), arg_min(entered_at_utc, line) from raw.call") == [(2, len(told) + 1, first)]
        assert not engine.rows("select * from ops.unmapped where field = 'outcome'")


def test_the_macro_hashes_as_python_does() -> None:
    settings = settings_of(CALLS)
    with open_warehouse(settings) as engine:
        for key in (b"k", b"k" * 64, b"long" * 40, "schlüssel".encode()):
            offer_keyed_hash(engine.con, key)
            for text in ("4711", " 4711 ", "+49 30 123", "ü", "", "  "):
                assert engine.rows("select keyed_hash($plain)", {"plain": text}) == [(keyed_hash(text, key=key),)]
        assert engine.rows("select keyed_hash(null)") == [(None,)]
        kept = "select count(*) from duckdb_functions() where function_name = 'keyed_hash' and database_name <> 'temp'"
        assert engine.rows(kept) == [(0,)]


def test_a_key_that_everybody_knows_is_warned_about(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("SWITCHBOARD_KEY", raising=False)
    assert "SWITCHBOARD_KEY is not set" in str(secret_key()[1])
    monkeypatch.setenv("SWITCHBOARD_KEY", "ours")
    assert secret_key() == (b"ours", None)


def test_files_are_recognised_by_their_content() -> None:
    assert reader_of(fits_of(b"1717397259|1717397243.2|1501|NONE|ENTERQUEUE||903|1\n", "x.csv")) == "queue_log"
    assert reader_of(fits_of(CALLS_HEADER.encode() + b"1,2,3,4,5,6,7\n", "x.csv")) == "delimited"
    assert queue_log.sniff(b"hello\n", "queue_log").score == 0 and delimited.sniff(b"hello\n", "a.csv").score == 0


def test_every_reader_goes_by_the_name_of_its_module() -> None:
    assert {name: reader.name for name, reader in READERS.items()} == {name: name for name in READERS}
    assert set(built_in_words()) == set(READERS)
