"""What the exports look like: layouts, conservation, clocks, and the same bytes for the same seed."""

import csv
import gzip
import hashlib
import json
import re
from collections import Counter, defaultdict
from datetime import UTC, date, datetime
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest
import yaml

from assets.sample.centre import SampleReport, write_sample
from assets.sample.plan import PHONE_QUEUES

HOUSE = Path(__file__).resolve().parents[2]
REAL = HOUSE.parent / "shared" / "data"
BERLIN, CHICAGO = ZoneInfo("Europe/Berlin"), ZoneInfo("America/Chicago")
# 2025-10-26 clocks go back in Berlin, 2025-11-02 in Chicago
SPAN = {"days": 24, "until": date(2025, 11, 10), "calls_per_day": 250}
TERMINALS = {"COMPLETEAGENT", "COMPLETECALLER", "BLINDTRANSFER", "ABANDON", "EXITWITHTIMEOUT", "EXITWITHKEY"}
PARAMETERS = {
    "QUEUESTART": 1, "ADDMEMBER": 1, "REMOVEMEMBER": 1, "PAUSE": 1, "UNPAUSE": 1, "DID": 1, "ENTERQUEUE": 3, "RINGNOANSWER": 1,
    "RINGCANCELED": 1, "CONNECT": 3, "COMPLETEAGENT": 3, "COMPLETECALLER": 3, "BLINDTRANSFER": 5, "ABANDON": 3,
    "EXITWITHTIMEOUT": 3, "EXITWITHKEY": 4,
}  # fmt: skip


@pytest.fixture(scope="module")
def sample(tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, Path, SampleReport]:
    folder = tmp_path_factory.mktemp("sample")
    report = write_sample(folder / "landing", folder / "truth.json", seed=5, **SPAN)
    return folder / "landing", folder / "truth.json", report


@pytest.fixture(scope="module")
def landing(sample: tuple[Path, Path, SampleReport]) -> Path:
    return sample[0]


@pytest.fixture(scope="module")
def events(landing: Path) -> list[list[str]]:
    """All lines of the queue log, file after file."""
    lines = []
    for path in sorted((landing / "asterisk").iterdir(), key=lambda path: path.name[:18]):
        content = gzip.decompress(path.read_bytes()) if path.suffix == ".gz" else path.read_bytes()
        assert content.endswith(b"\n")
        lines += [line.split("|") for line in content.decode().splitlines()]
    return lines


def rows_of(landing: Path, pattern: str) -> list[dict[str, str]]:
    rows = []
    for path in sorted(landing.glob(pattern)):
        with path.open(newline="") as file:
            rows += list(csv.DictReader(file, strict=True))
    return rows


def answers_of(landing: Path) -> list[dict[str, str]]:
    rows = []
    for path in sorted(landing.glob("surveys/qualtrics_*.csv")):
        with path.open(newline="") as file:
            header, questions, imports, *body = csv.reader(file, strict=True)
        assert len(questions) == len(header) and all(json.loads(cell)["ImportId"] for cell in imports)
        assert all(len(row) == len(header) for row in body)
        rows += [dict(zip(header, row, strict=True)) for row in body]
    return rows


def utc(text: str, zone: ZoneInfo, style: str = "%Y-%m-%d %H:%M:%S") -> int:
    return int(datetime.strptime(text, style).replace(tzinfo=zone).timestamp())


def digest(folder: Path) -> dict[str, str]:
    return {str(path.relative_to(folder)): hashlib.sha256(path.read_bytes()).hexdigest() for path in folder.rglob("*") if path.is_file()}


def test_the_same_seed_writes_the_same_bytes_and_another_seed_others(tmp_path: Path) -> None:
    for name, seed in (("one", 3), ("two", 3), ("three", 4)):
        write_sample(tmp_path / name / "landing", tmp_path / name / "truth.json", days=9, calls_per_day=80, seed=seed)
    assert digest(tmp_path / "one") == digest(tmp_path / "two")
    first, other = digest(tmp_path / "one"), digest(tmp_path / "three")
    fixed = {"landing/zendesk/group.csv"}
    assert {name for name in first if first[name] == other.get(name)} <= fixed


def test_the_report_counts_what_was_written(sample: tuple[Path, Path, SampleReport], events: list[list[str]]) -> None:
    landing, truth, report = sample
    files = [path for path in landing.rglob("*") if path.is_file()]
    assert report.files == len(files) and truth not in files
    entered = sum(event[4] == "ENTERQUEUE" for event in events)
    assert report.calls == entered + len(rows_of(landing, "acd/*.csv"))
    assert report.tickets == len(rows_of(landing, "zendesk/ticket.csv"))
    assert report.surveys == len(answers_of(landing)) + len(rows_of(landing, "surveys/phone_*.csv"))
    assert abs(report.calls / (24 * 250) - 1) < 0.15


def test_queue_log_files_are_weekly_and_all_but_the_newest_two_are_gzipped(landing: Path) -> None:
    names = sorted(path.name for path in (landing / "asterisk").iterdir())
    assert names == [
        "queue_log-20251019.gz", "queue_log-20251026.gz", "queue_log-20251102.gz", "queue_log-20251109", "queue_log-20251111",
    ]  # fmt: skip


def test_queue_log_lines_are_in_order_and_every_verb_has_its_parameters(events: list[list[str]]) -> None:
    at = [int(event[0]) for event in events]
    assert at == sorted(at)
    for event in events:
        assert len(event) == 5 + PARAMETERS[event[4]], event
    verbs = Counter(event[4] for event in events)
    assert set(verbs) >= set(PARAMETERS) - {"EXITWITHTIMEOUT", "EXITWITHKEY"}
    assert events[0][4] == "QUEUESTART"


def test_every_call_that_enters_a_queue_leaves_it_once(events: list[list[str]]) -> None:
    stories: dict[str, list[list[str]]] = defaultdict(list)
    for event in events:
        if re.fullmatch(r"\d{10}\.\d+", event[1]):
            stories[event[1]].append(event)
    for story in stories.values():
        verbs = [event[4] for event in story]
        assert verbs[:2] == ["DID", "ENTERQUEUE"]
        assert sum(verb in TERMINALS for verb in verbs) == 1 and verbs[-1] in TERMINALS
        entered, ended = int(story[1][0]), int(story[-1][0])
        if "CONNECT" in verbs:
            connect = next(event for event in story if event[4] == "CONNECT")
            assert int(connect[0]) - entered == int(connect[5]) >= int(connect[7])
            hold, talk = (story[-1][7], story[-1][8]) if verbs[-1] == "BLINDTRANSFER" else (story[-1][5], story[-1][6])
            assert (int(hold), int(talk)) == (int(connect[5]), ended - int(connect[0]))
        else:
            assert ended - entered == int(story[-1][-1])
            assert int(story[-1][-3]) <= int(story[-1][-2])


def test_some_calls_begin_in_one_weekly_file_and_end_in_the_next(tmp_path: Path) -> None:
    write_sample(tmp_path / "landing", tmp_path / "truth.json", days=9, calls_per_day=3000, seed=2)
    older, newer = (
        gzip.decompress(path.read_bytes()) if path.suffix == ".gz" else path.read_bytes()
        for path in sorted((tmp_path / "landing" / "asterisk").iterdir(), key=lambda path: path.name[:18])[-2:]
    )
    entered = set(re.findall(rb"^\d+\|(\d+\.\d+)\|\w+\|NONE\|ENTERQUEUE", older, re.M))
    ended = set(re.findall(rb"^\d+\|(\d+\.\d+)\|.*\|(?:COMPLETE|ABANDON)", newer, re.M))
    assert entered & ended


def test_the_switch_opens_at_the_same_local_hour_on_both_sides_of_the_change_of_clocks(events: list[list[str]]) -> None:
    hours = {queue.name: queue.open_hours for queue in PHONE_QUEUES}
    seen: dict[date, list[float]] = defaultdict(list)
    for event in events:
        if event[4] == "ENTERQUEUE":
            local = datetime.fromtimestamp(int(event[0]), BERLIN)
            first, last = hours[event[2]][local.weekday()]
            assert first <= local.hour + local.minute / 60 < last
            seen[local.date()].append(local.hour)
    assert min(seen[date(2025, 10, 25)]) == min(seen[date(2025, 10, 26)]) == min(seen[date(2025, 10, 27)]) == 7
    utc_hours = {day: datetime(2025, 10, day, 7, tzinfo=BERLIN).astimezone(UTC).hour for day in (25, 26)}
    assert utc_hours == {25: 5, 26: 6}


def test_acd_rows_are_local_sorted_and_within_opening_hours(landing: Path) -> None:
    source = yaml.safe_load((HOUSE / "config" / "sources.yaml").read_text())["sources"][1]
    rows = rows_of(landing, "acd/calls_*.csv")
    named = {entry["column"] if isinstance(entry, dict) else entry for entry in source["columns"].values()}
    assert named <= set(rows[0])
    words = {word for known in source["words"]["outcome"].values() for word in known}
    assert {row["Disposition"] for row in rows} <= words
    at = [datetime.strptime(row["Queue Start"], source["timestamp"]).replace(tzinfo=CHICAGO) for row in rows]
    assert at == sorted(at)
    assert all(7 <= moment.hour < 19 and moment.weekday() < 5 for moment in at)
    assert len({row["Call ID"] for row in rows}) == len(rows)
    for row in rows:
        assert re.fullmatch(r"\d:\d\d:\d\d", row["Queue Time"])
        assert bool(row["Agent"]) == (row["Disposition"] in {"Handled", "Test"})
    assert any(not row["ANI"] for row in rows) and {row["Skill"] for row in rows} == {"Billing", "BILLING-2"}


def test_lakeside_invitations_follow_the_call_on_the_same_wall_clock_in_both_weeks(landing: Path) -> None:
    calls = {row["Call ID"]: utc(row["Queue Start"], CHICAGO, "%m/%d/%Y %H:%M:%S") for row in rows_of(landing, "acd/*.csv")}
    invitations = rows_of(landing, "surveys/phone_*.csv")
    assert {utc(row["asked_at"], CHICAGO) > utc("2025-11-02 03:00:00", CHICAGO) for row in invitations} == {True, False}
    for row in invitations:
        assert 60 <= utc(row["asked_at"], CHICAGO) - calls[row["call_id"]] < 2.5 * 3600
        assert bool(row["score"]) == bool(row["answered_at"])
        if row["answered_at"]:
            assert utc(row["answered_at"], CHICAGO) > utc(row["asked_at"], CHICAGO)
    assert 0.15 < sum(bool(row["score"]) for row in invitations) / len(invitations) < 0.45


def test_web_answers_come_after_the_call_they_are_about(landing: Path, events: list[list[str]]) -> None:
    ended = {event[1]: int(event[0]) for event in events if event[4] in TERMINALS}
    answers = answers_of(landing)
    previews = [row for row in answers if row["Status"] == "Survey Preview"]
    assert previews and not any(row["ExternalReference"] for row in previews)
    for row in answers:
        assert row["Q1"] in {"1", "2", "3", "4", "5"}
        if row["ExternalReference"]:
            # an answer given in the repeated hour may be read an hour early
            assert utc(row["RecordedDate"], BERLIN) > ended[row["ExternalReference"]] - 3600
    assert len({row["ResponseId"] for row in answers}) == len(answers)


@pytest.mark.parametrize(
    ("written", "real"),
    [
        ("ticket", "ticket_data"),
        ("ticket_comment", "ticket_comment_data"),
        ("ticket_field_history", "ticket_field_history_data"),
        ("user", "user_data"),
        ("group", "group_data"),
    ],
)
def test_zendesk_tables_have_the_connector_s_header(landing: Path, written: str, real: str) -> None:
    model = REAL / "zendesk" / f"{real}.csv"
    if not model.exists():
        pytest.skip("the real connector tables are not here")
    with (landing / "zendesk" / f"{written}.csv").open() as mine, model.open() as theirs:
        assert mine.readline().strip() == theirs.readline().strip()


def test_tickets_tables_agree_with_each_other_and_with_the_calls(landing: Path, events: list[list[str]]) -> None:
    tickets = {row["id"]: row for row in rows_of(landing, "zendesk/ticket.csv")}
    users = {row["id"]: row["role"] for row in rows_of(landing, "zendesk/user.csv")}
    groups = {row["id"]: row["name"] for row in rows_of(landing, "zendesk/group.csv")}
    call_ids = {event[1] for event in events} | {row["Call ID"] for row in rows_of(landing, "acd/*.csv")}
    history: dict[str, list[dict[str, str]]] = defaultdict(list)
    for row in rows_of(landing, "zendesk/ticket_field_history.csv"):
        history[row["ticket_id"]].append(row)
    assert groups == {next(iter(groups)): "Casework Team"}
    for number, ticket in tickets.items():
        assert users[ticket["requester_id"]] == "end-user" and ticket["group_id"] in groups
        assert bool(ticket["external_id"]) == (ticket["via_channel"] == "voice")
        assert not ticket["external_id"] or ticket["external_id"] in call_ids
        statuses = [row["value"] for row in history[number] if row["field_name"] == "status"]
        assert statuses[0] == "new" and ticket["status"] in {statuses[-1], "deleted"}
        assert all(row["updated"] >= ticket["created_at"] for row in history[number])
    for comment in rows_of(landing, "zendesk/ticket_comment.csv"):
        assert comment["created"] >= tickets[comment["ticket_id"]]["created_at"] and comment["user_id"] in users
    assert any("\n" in ticket["description"] for ticket in tickets.values())


def test_the_plan_is_the_centre_of_the_configuration() -> None:
    centre = yaml.safe_load((HOUSE / "config" / "centre.yaml").read_text())
    declared = {queue["id"]: queue for queue in centre["queues"]}
    sites = {site["id"]: site for site in centre["sites"]}
    days = ("mon", "tue", "wed", "thu", "fri", "sat", "sun")
    for queue in PHONE_QUEUES:
        told = declared[queue.name]
        assert (queue.site, queue.threshold_s, queue.short_abandon_s) == (told["site"], told["threshold_s"], told["short_abandon_s"])
        assert (queue.zone, queue.country) == (sites[queue.site]["timezone"], sites[queue.site]["country"])
        hours: list[tuple[float, float] | None] = [None] * 7
        for span, text in told["open"].items():
            first, _, last = span.partition("-")
            opened, closed = (int(part[:2]) + int(part[3:]) / 60 for part in text.split("-"))
            for day in range(days.index(first), days.index(last or first) + 1):
                hours[day] = (opened, closed)
        assert queue.open_hours == tuple(hours)


def test_no_module_but_the_one_that_has_the_sample_written_names_the_truths() -> None:
    for folder in ("pipelines", "assets"):
        for path in (HOUSE / folder).rglob("*.py"):
            text = path.read_text(encoding="utf-8")
            named = re.findall(r"truth\w*\.json", text)
            if named and "sample" not in path.parts:
                assert "write_sample(" in text and len(named) == 1, f"{path.name} may not read the planted truths"


@pytest.mark.parametrize("days", [1, 2, 8])
def test_a_tiny_centre_is_written_whole(tmp_path: Path, days: int) -> None:
    report = write_sample(tmp_path / "landing", tmp_path / "truth.json", days=days, calls_per_day=20)
    assert report.calls > 0
    assert (tmp_path / "landing" / "zendesk" / "ticket.csv").read_text().count("\n") >= 1
    assert json.loads((tmp_path / "truth.json").read_text())["changes"]["support"]["within_period"] is False
