"""Every mistake of config/staffing.yaml gets its message: file, line, key, what was found and expected."""

from collections.abc import Callable
from pathlib import Path

import pytest

from assets.settings.messages import SettingsError
from assets.settings.settings import load_settings

Write = Callable[..., Path]

CASES: dict[str, tuple[tuple[str, str, str], str]] = {
    "shrinkage that leaves nobody": (
        ("staffing", "breaks: 0.10", "breaks: 0.92"),
        "config/staffing.yaml, line 2, defaults.shrinkage: found shares that add up to 1, expected less than 1: nobody would be"
        " left to work",
    ),
    "shrinkage that leaves nobody in one queue": (
        ("staffing", "{max_occupancy: 0.8}", "{shrinkage: {leave: 0.9}}"),
        "config/staffing.yaml, line 4, queues.orders.shrinkage: found shares that add up to 1.08, expected less than 1: nobody"
        " would be left to work",
    ),
    "an occupancy that leaves no time for calls": (
        ("staffing", "max_occupancy: 0.8", "max_occupancy: 0"),
        "config/staffing.yaml, line 4, queues.orders.max_occupancy: found 0, expected a share above 0: nobody would have time for a call",
    ),
    "a patience of nought": (
        ("staffing", "max_occupancy: 0.8", "patience_s: 0"),
        "config/staffing.yaml, line 4, queues.orders.patience_s: found 0, expected seconds above 0: nobody would wait at all",
    ),
    "a roster without people": (
        ("staffing", "{max_occupancy: 0.8}", '{roster: {mon-fri: "08:00-16:00"}}'),
        "config/staffing.yaml, line 4, queues.orders.roster.mon-fri: found '08:00-16:00', expected hours and people such as"
        ' "08:00-16:00 6, 12:00-20:00 4", or "nobody"',
    ),
    "a roster over midnight": (
        ("staffing", "{max_occupancy: 0.8}", '{roster: {mon: "22:00-06:00 3"}}'),
        "config/staffing.yaml, line 4, queues.orders.roster.mon: found '22:00-06:00 3', expected hours that end after they begin;"
        " a night is two days' hours, the first to 24:00 and the second from 00:00",
    ),
    "a roster with a day twice": (
        ("staffing", "{max_occupancy: 0.8}", '{roster: {mon-fri: "08:00-16:00 6", tue: "08:00-12:00 2"}}'),
        "config/staffing.yaml, line 4, queues.orders.roster: found keys (mon-fri, tue), expected each day once; tue is in 'mon-fri'"
        " and in 'tue'",
    ),
    "attrition that leaves nobody": (
        ("staffing", "{max_occupancy: 0.8}", "{hiring: {attrition: 1}}"),
        "config/staffing.yaml, line 4, queues.orders.hiring.attrition: found 1, expected a number from 0 to 0.95",
    ),
}


@pytest.mark.parametrize("change, message", CASES.values(), ids=list(CASES))
def test_a_mistake_gives_its_message(write: Write, change: tuple[str, str, str], message: str) -> None:
    with pytest.raises(SettingsError) as caught:
        load_settings(write(change))
    assert [line.strip() for line in str(caught.value).splitlines()[1:]] == [message]
