"""Public reviews and answers on declared scales, by a declared map alone."""

from collections.abc import Callable
from pathlib import Path
from typing import Any

from assets.readers import delimited

Rows = Callable[..., list[dict[str, Any]]]

REVIEWS = """\
date;source;stars;text;answered
2024-03-01 10:00;Google;1;"Delivery was LATE; and the invoice (nr. 5) is wrong";2024-03-02 10:00
2024-03-01 10:00;Google;5;Isolated but lovely;
2024-03-02 10:00;App Store;7;great;
"""
COLUMNS = {"at_utc": "date", "platform": "source", "rating": "stars", "topics": "text", "replied_at_utc": "answered"}
TOPICS = {"topics": {"delivery": ["late", "courier"], "billing": ["invoice (nr", "charged"]}}


def written(folder: Path, text: str) -> Path:
    path = folder / "reviews.csv"
    path.write_text(text, encoding="utf-8")
    return path


def test_a_review_keeps_its_stars_and_topics_and_drops_its_text(tmp_path: Path, rows_of: Rows) -> None:
    rows = rows_of(delimited, written(tmp_path, REVIEWS), kind="review", timezone="Europe/Berlin", columns=COLUMNS, words=TOPICS)
    assert [(row["rating"], row["topics"]) for row in rows[:2]] == [(1, "delivery,billing"), (5, None)], "isolated is not late"
    assert str(rows[0]["replied_at_utc"]) == "2024-03-02 09:00:00"
    assert "invoice" not in str(rows[0].values())
    assert len({row["review_id"] for row in rows}) == 3


def test_stars_beyond_their_scale_are_refused_by_name(tmp_path: Path, rows_of: Rows) -> None:
    path = written(tmp_path, REVIEWS)
    rows = rows_of(delimited, path, kind="review", timezone="UTC", columns=COLUMNS)
    assert [row["reason"] for row in rows] == [None, None, "rating: the answer is outside its scale, 1 to 5"]
    ten = rows_of(delimited, path, kind="review", timezone="UTC", columns=COLUMNS, scales={"rating": {"min": 0, "max": 10}})
    assert [row["reason"] for row in ten] == [None, None, None]


def test_an_answer_outside_its_declared_scale_is_refused_and_one_without_a_scale_is_kept(tmp_path: Path, rows_of: Rows) -> None:
    text = "id,at,score,recommend\n1,2024-03-01 10:00:00,11,9\n2,2024-03-01 10:00:00,4,11\n3,2024-03-01 10:00:00,,0\n"
    columns = {"response_id": "id", "answered_at_utc": "at", "csat": "score", "nps": "recommend"}
    scaled = rows_of(
        delimited, written(tmp_path, text), kind="survey", timezone="UTC", columns=columns, scales={"csat": {"min": 1, "max": 5}}
    )
    assert [row["reason"] for row in scaled] == [
        "csat: the answer is outside its scale, 1 to 5",
        "nps: the answer is outside its scale, 0 to 10",
        None,
    ]
    plain = rows_of(delimited, written(tmp_path, text), kind="survey", timezone="UTC", columns=columns)
    assert plain[0]["reason"] is None


def test_a_choice_that_begins_with_its_number_is_that_number_and_words_are_what_the_owner_says(tmp_path: Path, rows_of: Rows) -> None:
    said = ("5 - Very satisfied", "4/5", "3 stars", "2 out of 5", "1", "Great", "5th try")
    text = "id,at,score\n" + "".join(f"{n},2024-03-01 10:00:00,{answer}\n" for n, answer in enumerate(said))
    rows = rows_of(
        delimited,
        written(tmp_path, text),
        kind="survey",
        timezone="UTC",
        columns={"response_id": "id", "answered_at_utc": "at", "csat": "score"},
        words={"csat": {"5": ["great"]}},
    )
    assert [row["csat"] for row in rows] == [5, 4, 3, 2, 1, 5, None]
    assert rows[6]["reason"] == "csat cannot be read as a number with the decimal sign '.'"


def test_a_rating_on_a_ticket_is_a_number_where_it_is_one_or_is_declared_as_one(tmp_path: Path, rows_of: Rows) -> None:
    said = ("4.0", "Extremely Happy", "good", "", "11")
    text = "id,at,survey\n" + "".join(f"{n},2024-03-01 10:00:00,{answer}\n" for n, answer in enumerate(said))
    rows = rows_of(
        delimited,
        written(tmp_path, text),
        kind="ticket",
        timezone="UTC",
        columns={"ticket_id": "id", "created_at_utc": "at", "satisfaction": "survey"},
        words={"satisfaction": {"5": ["Extremely happy"]}},
    )
    assert [row["satisfaction"] for row in rows] == ["4.0", "5.0", "good", None, "11.0"]
    assert not any(row["reason"] for row in rows), "a rating beyond every scale costs no ticket"


def test_answers_without_an_id_count_as_often_as_they_were_given_and_once_when_told_again(tmp_path: Path, rows_of: Rows) -> None:
    text = "day,score\n" + "2024-03-01 00:00:00,5\n" * 3 + "2024-03-01 00:00:00,4\n"
    columns = {"answered_at_utc": "day", "csat": "score"}
    first = rows_of(delimited, written(tmp_path, text), kind="survey", timezone="UTC", columns=columns)
    longer = rows_of(delimited, written(tmp_path, text + "2024-03-01 00:00:00,4\n"), kind="survey", timezone="UTC", columns=columns)
    ids = [row["response_id"] for row in first]
    assert len(set(ids)) == 4, "three people may be equally pleased on one day"
    assert [row["response_id"] for row in longer[:4]] == ids and longer[4]["response_id"] not in ids
