"""Cases of SurveyMonkey's two header rows, hand-written: single columns, options spread over columns, broken-off answers."""

from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from assets.readers import surveymonkey
from assets.readers.protocol import Unreadable

Rows = Callable[..., list[dict[str, Any]]]

ANSWERS = """\
Respondent ID,Collector ID,Start Date,End Date,IP Address,Custom Data 1,How satisfied are you?,,,"Would you
recommend us?",Any comment?
,,,,,,Very satisfied,Neutral,Very unhappy,Response,Open-Ended Response
101,9,03/13/2024 03:05:10 PM,03/13/2024 03:07:10 PM,192.0.2.1,call-1,Very satisfied,,,9,lovely
102,9,03/13/2024 03:05:10 PM,03/13/2024 03:07:10 PM,192.0.2.1,call-2,,,Very unhappy,,bad
103,9,03/13/2024 03:05:10 PM,03/13/2024 03:07:10 PM,192.0.2.1,call-3,,,,,only words
104,9,03/13/2024 03:05:10 PM,03/13/2024 03:07:10 PM,192.0.2.1,call-4,,Neutral,,11,
"""
KEYS: dict[str, Any] = {
    "timezone": "America/New_York",
    "columns": {"contact_id": "Custom Data 1", "csat": "How satisfied are you?", "nps": 10},
    "words": {"csat": {"5": ["Very satisfied"], "3": ["Neutral"], "1": ["Very unhappy"]}},
}


def written(folder: Path, text: str) -> Path:
    path = folder / "survey.csv"
    path.write_text(text, encoding="utf-8")
    return path


def test_of_a_question_s_options_the_one_that_is_chosen_is_the_answer(tmp_path: Path, rows_of: Rows) -> None:
    happy, unhappy, broken_off, beyond = rows_of(surveymonkey, written(tmp_path, ANSWERS), **KEYS)
    assert (happy["response_id"], happy["contact_id"], happy["csat"], happy["nps"]) == ("101", "call-1", 5, 9)
    assert str(happy["answered_at_utc"]) == "2024-03-13 19:07:10", "New York is four hours behind in March"
    assert (unhappy["csat"], unhappy["nps"], unhappy["is_skipped"]) == (1, None, False), "what was answered counts"
    assert broken_off["is_skipped"], "words alone are no rating"
    assert beyond["reason"] == "nps: the answer is outside its scale, 0 to 10"
    assert "lovely" not in str(happy.values()) and "192.0" not in str(happy.values())


def test_a_word_for_unknown_is_no_answer_and_costs_no_respondent(tmp_path: Path, rows_of: Rows) -> None:
    rows = rows_of(surveymonkey, written(tmp_path, ANSWERS.replace(",9,lovely", ",N/A,lovely").replace("only words", "?")), **KEYS)
    assert (rows[0]["csat"], rows[0]["nps"], rows[0]["reason"]) == (5, None, None)


def test_a_question_that_is_not_there_is_named_beside_those_that_are(tmp_path: Path, rows_of: Rows) -> None:
    with pytest.raises(Unreadable, match=r"did you mean 'How satisfied are you\?'\?"):
        rows_of(surveymonkey, written(tmp_path, ANSWERS), **KEYS | {"columns": {"csat": "How satisfied are we?"}})


def test_the_layout_is_recognised_and_one_header_row_is_not() -> None:
    assert surveymonkey.sniff(ANSWERS.encode(), "x.csv").score >= 0.9
    plain = b"Respondent ID,Collector ID,Start Date,End Date,Q1\n1,2,03/13/2024,03/13/2024,5\n"
    assert surveymonkey.sniff(plain, "x.csv").score == 0
