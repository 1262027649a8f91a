"""A record's file and line are those it stands on, also where several threads read."""

from pathlib import Path

from tests.warehouse import CALLS, CALLS_HEADER, QUEUE_LOG, deliver, open_warehouse, run_ingest, settings_of

FILES, LINES, FIRST_S = 12, 6_000, 1_770_000_000


def log_of(number: int) -> str:
    verbs = ("ENTERQUEUE||0301234567|1", "CONNECT|3|1770000000.1|3", "COMPLETECALLER|3|60|1")
    return "".join(
        f"{FIRST_S + number * LINES + line}|{FIRST_S + (number * LINES + line) // 3}.1|orders|NONE|{verbs[line % 3]}\n"
        for line in range(LINES)
    )


def test_every_line_of_many_queue_logs_keeps_its_place_when_threads_share_the_reading(tmp_path: Path) -> None:
    settings = settings_of(QUEUE_LOG)
    with open_warehouse(settings) as engine:
        engine.run("set threads = 4")
        for number in range(FILES):
            deliver(tmp_path, f"pbx/queue_log-{number:02}", log_of(number))
        run_ingest(settings, engine, tmp_path)
        wrong = "select count(*) from raw.queue_event join ops.file_manifest using (file_id) where epoch(at_utc) - $first <> line - 1"
        placed = f"{wrong} + {LINES} * cast(right(path, 2) as bigint)"
        assert engine.rows("select count(*) from raw.queue_event") == [(FILES * LINES,)]
        assert engine.rows(placed, {"first": FIRST_S}) == [(0,)]


def test_every_call_of_a_long_export_keeps_its_line_when_threads_share_the_reading(tmp_path: Path) -> None:
    words, nothing = ("Handled", "Lost"), [f"NONE{number}" for number in range(40)]
    settings = settings_of(CALLS | {"options": {"nothing": {"queue": nothing}}})
    with open_warehouse(settings) as engine:
        engine.run("set threads = 4")
        for number in range(FILES):
            rows = "".join(
                f"{number * LINES + line},orders,0301234567,2026-02-10 10:00:00,10,0:01:00,{words[line % 2]}\n" for line in range(LINES)
            )
            deliver(tmp_path, f"acd/calls_{number:02}.csv", CALLS_HEADER + rows)
        run_ingest(settings, engine, tmp_path)
        placed = f"cast(leg_id as bigint) <> line - 2 + {LINES} * cast(left(right(path, 6), 2) as bigint)"
        assert engine.rows("select count(*) from raw.call") == [(FILES * LINES,)]
        assert engine.rows(f"select count(*) from raw.call join ops.file_manifest using (file_id) where {placed}") == [(0,)]
