"""What is planted: every number the simulated centre Harbour & Lakes is made of, and nothing that is drawn.

Belongs here: queues, volumes, people's patience, staffing rules, and the truths a test may hold estimates against.
Does not: randomness, time zones, file layouts. Names, sites and opening hours are those of config/centre.yaml.
"""

from dataclasses import dataclass, replace
from datetime import date, timedelta

DAYS_PER_MONTH = 365.25 / 12
HOLIDAY_VOLUME_SHARE = 0.6  # of an ordinary day's calls; the planner knows


@dataclass(frozen=True)
class PhoneQueue:
    """One phone queue: how much comes in, how patient callers are, how it is staffed."""

    name: str
    site: str
    zone: str
    country: str
    open_hours: tuple[tuple[float, float] | None, ...]  # Monday first, local hours
    volume_share: float  # of the centre's calls over the whole period
    weekday_shape: tuple[float, ...]
    intraday_bumps: tuple[tuple[float, float, float], ...]  # centre and width as shares of the open day, height
    day_noise_cv: float
    talk_mean_s: float
    talk_sigma: float
    ring_mean_s: float
    wrap_mean_s: float
    hold_share: float
    hold_mean_s: float
    patience_mean_s: float
    timeout_s: int
    key_share: float
    threshold_s: int
    short_abandon_s: int
    staffing_slack: float  # agents above the load, in square roots of the load
    yearly_amplitude: float = 0.0
    yearly_peak_day: int = 1
    yearly_followed_share: float = 1.0  # how much of the yearly swing the planner staffs for
    growth_per_month: float = 0.0
    step_extra_share: float = 0.0  # staff added from the step's date on

    @property
    def handle_mean_s(self) -> float:
        """Mean seconds an answered call keeps an agent busy, ringing left out."""
        return self.talk_mean_s + self.hold_share * self.hold_mean_s + self.wrap_mean_s


WEEK = (8.0, 20.0)
ORDERS = PhoneQueue(
    name="orders", site="harbour", zone="Europe/Berlin", country="DE",
    open_hours=(WEEK, WEEK, WEEK, WEEK, WEEK, (9.0, 17.0), None),
    volume_share=0.42, weekday_shape=(1.15, 1.05, 1.0, 1.0, 1.05, 0.55, 0.0),
    intraday_bumps=((0.22, 0.16, 1.0), (0.62, 0.20, 0.8)), day_noise_cv=0.06,
    talk_mean_s=205.0, talk_sigma=0.75, ring_mean_s=5.0, wrap_mean_s=10.0, hold_share=0.0, hold_mean_s=0.0,
    patience_mean_s=220.0, timeout_s=300, key_share=0.02, threshold_s=20, short_abandon_s=5,
    staffing_slack=0.95, yearly_amplitude=0.34, yearly_peak_day=340, yearly_followed_share=0.75,
)  # fmt: skip
SUPPORT = PhoneQueue(
    name="support", site="harbour", zone="Europe/Berlin", country="DE",
    open_hours=((7.0, 22.0),) * 7,
    volume_share=0.36, weekday_shape=(1.2, 1.1, 1.05, 1.0, 1.0, 0.75, 0.65),
    intraday_bumps=((0.25, 0.15, 1.0), (0.75, 0.15, 0.9)), day_noise_cv=0.06,
    talk_mean_s=265.0, talk_sigma=0.8, ring_mean_s=6.0, wrap_mean_s=10.0, hold_share=0.0, hold_mean_s=0.0,
    patience_mean_s=260.0, timeout_s=420, key_share=0.015, threshold_s=20, short_abandon_s=5,
    staffing_slack=0.80, yearly_amplitude=0.05, yearly_peak_day=20, step_extra_share=0.16,
)  # fmt: skip
BILLING = PhoneQueue(
    name="billing", site="lakeside", zone="America/Chicago", country="US",
    open_hours=((7.0, 19.0),) * 5 + (None, None),
    volume_share=0.22, weekday_shape=(1.2, 1.05, 0.95, 0.95, 0.85, 0.0, 0.0),
    intraday_bumps=((0.25, 0.18, 1.0), (0.60, 0.18, 0.85)), day_noise_cv=0.07,
    talk_mean_s=230.0, talk_sigma=0.7, ring_mean_s=5.0, wrap_mean_s=45.0, hold_share=0.25, hold_mean_s=60.0,
    patience_mean_s=300.0, timeout_s=360, key_share=0.0, threshold_s=30, short_abandon_s=5,
    staffing_slack=1.00, growth_per_month=0.02,
)  # fmt: skip
PHONE_QUEUES = (ORDERS, SUPPORT, BILLING)


@dataclass(frozen=True)
class Casework:
    """The ticket queue: how many cases, how fast a first answer and a solution come."""

    zone: str = "America/Chicago"
    group_name: str = "Casework Team"
    open_from_s: int = 8 * 3600
    open_to_s: int = 18 * 3600
    tickets_per_call: float = 0.0125
    from_call_share: float = 0.7
    from_call_weights: tuple[float, ...] = (0.12, 0.18, 0.70)  # in the order of PHONE_QUEUES
    first_response_median_open_s: float = 3300.0  # on the casework clock: open seconds only
    first_response_sigma: float = 1.0
    # of the work itself; nights, weekends before the first answer, and reopened cases make it 36 h as customers see it
    resolution_median_s: float = 25 * 3600.0
    resolved_within_30_days_share: float = 0.90
    reopened_share: float = 0.06


@dataclass(frozen=True)
class Surveys:
    """Who is asked, who answers, and what they think: first choice probabilities for scores 1 to 5."""

    web_response_share: float = 0.12
    phone_invited_share: float = 0.35
    phone_response_share: float = 0.30
    score_shares: tuple[float, ...] = (0.04, 0.05, 0.12, 0.32, 0.47)
    spoiled_per_waited_minute: float = 0.06  # chance that waiting turns a good score into a poor one
    preview_share: float = 0.004


@dataclass(frozen=True)
class People:
    """Callers who come back, and callers who hide their number."""

    callers_per_daily_call: float = 300.0
    redial_share: float = 0.35  # of those who hung up, within the hour
    repeat_share: float = 0.10  # of those who were answered, within the week
    withheld_share: float = 0.04


CASEWORK = Casework()
SURVEYS = Surveys()
PEOPLE = People()


def first_day(until: date, days: int) -> date:
    """Return the first simulated date, so that `days` dates end with `until`."""
    return until - timedelta(days=days - 1)


def step_day(start: date) -> date:
    """Return the date the extra support agents start: the first Monday of the third month."""
    third_month = start + timedelta(days=61)
    return third_month + timedelta(days=-third_month.weekday() % 7)


def without_step(queue: PhoneQueue) -> PhoneQueue:
    """Return the same queue in a world where no agents were added."""
    return replace(queue, step_extra_share=0.0)
