"""Cases of the Qualtrics CSV layouts, hand-written; and the real samples where they are at hand."""

from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from assets.readers import qualtrics
from assets.readers.protocol import Plan, Unreadable

REAL = Path(__file__).parents[3] / "shared" / "data"
Rows = Callable[..., list[dict[str, Any]]]
Plans = Callable[..., Plan]

NAMES = "StartDate,EndDate,Status,IPAddress,Finished,RecordedDate,ResponseId,RecipientEmail,ExternalReference,DistributionChannel,Q1,Q2\n"
LABELS = (
    '"Start Date","End Date","Response Type","IP Address","Finished","Recorded Date","Response ID","Recipient Email",'
    '"External Data Reference","Distribution Channel","How satisfied\nare you,\n""all in all""?","Anything else?"\n'
)
IDS = (
    ",".join(
        '"{""ImportId"":""' + name + '""' + zone + '}"'
        for name, zone in [
            ("startDate", "@"),
            ("endDate", "@"),
            ("status", ""),
            ("ipAddress", ""),
            ("finished", ""),
            ("recordedDate", "@"),
            ("_recordId", ""),
            ("recipientEmail", ""),
            ("externalDataReference", ""),
            ("distributionChannel", ""),
            ("QID1", ""),
            ("QID2_TEXT", ""),
        ]
    )
    + "\n"
)


def kept(rows: list[dict[str, Any]]) -> list[dict[str, Any]]:
    return [row for row in rows if row["reason"] is None and not row["is_skipped"]]


def export(folder: Path, *answers: str, zone: str = "") -> Path:
    path = folder / "survey.csv"
    (folder / "work").mkdir(exist_ok=True)
    ids = IDS.replace("@", f',""timeZone"":""{zone}""' if zone else "")
    path.write_text(NAMES + LABELS + ids + "".join(f"{answer}\n" for answer in answers), encoding="utf-8")
    return path


def answer(
    response: str, *, q1: str = "4", status: str = "0", finished: str = "1", channel: str = "email", recorded: str = "2024-07-01 10:00:05"
) -> str:
    begun = f"2024-07-01 09:58:00,2024-07-01 10:00:00,{status},192.0.2.1,{finished},{recorded},{response}"
    return f'{begun},a@example.org,call-{response},{channel},{q1},"so,\nso"'


DECLARED = {
    "timezone": "Europe/Berlin",
    "columns": {"contact_id": "ExternalReference", "csat": "Q1"},
    "scales": {"csat": {"min": 1, "max": 5}},
}


def test_three_header_rows_with_line_breaks_in_a_question_leave_the_answers_on_their_lines(tmp_path: Path, rows_of: Rows) -> None:
    first, second = rows_of(qualtrics, export(tmp_path, answer("R_1"), answer("R_2")), **DECLARED)
    assert (first["response_id"], first["contact_id"], first["csat"]) == ("R_1", "call-R_1", 4.0)
    assert (first["line"], second["line"]) == (6, 8)
    assert "example.org" not in str(list(first.values())) and "so" not in first.values()


def test_times_are_local_to_the_declared_zone(tmp_path: Path, rows_of: Rows) -> None:
    row = rows_of(qualtrics, export(tmp_path, answer("R_1")), **DECLARED)[0]
    assert str(row["at_utc"]) == "2024-07-01 08:00:05"
    assert str(row["answered_at_utc"]) == "2024-07-01 08:00:00"
    assert row["sent_at_utc"] is None


def test_the_zone_in_the_file_itself_wins_over_the_declared_one(tmp_path: Path, rows_of: Rows) -> None:
    row = rows_of(qualtrics, export(tmp_path, answer("R_1"), zone="America/Denver"), **DECLARED)[0]
    assert str(row["at_utc"]) == "2024-07-01 16:00:05"
    assert rows_of(qualtrics, export(tmp_path, answer("R_1"), zone="Z"), **DECLARED)[0]["at_utc"].hour == 10


def test_previews_tests_and_spam_are_skipped_and_answers_from_the_offline_app_are_kept(tmp_path: Path, rows_of: Rows) -> None:
    statuses = ["0", "1", "2", "8", "9", "17", "4", "16", "IP Address", "Survey Preview", "Spam", "Imported", "Offline Survey Preview"]
    answers = [answer(f"R_{status.replace(' ', '')}", status=status) for status in statuses]
    rows = rows_of(qualtrics, export(tmp_path, *answers), **DECLARED)
    assert [row["response_id"] for row in kept(rows)] == ["R_0", "R_4", "R_16", "R_IPAddress", "R_Imported"]


def test_a_response_broken_off_before_the_rating_is_skipped_and_one_broken_off_after_it_is_kept(tmp_path: Path, rows_of: Rows) -> None:
    answers = [answer("R_1", q1="", finished="0"), answer("R_2", q1="3", finished="False"), answer("R_3", q1="", finished="1")]
    rows = rows_of(qualtrics, export(tmp_path, *answers), **DECLARED)
    assert [row["is_skipped"] for row in rows] == [True, False, False]


def test_choice_texts_count_only_as_the_owner_has_said_they_count(tmp_path: Path, rows_of: Rows) -> None:
    answers = [answer("R_1", q1="Very Satisfied"), answer("R_2", q1="5 - Great"), answer("R_3", q1="Meh")]
    rows = rows_of(qualtrics, export(tmp_path, *answers), **DECLARED, words={"csat": {"5": ["Very satisfied"]}})
    assert [row["csat"] for row in rows] == [5.0, 5.0, None]
    assert rows[2]["reason"].startswith("csat: the answer in Q1 is neither a number nor a declared word")


def test_an_answer_outside_the_scale_is_refused(tmp_path: Path, rows_of: Rows) -> None:
    row = rows_of(qualtrics, export(tmp_path, answer("R_1", q1="7")), **DECLARED)[0]
    assert row["reason"] == "csat: the answer is outside its scale, 1 to 5"


def test_a_word_for_unknown_is_no_answer_and_costs_no_response_unless_it_is_declared(tmp_path: Path, rows_of: Rows) -> None:
    answers = [answer("R_1", q1="?"), answer("R_2", q1="NULL"), answer("R_3", q1="N/A"), answer("R_4", q1="n/a", finished="0")]
    rows = rows_of(qualtrics, export(tmp_path, *answers), **DECLARED)
    assert [(row["csat"], row["reason"], row["is_skipped"]) for row in rows] == [(None, None, False)] * 3 + [(None, None, True)]
    declared = rows_of(qualtrics, export(tmp_path, *answers), **DECLARED, words={"csat": {"1": ["N/A"]}})
    assert [row["csat"] for row in declared] == [None, None, 1, 1]


@pytest.mark.parametrize("reference", ["Q1", "q1", "QID1", 'How satisfied\nare you,\n"all in all"?', 11])
def test_a_question_is_found_by_name_id_text_or_number(tmp_path: Path, reference: str | int, rows_of: Rows) -> None:
    declared = {**DECLARED, "columns": {"csat": reference}}
    assert rows_of(qualtrics, export(tmp_path, answer("R_1")), **declared)[0]["csat"] == 4.0


def test_a_question_that_is_not_there_is_named_with_the_nearest_one(tmp_path: Path, plan_of: Plans) -> None:
    with pytest.raises(Unreadable, match=r"columns.csat: no column is called 'Q11'; did you mean 'Q1'\?"):
        plan_of(qualtrics, export(tmp_path), **{**DECLARED, "columns": {"csat": "Q11"}})


def test_the_channel_tells_the_mode(tmp_path: Path, rows_of: Rows) -> None:
    rows = rows_of(qualtrics, export(tmp_path, answer("R_1"), answer("R_2", channel="anonymous"), answer("R_3", channel="sms")), **DECLARED)
    assert [row["mode"] for row in rows] == ["mail", "web", "sms"]


def test_the_legacy_two_rows_with_byte_order_mark_and_trailing_comma_are_read(tmp_path: Path, rows_of: Rows) -> None:
    (tmp_path / "work").mkdir()
    path = tmp_path / "legacy.csv"
    path.write_text(
        "\ufeffV1,V4,V7,V8,V9,V10,Q1,\n"
        "ResponseID,ExternalDataReference,Status,StartDate,EndDate,Finished,How satisfied are you?,\n"
        "R_1,call-1,0,2024-01-01 09:00:00,2024-01-01 09:05:00,1,2,\n",
        encoding="utf-8",
    )
    declared = {**DECLARED, "columns": {"contact_id": "ExternalDataReference", "csat": "Q1"}}
    (row,) = rows_of(qualtrics, path, **declared)
    assert (row["response_id"], row["contact_id"], row["csat"], row["line"]) == ("R_1", "call-1", 2.0, 3)
    assert str(row["at_utc"]) == "2024-01-01 08:05:00"


def test_a_date_that_cannot_be_read_is_refused_and_a_declared_format_reads_it(tmp_path: Path, rows_of: Rows) -> None:
    path = export(tmp_path, answer("R_1", recorded="1/7/2024 10:00"))
    (row,) = rows_of(qualtrics, path, **DECLARED)
    assert row["at_utc"] is not None, "the end date stands in where the recorded date cannot be read"
    (row,) = rows_of(qualtrics, path, **DECLARED, timestamp=["%d/%m/%Y %H:%M", "%Y-%m-%d %H:%M:%S"])
    assert str(row["at_utc"]) == "2024-07-01 08:00:00"


def test_a_file_without_response_ids_is_refused_with_what_was_expected(tmp_path: Path, plan_of: Plans) -> None:
    path = tmp_path / "other.csv"
    path.write_text("a,b\n1,2\n")
    assert qualtrics.sniff(path.read_bytes(), path.name).score == 0
    with pytest.raises(Unreadable, match="expected a Qualtrics CSV export"):
        plan_of(qualtrics, path)


@pytest.mark.skipif(not (REAL / "qualtrics").is_dir(), reason="the real Qualtrics samples are not at hand")
@pytest.mark.parametrize(("file_name", "reference"), [("sample.csv", "ExternalReference"), ("sample_legacy.csv", "ExternalDataReference")])
def test_the_real_samples_hold_one_response_each(tmp_path: Path, file_name: str, reference: str, rows_of: Rows) -> None:
    (tmp_path / "work").mkdir()
    path = tmp_path / file_name
    path.write_bytes((REAL / "qualtrics" / file_name).read_bytes())
    assert qualtrics.sniff(path.read_bytes(), file_name).score > 0.9
    (row,) = kept(rows_of(qualtrics, path, timezone="Europe/Berlin", columns={"csat": "Q1", "contact_id": reference}))
    assert (row["response_id"], row["csat"]) == ("R_2YPOQ602ER1jkf1", 2.0)
    assert str(row["at_utc"]) == "2017-07-18 06:28:48"
