"""Who is there to answer: shifts and breaks that follow what the planner expects.

Belongs here: the requirement by half-hour, its cover by shifts, planned breaks. Does not: what happens in the queue.
"""

from dataclasses import dataclass
from datetime import date

import numpy as np

from assets.sample.calendar import DAY_S, Floats, Ints, Lanes, day_number
from assets.sample.demand import Generator, intraday_density
from assets.sample.plan import PhoneQueue

SLOT_S = 1800
SLOTS = 48
FULL_SLOTS, PART_SLOTS = 16, 8
STAY_LATE_S = 600  # the last shift stays this long after closing to empty the queue
AT_WORK_SHARE = 0.89  # of a shift, breaks off
NEVER = 10 * DAY_S
ABSENCES = ("Break", "Lunch", "Break", "End")  # the fourth absence is the end of the shift
LEAST_COVER = 1.2


@dataclass(frozen=True)
class Staffing:
    """Agents of every lane, padded: an agent whose `start_s` is NEVER does not exist. Seconds of the lane's day."""

    start_s: Ints  # lane x agent
    absence_at_s: Ints  # lane x agent x 4, planned, rising; NEVER where there is none
    absence_s: Ints  # lane x agent x 4; NEVER for the end of the shift

    @property
    def agents(self) -> Ints:
        """Return the agents of each lane."""
        counts: Ints = (self.start_s < NEVER).sum(axis=1)
        return counts


def requirement(queues: tuple[PhoneQueue, ...], lanes: Lanes, planned: Floats, step_on: date) -> Floats:
    """Return the agents wanted at work, lane x half-hour: load plus slack, more of both after the step."""
    wanted = np.zeros((len(lanes), SLOTS))
    middle = (np.arange(SLOTS) + 0.5) * SLOT_S
    for number, queue in enumerate(queues):
        mine = np.flatnonzero(lanes.queue == number)
        open_s, close_s = lanes.open_s[mine, None], lanes.close_s[mine, None]
        density = intraday_density(queue, (middle[None, :] - open_s) / (close_s - open_s))
        density *= (middle >= open_s) & (middle < close_s)
        rate = planned[mine, None] * density / np.maximum(density.sum(axis=1, keepdims=True), 1e-9) / SLOT_S
        load = rate * (queue.handle_mean_s + queue.ring_mean_s)
        agents = load + queue.staffing_slack * np.sqrt(load)
        after = lanes.day[mine] >= day_number(step_on)
        agents *= np.where(after, 1 + queue.step_extra_share, 1.0)[:, None]
        wanted[mine] = np.where(density > 0, np.maximum(agents, LEAST_COVER), 0.0)
    return wanted


def _shift_patterns() -> tuple[Floats, Ints, Ints]:
    """Return the cover of every possible shift by half-hour, its first and its last slot."""
    spans = [(first, first + length) for length in (FULL_SLOTS, PART_SLOTS) for first in range(SLOTS - length + 1)]
    cover = np.zeros((len(spans), SLOTS))
    for row, (first, end) in enumerate(spans):
        cover[row, first:end] = 1.0
    return cover, np.array([span[0] for span in spans]), np.array([span[1] for span in spans])


def plan_shifts(wanted: Floats, lanes: Lanes, rng: Generator) -> Staffing:
    """Cover the requirement, one shift a round in all lanes at once: the shift that fills most of what is missing."""
    cover, first_slot, end_slot = _shift_patterns()
    # a little disagreement between planner and need keeps rounding from acting alike on all equal weekdays
    missing = np.where(wanted > 0, wanted + rng.uniform(-0.3, 0.3, (len(lanes), 1)), -1.0)
    slot_s = np.arange(SLOTS) * SLOT_S
    closed = (slot_s < lanes.open_s[:, None] // SLOT_S * SLOT_S) | (slot_s >= lanes.close_s[:, None])
    forbidden = closed.astype(np.float64) @ cover.T > 0
    chosen: list[Ints] = []
    while True:
        gain = (np.clip(missing, -0.2, 1.0) - 0.5) @ cover.T
        gain[forbidden] = -1.0
        best = gain.argmax(axis=1)
        accepted = gain[np.arange(len(lanes)), best] > 0
        if not accepted.any():
            break
        chosen.append(np.where(accepted, best, -1))
        missing[accepted] -= AT_WORK_SHARE * cover[best[accepted]]
    pattern = np.array(chosen, dtype=np.int64).reshape(len(chosen), len(lanes)).T
    exists = pattern >= 0
    start = np.where(exists, first_slot[pattern] * SLOT_S, NEVER)
    end = end_slot[pattern] * SLOT_S
    end = np.where(end >= lanes.close_s[:, None], lanes.close_s[:, None] + STAY_LATE_S, end)
    length = (end_slot - first_slot)[pattern]
    return _with_breaks(start, end, exists, length == FULL_SLOTS, rng)


def _with_breaks(start: Ints, end: Ints, exists: np.ndarray, is_full: np.ndarray, rng: Generator) -> Staffing:
    jitter = rng.integers(-1800, 1801, (*start.shape, 3))
    at = np.full((*start.shape, 4), NEVER, dtype=np.int64)
    length = np.zeros(at.shape, dtype=np.int64)
    # break after 2 h, lunch after 4 h, break after 6 h; a half shift has the first break only, and its end comes next
    for place, (after_s, lasts_s) in enumerate(((7200, 900), (14400, 1800), (21600, 900))):
        full = exists & is_full
        at[..., place] = np.where(full, start + after_s + jitter[..., place], NEVER)
        length[..., place] = np.where(full, lasts_s, 0)
    half = exists & ~is_full
    at[..., 0] = np.where(half, start + 7200 + jitter[..., 0], at[..., 0])
    length[..., 0] = np.where(half, 900, length[..., 0])
    for place in (1, 3):
        ends_here = half if place == 1 else exists & is_full
        at[..., place] = np.where(ends_here, end, at[..., place])
        length[..., place] = np.where(ends_here, NEVER, length[..., place])
    return Staffing(start, at, length)
