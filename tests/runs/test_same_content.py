"""The same records give the same tables, in whatever files and in whatever order they come."""

from pathlib import Path

import pytest

from tests.runs.centre import Centre
from tests.runs.files import lines_of, split_records

pytestmark = pytest.mark.slow

HEADERS = {"acd/calls_*.csv": 1, "surveys/phone_*.csv": 1, "zendesk/ticket.csv": 1, "zendesk/user.csv": 1, "asterisk/queue_log*": 0}


def test_split_shuffled_and_renamed_files_give_equal_tables(delivered: Centre, undisturbed: Centre, tmp_path: Path) -> None:
    centre = delivered.copied_to(tmp_path)
    for pattern, header in HEADERS.items():
        for number, path in enumerate(sorted(centre.landing.glob(pattern))):
            lines = lines_of(path)
            path.unlink()
            # a log is in the order of its clock; where it is cut, and which part comes first, is chance
            parts = split_records(lines, 3, header=header, seed=number, shuffled=header > 0)
            for place, part in enumerate(parts):
                if pattern.startswith("asterisk"):
                    name = f"asterisk/queue_log-{9 - number}{9 - place}"
                elif pattern.startswith("zendesk"):
                    name = f"zendesk/{9 - place}-{path.name}"
                else:
                    name = f"{path.parent.name}/{path.stem.split('_')[0]}_{9 - number}{9 - place}.csv"
                centre.deliver(name, part)
    centre.good_run()
    left, right = undisturbed.content(), centre.content()
    assert [table for table in left if left[table] != right[table]] == []


def test_records_delivered_again_in_other_files_are_duplicates_and_change_no_table(undisturbed: Centre, tmp_path: Path) -> None:
    centre = undisturbed.copied_to(tmp_path)
    files = centre.published_tables()
    calls = lines_of(centre.landing / "acd" / "calls_2026-09.csv")
    log = lines_of(centre.landing / "asterisk" / "queue_log-20261025")
    surveys = lines_of(centre.landing / "surveys" / "phone_2026-10.csv")
    centre.deliver("acd/calls_again.csv", split_records(calls, 2, header=1, seed=3, shuffled=True)[0])
    centre.deliver("asterisk/queue_log-again", "".join(log[len(log) // 3 : len(log) // 2]))
    centre.deliver("surveys/phone_again.csv", split_records(surveys, 1, header=1, seed=4, shuffled=True)[0])
    before = centre.content()
    centre.good_run()
    told = centre.rows("select path, loaded, duplicates from ops.file_manifest where path like '%again%' order by path")
    assert [(path, loaded) for path, loaded, _ in told] == [
        ("acd/calls_again.csv", 0),
        ("asterisk/queue_log-again", 0),
        ("surveys/phone_again.csv", 0),
    ]
    assert all(duplicates > 0 for *_, duplicates in told)
    after = centre.content()
    assert [table for table in before if before[table] != after[table]] == []
    assert centre.published_tables() == files
