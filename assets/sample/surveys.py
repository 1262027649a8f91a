"""What customers say afterwards: who is asked, who answers, which score.

Belongs here: the draws and the planted means. Does not: file layouts.
"""

from dataclasses import dataclass

import numpy as np

from assets.sample.calendar import DAY_S, Flags, Floats, Ints
from assets.sample.demand import Generator
from assets.sample.people import ANSWERED, Calls
from assets.sample.plan import SURVEYS, PhoneQueue

SPOILT_SHARES = np.array([0.35, 0.30, 0.20, 0.10, 0.05])
SCORES = np.arange(1, 6)


@dataclass(frozen=True)
class Answers:
    """One survey's invitations. The score is 0, and `answered_utc` means nothing, where nobody answered; a preview has call -1."""

    call: Ints
    asked_utc: Ints
    answered_utc: Ints
    took_s: Ints
    score: Ints
    remark: Ints

    def __len__(self) -> int:
        return len(self.call)


def spoilt_chance(wait_s: Ints) -> Floats:
    """Return the chance that waiting spoilt the impression."""
    return np.minimum(wait_s / 60 * SURVEYS.spoiled_per_waited_minute, 0.6)


def expected_score(wait_s: Ints) -> float:
    """Return the true mean score of customers who waited so long."""
    good, poor = float(np.dot(SURVEYS.score_shares, SCORES)), float(SPOILT_SHARES @ SCORES)
    return float(good + (poor - good) * spoilt_chance(wait_s).mean()) if len(wait_s) else good


def _scores(wait_s: Ints, rng: Generator) -> Ints:
    good = rng.choice(SCORES, len(wait_s), p=SURVEYS.score_shares)
    poor = rng.choice(SCORES, len(wait_s), p=SPOILT_SHARES)
    return np.where(rng.random(len(wait_s)) < spoilt_chance(wait_s), poor, good)


def _answered_calls(calls: Calls, queues: tuple[PhoneQueue, ...], site: str) -> Flags:
    at_site: Flags = np.array([queue.site == site for queue in queues])
    asked: Flags = (calls.outcome == ANSWERED) & at_site[calls.queue]
    return asked


def draw_web_answers(calls: Calls, queues: tuple[PhoneQueue, ...], *, as_of_utc: int, rng: Generator) -> Answers:
    """Draw the harbour's web survey: a link after the call, answered hours or days later; only answers are exported."""
    chance = rng.random(len(calls))
    call = np.flatnonzero(_answered_calls(calls, queues, "harbour") & (chance < SURVEYS.web_response_share))
    asked = calls.end_utc[call] + 120
    took = rng.integers(15, 180, len(call))
    answered = asked + took + np.minimum(rng.lognormal(np.log(7200), 1.3, len(call)), 6 * DAY_S).astype(np.int64)
    score = _scores(calls.wait_s[call], rng)
    if len(call):
        # somebody always tries the questionnaire out
        previews = 1 + rng.binomial(len(call), SURVEYS.preview_share)
        tried = rng.choice(len(call), previews)
        call = np.concatenate([call, np.full(previews, -1)])
        asked, took = np.concatenate([asked, asked[tried]]), np.concatenate([took, took[tried]])
        answered = np.concatenate([answered, answered[tried] + 5])
        score = np.concatenate([score, rng.integers(1, 6, previews)])
    remark = rng.integers(0, 40, len(call))
    order = np.flatnonzero(answered < as_of_utc)
    order = order[np.argsort(answered[order], kind="stable")]
    return Answers(call[order], asked[order], answered[order], took[order], score[order], remark[order])


def draw_phone_answers(calls: Calls, queues: tuple[PhoneQueue, ...], *, as_of_utc: int, rng: Generator) -> Answers:
    """Draw lakeside's automatic call-back: every invitation is exported, most without an answer."""
    chance = rng.random(len(calls))
    call = np.flatnonzero(_answered_calls(calls, queues, "lakeside") & (chance < SURVEYS.phone_invited_share))
    asked = calls.end_utc[call] + rng.integers(60, 900, len(call))
    order = np.argsort(asked, kind="stable")
    call, asked = call[order], asked[order]
    took = rng.integers(20, 200, len(call))
    answers = (rng.random(len(call)) < SURVEYS.phone_response_share) & (asked + took < as_of_utc)
    score = _scores(calls.wait_s[call], rng)
    return Answers(call, asked, asked + took, took, np.where(answers, score, 0), np.zeros(len(call), dtype=np.int64))
