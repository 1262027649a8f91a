"""Every way in which a record arrives broken: it is set aside with a reason, and nothing else is lost."""

import sys
from pathlib import Path
from typing import Any

import pytest

from assets import batches as batches_module
from assets.readers import blocks as blocks_module
from assets.readers import sieve as sieve_module
from pipelines.engine.duckdb import DuckDBEngine
from tests.ingest.calls import SETTINGS, call, ingest_calls
from tests.warehouse import CALLS_HEADER, deliver, open_warehouse, run_ingest


def quarantine(engine: DuckDBEngine) -> list[tuple[Any, ...]]:
    """Line and reason of everything in quarantine."""
    return engine.rows("select line, reason from ops.quarantine order by line")


@pytest.mark.parametrize(
    ("broken", "reason"),
    [
        ("7,Orders,1\n", "3 fields where 7 are expected"),
        ("7,Orders,1,2024-01-07 10:00:00,5,0:01:05,Handled,more\n", "8 fields where 7 are expected"),
        ("7,Ord\0ers,1,2024-01-07 10:00:00,5,0:01:05,Handled\n", "NUL byte"),
        (b"7,Ord\xffers,1,2024-01-07 10:00:00,5,0:01:05,Handled\n", "undecodable byte (not utf-8)"),
        ('7,"Orders,1,2024-01-07 10:00:00,5,0:01:05,Handled\n', "unclosed quote"),
        ('7,"Or"ders,1,2024-01-07 10:00:00,5,0:01:05,Handled\n', "unclosed quote"),
        ("7,Orders,1,2024-02-30 10:00:00,5,0:01:05,Handled\n", "entered_at_utc cannot be read as a time written %Y-%m-%d %H:%M:%S"),
        ("7,Orders,1,,5,0:01:05,Handled\n", "entered_at_utc is missing or cannot be read"),
        (",Orders,1,2024-01-07 10:00:00,5,0:01:05,Handled\n", "leg_id is missing or cannot be read"),
        ("7,Orders,1,0024-01-07 10:00:00,5,0:01:05,Handled\n", "entered_at_utc is outside the years 1990 to 2040"),
        ("7,Orders,1,2024-01-07 10:00:00,-5,0:01:05,Handled\n", "wait_s is negative"),
        ("7,Orders,1,2024-01-07 10:00:00,soon,0:01:05,Handled\n", "wait_s cannot be read as seconds"),
        ("7,Orders,1,2024-01-07 10:00:00,nan,0:01:05,Handled\n", "wait_s cannot be read as seconds"),
        ("7,Orders,1,2024-01-07 10:00:00,5,65,Handled\n", "talk_s cannot be read as h:mm:ss"),
    ],
)
def test_a_broken_record_is_quarantined_by_itself(tmp_path: Path, broken: str | bytes, reason: str) -> None:
    line = broken.encode() if isinstance(broken, str) else broken
    content = CALLS_HEADER.encode() + call(1).encode() + line + call(2).encode() + call(3).encode()
    with open_warehouse(SETTINGS) as engine:
        result = ingest_calls(engine, tmp_path, content)
        assert (result.loaded, result.quarantined, result.skipped) == (3, 1, 1)
        assert quarantine(engine) == [(3, reason)]
        assert engine.rows("select leg_id, line from raw.call order by line") == [("1", 2), ("2", 4), ("3", 5)]
        offset, length = engine.rows("select byte_offset, length from ops.quarantine")[0]
        assert content[offset : offset + length] == line.rstrip(b"\n")


@pytest.mark.parametrize("line", ["7,Orders,1\n", "7,Orders,1,2024-01-07 10:00:00,5,0:01:05,Handled,more\n"])
def test_a_large_file_the_parser_stumbles_over_is_counted_again(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, line: str) -> None:
    monkeypatch.setattr(batches_module, "COUNT_FIELDS_BELOW_BYTES", 0)
    with open_warehouse(SETTINGS) as engine:
        assert ingest_calls(engine, tmp_path, CALLS_HEADER + call(1) + call(2), "acd/clean.csv").loaded == 2
        result = ingest_calls(engine, tmp_path, CALLS_HEADER + call(3) + line + call(4))
        assert (result.loaded, result.quarantined) == (2, 1)
        assert [line for line, _ in quarantine(engine)] == [3]


def test_every_broken_record_among_many_keeps_its_own_line(tmp_path: Path) -> None:
    lines = [call(number) for number in range(2, 3002)]
    for number in range(100, 3000, 97):
        lines[number - 2] = ["7,short\n", '9,"open,1,2024-01-07 10:00:00,5,,x\n', "x\0y\n", call(number, wait="soon")][number % 4]
    with open_warehouse(SETTINGS) as engine:
        result = ingest_calls(engine, tmp_path, CALLS_HEADER + "".join(lines))
        assert [line for line, _ in quarantine(engine)] == list(range(100, 3000, 97))
        assert engine.rows("select count(*) from raw.call where cast(leg_id as bigint) <> line") == [(0,)]
        assert result.loaded == 3000 - len(range(100, 3000, 97))


def test_a_last_line_cut_short_is_quarantined_as_truncated(tmp_path: Path) -> None:
    with open_warehouse(SETTINGS) as engine:
        ingest_calls(engine, tmp_path, CALLS_HEADER + call(1) + call(2) + "3,Orders,12")
        assert quarantine(engine) == [(4, "truncated last line: 3 fields where 7 are expected")]


def test_a_last_line_without_line_end_is_a_record_like_any_other(tmp_path: Path) -> None:
    with open_warehouse(SETTINGS) as engine:
        assert ingest_calls(engine, tmp_path, CALLS_HEADER + call(1) + call(2).rstrip("\n")).loaded == 2


def test_a_line_of_many_megabytes_is_quarantined_with_little_of_its_text(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(blocks_module, "BLOCK_BYTES", 1 << 20)
    with open_warehouse(SETTINGS) as engine:
        content = CALLS_HEADER + call(1) + "9," + "x" * (9 << 20) + "\n" + call(2) + call(3, wait="soon")
        result = ingest_calls(engine, tmp_path, content)
        assert (result.loaded, result.quarantined) == (2, 2)
        assert quarantine(engine) == [(3, "line longer than 1 MiB"), (5, "wait_s cannot be read as seconds")]
        assert engine.rows("select length, length(text) from ops.quarantine where line = 3") == [((9 << 20) + 2, 4096)]
        offset, length = engine.rows("select byte_offset, length from ops.quarantine where line = 5")[0]
        assert content[offset : offset + length] + "\n" == call(3, wait="soon")


def test_long_digits_are_masked_in_quarantine(tmp_path: Path) -> None:
    with open_warehouse(SETTINGS) as engine:
        ingest_calls(engine, tmp_path, CALLS_HEADER + call(1) + "7,0049301234567,broken 1234\n")
        assert engine.rows("select text from ops.quarantine") == [("7,#############,broken 1234",)]


def test_quoted_line_breaks_belong_to_one_record(tmp_path: Path) -> None:
    content = CALLS_HEADER + call(1) + call(2, queue='"Ord\ners, ""big"""') + call(3) + call(4, wait="soon", queue='"a\n\nb"') + call(5)
    with open_warehouse(SETTINGS) as engine:
        result = ingest_calls(engine, tmp_path, content)
        assert (result.records, result.loaded, result.quarantined) == (6, 4, 1)
        assert engine.rows("select leg_id, line from raw.call order by line") == [("1", 2), ("2", 3), ("3", 5), ("5", 9)]
        assert engine.rows("select queue from raw.call where leg_id = '2'") == [('Ord\ners, "big"',)]
        offset, length = engine.rows("select byte_offset, length from ops.quarantine")[0]
        assert content[offset : offset + length] + "\n" == call(4, wait="soon", queue='"a\n\nb"')


@pytest.mark.parametrize("block_bytes", [64, 200, 1000])
def test_where_blocks_of_bytes_end_makes_no_difference(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, block_bytes: int) -> None:
    monkeypatch.setattr(blocks_module, "BLOCK_BYTES", block_bytes)
    monkeypatch.setattr(sieve_module, "_CLOSE_LOOK_BYTES", block_bytes // 2)
    odd = [call(8, queue='"Ord\ners"'), "7,short\n", "\n", '9,"open,1,2024-01-07 10:00:00,5,,x\n']
    content = CALLS_HEADER + "".join(call(number) + (odd[number % 4] if number % 5 == 0 else "") for number in range(10, 60))
    with open_warehouse(SETTINGS) as engine:
        result = ingest_calls(engine, tmp_path, content)
        lines = content.split("\n")
        assert all(lines[line - 1].startswith(("7,short", '9,"open')) for line, _ in quarantine(engine))
        assert all(lines[line - 1].startswith(leg + ",") for leg, line in engine.rows("select leg_id, line from raw.call"))
        assert result.records == result.loaded + result.duplicates + result.quarantined + result.skipped


@pytest.mark.parametrize("ending", ["\r\n", "\r", "mixed"])
def test_any_line_end_is_read(tmp_path: Path, ending: str) -> None:
    lines = [CALLS_HEADER, *(call(number) for number in range(1, 9))]
    ends = ["\r\n", "\n"] * 5 if ending == "mixed" else [ending] * 10
    with open_warehouse(SETTINGS) as engine:
        ingest_calls(engine, tmp_path, "".join(line.rstrip("\n") + end for line, end in zip(lines, ends, strict=False)))
        assert engine.rows("select count(*), max(outcome), max(line) from raw.call") == [(8, "Handled", 9)]


def test_blank_lines_are_counted_as_skipped(tmp_path: Path) -> None:
    with open_warehouse(SETTINGS) as engine:
        result = ingest_calls(engine, tmp_path, "\n" + CALLS_HEADER + call(1) + "\r\n\n" + call(2) + "\n\n")
        assert (result.records, result.loaded, result.skipped) == (8, 2, 6)
        assert engine.rows("select line from raw.call order by line") == [(3,), (6,)]


def test_a_repeated_header_is_counted_as_skipped(tmp_path: Path) -> None:
    with open_warehouse(SETTINGS) as engine:
        result = ingest_calls(engine, tmp_path, CALLS_HEADER + call(1) + CALLS_HEADER + call(2))
        assert (result.loaded, result.skipped, result.quarantined) == (2, 2, 0)


def test_bad_lines_of_a_queue_log_are_quarantined_and_unknown_verbs_are_kept(tmp_path: Path) -> None:
    deliver(
        tmp_path,
        "pbx/queue_log",
        "1717397259|1717397243.239826|orders|NONE|ENTERQUEUE||9031396745|1|Ms Doe\n"
        "1717397271|1717397243.239826|orders|PJSIP/7009|CONNECT|12|1717397259.239827|11\n"
        "not a log line\n"
        "yesterday|1|orders|NONE|ABANDON|1|1|5\n"
        "1717397391|1717397390.239830|orders|PJSIP/7009|ATTENDEDTRANSFER|LINK|PJSIP/a|PJSIP/b|12|120|1\n"
        "1717397392|1717397390.239830|orders|PJSIP/7009|BLINDTRANSFER|00493012345678|default|12|120|1\n"
        "1717397393|NONE|NONE|NONE|MYVERB|caller 4930123456|note\n",
    )
    with open_warehouse(SETTINGS) as engine:
        result = run_ingest(SETTINGS, engine, tmp_path).files[0]
        assert (result.records, result.loaded, result.quarantined) == (7, 5, 2)
        found = {verb: row for verb, *row in engine.rows("select verb, p1, p2, p3, p4, p5, customer_key is not null from raw.queue_event")}
        assert found["ENTERQUEUE"] == [None, None, "1", None, None, True]
        assert found["CONNECT"] == ["12", "1717397259.239827", "11", None, None, False]
        assert found["ATTENDEDTRANSFER"] == ["LINK", "PJSIP/a", "PJSIP/b", "12", "120|1", False]
        assert found["BLINDTRANSFER"][0] == "#######"
        assert found["MYVERB"][:2] == ["caller #######", "note"]
        assert "9031396745" not in str(engine.rows("select * from raw.queue_event"))


def test_no_module_of_duckdb_is_needed_to_judge_bytes() -> None:
    assert "duckdb" not in vars(sys.modules["assets.readers.gate"])
