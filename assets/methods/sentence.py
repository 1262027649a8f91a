"""A compared window in one sentence a manager can read.

Here: words, units and rounding. Not here: numbers or verdicts (`change`, `verdict`).
"""

import numpy as np
import pandas as pd

from assets.methods.change import Change

# Who is counted and what happened to them, so that a share can be said in people; of others it is only said how many.
COUNTED = {
    "service_level": ("callers", "answered in time"),
    "service_level_default": ("callers", "answered in time"),
    "service_level_answered": ("callers", "answered in time"),
    "service_level_ignored": ("callers", "answered in time"),
    "service_level_negative": ("callers", "answered in time"),
    "service_level_positive": ("callers", "answered in time or gone soon"),
    "service_level_short_positive": ("callers", "answered in time or gone soon"),
    "abandonment_rate": ("callers", "who gave up"),
    "first_response_within_target": ("tickets", "answered in time"),
    "resolved_share": ("tickets", "resolved"),
    "csat_top2": ("customers", "satisfied"),
    "survey_response_rate": ("customers", "who answered the survey"),
}
# Their denominators are seconds of agents and half-hours, not contacts.
NOT_OF_CONTACTS = ("occupancy", "utilisation", "service_level_hit_rate")
REMOVED = {
    "seasonal": "season removed",
    "yoy": "same weeks a year apart",
    "dow": "weekdays removed",
    "control": "what moved the control too removed",
}


def period(start: pd.Timestamp, end: pd.Timestamp) -> str:
    """A window as people call it.

    >>> period(pd.Timestamp("2026-04-01"), pd.Timestamp("2026-04-28"))
    'April 2026'
    >>> period(pd.Timestamp("2026-04-15"), pd.Timestamp("2026-05-12"))
    'the weeks of 15 April to 12 May 2026'
    >>> period(pd.Timestamp("2026-07-04"), pd.Timestamp("2026-07-31"))
    'the weeks of 4 to 31 July 2026'
    """
    if (start.year, start.month) == (end.year, end.month) and start.day <= 3 and end.day >= 26:
        return f"{start:%B %Y}"
    month = "" if (start.year, start.month) == (end.year, end.month) else f" {start:%B}"
    year = "" if start.year == end.year else f" {start.year}"
    return f"the weeks of {start.day}{month}{year} to {end.day} {end:%B %Y}"


def sentence(
    change: Change,
    *,
    kpi: str,
    name: str,
    unit: str,
    measure: str,
    since: str,
    contacts_per_month: float,
    margin: float = np.inf,
    each: str = "day",
) -> str:
    """What happened to a KPI since its baseline, how sure that is, and what it means in contacts.

    Parameters
    ----------
    change : the compared window, its verdict final.
    unit : 'share', 'seconds', 'count', 'money' or 'score'; `measure` 'ratio', 'count', ... as in kpi.definition.
    since : the baseline in words (`period`).
    contacts_per_month : change in contacts, NaN where that has no meaning.
    margin : smallest change that matters, in the KPI's unit.
    each : the time a count is told for.

    Examples
    --------
    >>> found = Change("3", delta_adj=0.031, ci_low=0.009, ci_high=0.052, adj_rung="seasonal", verdict="improved")
    >>> said = sentence(found, kpi="service_level", name="Service level", unit="share", measure="ratio", since="April 2026",
    ...                 contacts_per_month=241.0)
    >>> said.split("; ")[0]
    'Service level rose 3.1 points against April 2026, between 0.9 and 5.2'
    >>> said.split("; ")[1:]
    ['season removed', 'about 240 more callers a month answered in time.']
    """
    factor, word, per = scale(change.delta_adj, change.ci_low, change.ci_high, unit=unit, measure=measure, each=each)
    delta, low, high = change.delta_adj * factor, change.ci_low * factor, change.ci_high * factor
    removed = REMOVED.get(change.adj_rung, "nothing removed")
    places = digits(delta, low, high)
    what = f"{word}{per}"
    if change.verdict in ("improved", "worsened"):
        small, large = sorted((abs(low), abs(high)))
        moved = f"{'rose' if delta > 0 else 'fell'} {number(abs(delta), places)}{what} against {since}"
        text = f"{name} {moved}, between {number(small, places)} and {number(large, places)}; {removed}"
        if np.isfinite(contacts_per_month) and unit == "share":
            many = rounded(abs(contacts_per_month))
            if kpi in COUNTED:
                who, did = COUNTED[kpi]
                text += f"; about {many} {'more' if delta > 0 else 'fewer'} {who} a month {did}"
            else:
                text += f"; that is about {many} contacts a month"
        return text + "."
    between = f"between {signed(low, places)} and {signed(high, places)}"
    if change.verdict == "equivalent":
        return f"{name} is as it was in {since} for all practical purposes: {between}{what}; {removed}."
    if change.verdict == "no_detectable_change" and (low > 0 or high < 0):
        small, large = sorted((abs(low), abs(high)))
        where = f"{_beside(delta, what=what, places=places, since=since)}, between {number(small, places)} and {number(large, places)}"
        is_small = abs(change.delta_adj) <= margin
        why = "too little to be called a change" if is_small else "of so many KPIs compared at once, some move this far by chance"
        return f"{name} {where}; {removed}; {why}."
    if change.verdict == "no_detectable_change":
        seen = f"a change of {number(change.mde * factor, places)}{what} would probably have been seen"
        return f"{name} shows no detectable change against {since}: {signed(delta, places)}{what}, {between}; {removed}; {seen}."
    if change.verdict == "season_not_separated":
        where = _beside(delta, what=what, places=places, since=since)
        return f"{name} {where}, {removed}; the history is too short to tell season from change, so this may be either."
    if change.verdict == "confounded":
        return f"{name} cannot be compared with {since}: {change.note or 'several changes fell together'}."
    reason = (change.note or "too few data").replace("; ", ", ")
    if np.isfinite(change.delta_raw) and change.delta_raw:
        factor, word, per = scale(change.delta_raw, unit=unit, measure=measure, each=each)
        delta = change.delta_raw * factor
        return f"{name} {_beside(delta, what=word + per, places=digits(delta), since=since)}, but this proves nothing: {reason}."
    return f"{name} cannot be compared with {since}: {reason}."


def _beside(delta: float, *, what: str, places: int, since: str) -> str:
    if round(abs(delta), places) == 0:
        return f"is level with {since}"
    return f"is {number(abs(delta), places)}{what} {'higher' if delta > 0 else 'lower'} than in {since}"


def spoken(name: str, *, unit: str, measure: str) -> str:
    """The name of a KPI as the subject of a sentence in the singular.

    >>> spoken("Offered", unit="count", measure="count"), spoken("Short abandons", unit="count", measure="count")
    ('Number offered', 'Number of short abandons')
    >>> spoken("Repeat calls", unit="share", measure="ratio"), spoken("Satisfaction, top two", unit="share", measure="ratio")
    ('Share of repeat calls', 'Satisfaction (top two)')
    >>> spoken("Reopened", unit="share", measure="ratio"), spoken("Complaints per 1,000 contacts", unit="score", measure="ratio")
    ('Share reopened', 'Number of complaints per 1,000 contacts')
    >>> spoken("Resolved share", unit="share", measure="ratio"), spoken("Answer wait, median", unit="seconds", measure="quantile 0.5")
    ('Resolved share', 'Answer wait (median of each day)')
    """
    kept, _, detail = name.partition(", ")
    words = kept.split()
    small = kept if words[:1] and words[0].isupper() else kept[:1].lower() + kept[1:]
    if unit == "count" and measure == "count":
        kept = f"Number {small}" if len(words) == 1 and kept.endswith("ed") else f"Number of {small}"
    elif unit in ("count", "score") and words[0].endswith("s") and not words[0].endswith("ss"):
        kept = f"Number of {small}"
    elif unit == "share" and "share" not in words and (words[0].endswith("ed") or words[0] == "Hung"):
        kept = f"Share {small}"
    elif unit == "share" and any(word.endswith("s") and not word.endswith("ss") for word in words[:2]):
        kept = f"Share of {small}"
    if measure.startswith(("quantile", "maximum")):
        # What is compared and charted is the mean of the days' own: a quantile of many days is another number.
        which = f"{detail} quantile" if detail.endswith("%") else detail or ("median" if measure.startswith("quantile") else "")
        return f"{kept} ({which} of each day)".replace("( ", "(")
    return f"{kept} ({detail})" if detail else kept


def scale(*numbers: float, unit: str, measure: str, each: str = "day") -> tuple[float, str, str]:
    """Factor, word and suffix that make numbers of this unit readable."""
    if unit == "share":
        return 100.0, " points", ""
    if unit == "seconds":
        size = np.nanmax(np.abs([0.0, *numbers]))
        for seconds, word in ((5400.0, " hours"), (100.0, " minutes")):
            if size >= seconds:
                return (1 / 3600 if word == " hours" else 1 / 60), word, ""
        return 1.0, " seconds", ""
    if unit == "count":
        return 1.0, "", f" a {each}" if measure == "count" else ""
    return 1.0, "", ""


def digits(*numbers: float) -> int:
    """Decimal places worth showing of numbers this large."""
    size = np.nanmax(np.abs([0.0, *numbers]))
    return 0 if size >= 20 else 1 if size >= 1 else 2


def number(value: float, places: int) -> str:
    """A number as people write it."""
    return f"{value:,.{places}f}"


def signed(value: float, places: int) -> str:
    """A change with its sign; what rounds to nothing has none."""
    kept = round(value, places)
    return f"{kept:+,.{places}f}" if kept else f"{0:.{places}f}"


def rounded(count: float) -> str:
    """Two figures are all a manager can use.

    >>> rounded(241.0), rounded(7.4), rounded(13620.0)
    ('240', '7', '14,000')
    """
    if count < 10:
        return f"{count:.0f}"
    step = 10 ** (len(str(int(count))) - 2)
    return f"{round(count / step) * step:,}"
