"""The harbour's telephone switch: Asterisk queue_log files, one a week, older ones gzipped.

Belongs here: which events a call and a shift leave in the log, and their layout. Does not: any other format.
Files change hands on Sundays at noon UTC, while support is open, so some calls begin in one file and end in the next.
"""

import zlib
from dataclasses import dataclass
from datetime import timedelta
from pathlib import Path

import numpy as np
import pyarrow as pa

from assets.sample.calendar import DAY_S, EPOCH, Ints, Lanes
from assets.sample.demand import MISSED_RING_S, RETRY_S
from assets.sample.people import ANSWERED, HUNG_UP, PRESSED_KEY, TIMED_OUT, Calls
from assets.sample.plan import PhoneQueue
from assets.sample.staffing import ABSENCES, NEVER, Staffing
from assets.sample.text import Texts, blank_where, content_of, digits, either, fixed, joined, pick, plain

LONGEST_CALL_S = 3 * 3600
ROTATION_S = 12 * 3600
FIRST_SUNDAY = 3  # 1970-01-04
PLAIN_FILES = 2
DIALLED = "498005550101"
# within one second: states before calls, ends before beginnings
RANKS = ("QUEUESTART", "ADDMEMBER", "UNPAUSE", "END", "PAUSE", "REMOVEMEMBER", "DID", "ENTERQUEUE", "RINGNOANSWER", "CONNECT",
         "RINGCANCELED", "LEFT")  # fmt: skip


@dataclass(frozen=True)
class HarbourDay:
    """What the switch saw: calls of its queues by time of entry, and its agents."""

    calls: Calls
    order: Ints  # indices of harbour calls, by entry
    lanes: Lanes
    staffing: Staffing
    absence_began_s: Ints
    members: Ints
    queues: tuple[PhoneQueue, ...]


def member_name(queue_number: int, member: int) -> str:
    """Return the interface an agent answers on."""
    return f"PJSIP/{2001 + 3000 * queue_number + member}"


def rotations(first_utc: int, last_utc: int, last_day: int) -> list[tuple[str, int, int]]:
    """Return each file's date and the span of seconds in it; the last file is cut the day after the period."""
    week = 7 * DAY_S
    phase = FIRST_SUNDAY * DAY_S + ROTATION_S
    start = (first_utc - phase) // week * week + phase
    spans = []
    while start <= last_utc:
        day = min((start + week) // DAY_S, last_day + 1)
        end = start + week if start + week <= last_utc else last_utc + DAY_S
        spans.append(((EPOCH + timedelta(days=day)).strftime("%Y%m%d"), start, end))
        start += week
    return spans


def write_week(harbour: HarbourDay, path: Path, span: tuple[int, int], *, is_first: bool) -> None:
    """Write the events of one span of seconds."""
    parts = [*_call_events(harbour, span), *_shift_events(harbour, span)]
    if is_first and parts:
        start = min(int(at.min()) for at, _, _ in parts if len(at)) - 60
        parts.append(_event(np.array([start]), "QUEUESTART", pa.array([f"{start}|NONE|NONE|NONE|QUEUESTART|\n"])))
    at = np.concatenate([part[0] for part in parts])
    rank = np.concatenate([np.full(len(part[0]), part[1]) for part in parts])
    lines = pa.concat_arrays([part[2] for part in parts])
    kept = np.flatnonzero((at >= span[0]) & (at < span[1]))
    order = kept[np.argsort(at[kept] * 16 + rank[kept], kind="stable")]
    sorted_lines = lines.take(pa.array(order))
    content = content_of(sorted_lines)
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_bytes(zlib.compress(content, 1, 31) if path.suffix == ".gz" else content)


Event = tuple[Ints, int, Texts]


def _event(at: Ints, rank: str, lines: Texts) -> Event:
    return at, RANKS.index(rank), lines


def _call_events(harbour: HarbourDay, span: tuple[int, int]) -> list[Event]:
    calls, entered = harbour.calls, harbour.calls.enter_utc[harbour.order]
    low, high = np.searchsorted(entered, [span[0] - LONGEST_CALL_S, span[1]])
    index = harbour.order[low:high]
    names = [plan.name for plan in harbour.queues]
    count = int(harbour.members.max(initial=0)) + 1
    agents = pa.array([f"{name}|{member_name(q, m)}|" for q, name in enumerate(names) for m in range(count)])
    enter, wait, outcome = calls.enter_utc[index], calls.wait_s[index], calls.outcome[index]
    queue, number, ring = calls.queue[index], calls.number[index], calls.ring_s[index]
    rung_after, missed, talk = calls.rung_after_s[index], calls.is_missed_once[index], calls.talk_s[index]
    position = plain(calls.position[index])
    wait_text = plain(wait)
    caller = digits(calls.origin_utc[index], 10)
    call = digits(number, 8)
    who = queue * count + np.maximum(calls.member[index], 0)

    def start(rows: Ints, at: Ints) -> Texts:
        return fixed(digits(at, 10), "|", caller[rows], ".", call[rows], "|")

    def agent(rows: Ints) -> Texts:
        return agents.take(pa.array(who[rows]))

    everyone = np.arange(len(index))
    begun = start(everyone, enter)
    phone = blank_where(fixed("49", digits(3_000_000_000 + calls.caller[index] * 3 + queue % 3, 10)), calls.withheld()[index])
    events = [
        _event(enter, "DID", joined(begun, pick([f"{name}|NONE|DID|{DIALLED[:-1]}{q}\n" for q, name in enumerate(names)], queue))),
        _event(
            enter,
            "ENTERQUEUE",
            joined(begun, pick([f"{name}|NONE|ENTERQUEUE||" for name in names], queue), phone, "|", position, "\n"),
        ),
    ]

    rung = rung_after >= 0
    left_ringing_s = wait - rung_after
    rows = np.flatnonzero(rung & missed & (left_ringing_s >= MISSED_RING_S))
    at = (enter + rung_after)[rows] + MISSED_RING_S
    events.append(_event(at, "RINGNOANSWER", joined(start(rows, at), agent(rows), f"RINGNOANSWER|{MISSED_RING_S * 1000}\n")))

    rows = np.flatnonzero(outcome == ANSWERED)
    at = (enter + wait)[rows]
    channel = fixed(digits(at - ring[rows], 10), ".", digits(number[rows] + 1, 8))
    events.append(
        _event(
            at,
            "CONNECT",
            joined(start(rows, at), agent(rows), "CONNECT|", wait_text.take(pa.array(rows)), "|", channel, "|", plain(ring[rows]), "\n"),
        )
    )
    at = at + talk[rows]
    # who hung up, and the few calls passed on, follow from the call's own number, so no draw is needed here
    fate = number[rows] // 2 % 200
    verb = np.where(fate < 118, 0, np.where(fate < 197, 1, 2))
    ended = pick(["COMPLETECALLER|", "COMPLETEAGENT|", "BLINDTRANSFER|6001|from-internal|"], verb)
    taken = pa.array(rows)
    events.append(
        _event(
            at,
            "END",
            joined(start(rows, at), agent(rows), ended, wait_text.take(taken), "|", plain(talk[rows]), "|", position.take(taken), "\n"),
        )
    )

    rows = np.flatnonzero((outcome != ANSWERED) & rung)
    after = left_ringing_s[rows] - np.where(missed[rows] & (left_ringing_s[rows] >= MISSED_RING_S), MISSED_RING_S + RETRY_S, 0)
    rows, after = rows[after > 0], after[after > 0]
    at = (enter + wait)[rows]
    events.append(_event(at, "RINGCANCELED", joined(start(rows, at), agent(rows), "RINGCANCELED|", plain(after * 1000), "\n")))

    left_position = plain(calls.left_position[index])
    for code, verb_text in ((HUNG_UP, "ABANDON|"), (TIMED_OUT, "EXITWITHTIMEOUT|"), (PRESSED_KEY, "EXITWITHKEY|1|")):
        rows = np.flatnonzero(outcome == code)
        taken = pa.array(rows)
        at = (enter + wait)[rows]
        nobody = pick([f"{name}|NONE|" for name in names], queue[rows])
        # only a caller who hangs up while a phone rings leaves that agent's name behind
        seen = agent(rows) if code == HUNG_UP else nobody
        whom = either(rung[rows], seen, nobody)
        tail = joined(left_position.take(taken), "|", position.take(taken), "|", wait_text.take(taken), "\n")
        events.append(_event(at, "LEFT", joined(start(rows, at), whom, verb_text, tail)))
    return events


def _shift_events(harbour: HarbourDay, span: tuple[int, int]) -> list[Event]:
    lanes, staffing = harbour.lanes, harbour.staffing
    is_harbour = np.array([plan.site == "harbour" for plan in harbour.queues])[lanes.queue]
    near = is_harbour & (lanes.utc_midnight >= span[0] - 2 * DAY_S) & (lanes.utc_midnight < span[1] + DAY_S)
    chosen = np.flatnonzero(near)
    lane, agent = np.nonzero(staffing.start_s[chosen] < NEVER)
    lane = chosen[lane]
    prefix = [
        f"{harbour.queues[q].name}|{member_name(int(q), int(m))}|"
        for q, m in zip(lanes.queue[lane], harbour.members[lane, agent], strict=True)
    ]
    who = pa.array(prefix, type=pa.string())
    midnight = lanes.utc_midnight[lane]

    def lines(rows: Ints, at: Ints, source: str, tail: str) -> Texts:
        return joined(fixed(digits(at, 10), f"|{source}|"), who.take(pa.array(rows)), tail + "\n")

    everyone = np.arange(len(lane))
    at = midnight + staffing.start_s[lane, agent]
    events = [_event(at, "ADDMEMBER", lines(everyone, at, "MANAGER", "ADDMEMBER|"))]
    for place, kind in enumerate(ABSENCES):
        began, lasts = harbour.absence_began_s[lane, agent, place], staffing.absence_s[lane, agent, place]
        ends = np.flatnonzero((lasts == NEVER) & (began < NEVER))
        at = (midnight + began)[ends]
        events.append(_event(at, "REMOVEMEMBER", lines(ends, at, "MANAGER", "REMOVEMEMBER|")))
        pauses = np.flatnonzero((lasts > 0) & (lasts < NEVER) & (began < NEVER))
        at = (midnight + began)[pauses]
        events.append(_event(at, "PAUSE", lines(pauses, at, "NONE", f"PAUSE|{kind}")))
        at = at + lasts[pauses]
        events.append(_event(at, "UNPAUSE", lines(pauses, at, "NONE", "UNPAUSE|")))
    return events
