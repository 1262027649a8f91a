"""Lakeside's telephone system: one CSV a month, wall clock times, durations as h:mm:ss.

Belongs here: the layout config/sources.yaml declares for `acd`. Does not: any other format.
"""

from pathlib import Path

import numpy as np

from assets.sample.calendar import Ints
from assets.sample.people import ANSWERED, TIMED_OUT, Calls
from assets.sample.text import blank_where, digits, duration, fixed, pick, stamp, write_csv

HEADER = b"Call ID,Skill,ANI,DNIS,Queue Start,Queue Time,Talk Time,Hold Time,Wrap Time,Agent,Disposition\n"
TEST_CALLS_IN_A_THOUSAND = 2
SECOND_SKILL_IN_FIVE = 1


def write_month(calls: Calls, index: Ints, entered_local: Ints, *, path: Path) -> None:
    """Write the calls in `index`, which are one month's in order of entry."""
    number, answered = calls.number[index], calls.outcome[index] == ANSWERED
    is_test = answered & (number % 1000 < TEST_CALLS_IN_A_THOUSAND)
    second_skill = number % 5 < SECOND_SKILL_IN_FIVE
    caller = fixed("1", digits(3_125_000_000 + calls.caller[index], 10))
    disposition = np.where(is_test, 3, np.where(answered, 0, np.where(calls.outcome[index] == TIMED_OUT, 2, 1)))

    def spent(seconds: Ints) -> object:
        return duration(np.where(answered, seconds[index], 0))

    member = np.maximum(calls.member[index], 0)
    agents = [f"agent{number:03d}" for number in range(int(member.max(initial=0)) + 1)]
    write_csv(
        path,
        HEADER,
        [
            fixed(digits(number, 8)),
            pick(["Billing", "BILLING-2"], second_skill.astype(np.int64)),
            blank_where(caller, calls.withheld()[index]),
            pick(["13125550100", "13125550102"], second_skill.astype(np.int64)),
            stamp(entered_local, "%m/%d/%Y "),
            duration(calls.wait_s[index]),
            spent(calls.talk_s),
            spent(calls.hold_s),
            spent(calls.wrap_s),
            blank_where(pick(agents, member), ~answered),
            pick(["Handled", "Abandoned", "Overflow", "Test"], disposition),
        ],
    )
