"""From an estimate and its interval to one word, in the fixed order: data, confounding, season, interval, margin, q.

Here: the words and their rules. Not here: estimates.
"""

from typing import Literal

import numpy as np

Verdict = Literal["improved", "worsened", "no_detectable_change", "equivalent", "insufficient_data", "season_not_separated", "confounded"]
Better = Literal["higher", "lower", "band"]
VERDICTS: tuple[Verdict, ...] = (
    "improved",
    "worsened",
    "no_detectable_change",
    "equivalent",
    "insufficient_data",
    "season_not_separated",
    "confounded",
)


def judge(
    delta: float,
    ci_low: float,
    ci_high: float,
    *,
    better: Better = "higher",
    margin: float = 0.0,
    q_value: float | None = None,
    q_limit: float = 0.10,
    is_sufficient: bool = True,
    is_confounded: bool = False,
    is_season_separated: bool = True,
) -> Verdict:
    """One verdict for one change.

    A change is claimed when its 95 % interval leaves 0 out, it is larger than the practical margin and, where several
    changes were tested together, its Benjamini-Hochberg q stays below `q_limit`. It is `equivalent` when the whole
    interval lies within the margin. For a KPI that is best inside a band no direction is better: a claimed rise reads
    `improved`, a fall `worsened`, and the sentence says only "rose" or "fell".

    Examples
    --------
    >>> judge(0.03, 0.01, 0.05), judge(0.03, 0.01, 0.05, better="lower"), judge(0.03, -0.01, 0.07)
    ('improved', 'worsened', 'no_detectable_change')
    >>> judge(0.001, -0.004, 0.006, margin=0.01), judge(0.03, 0.01, 0.05, is_season_separated=False)
    ('equivalent', 'season_not_separated')
    """
    if not is_sufficient or not np.isfinite(delta):
        return "insufficient_data"
    if is_confounded:
        return "confounded"
    if not is_season_separated:
        return "season_not_separated"
    if not (np.isfinite(ci_low) and np.isfinite(ci_high)):
        return "insufficient_data"
    if margin > 0 and -margin < ci_low and ci_high < margin:
        return "equivalent"
    excludes_zero = ci_low > 0 or ci_high < 0
    if excludes_zero and abs(delta) > margin and (q_value is None or q_value <= q_limit):
        return "improved" if (delta > 0) == (better != "lower") else "worsened"
    return "no_detectable_change"
