"""From agents who must be present to agents who must be scheduled, in the arithmetic of paper and pencil.

Belongs here: shrinkage. Not here: how many must be present, where shrinkage comes from.
"""

import numpy as np
from numpy.typing import ArrayLike

from assets.methods.erlang_inputs import Ints, as_numbers, at_least_zero, flat, share_below_one

# Shrinkage is read to twelve decimals, agents to nine: sums of a few written shares and fractions of a person come back exactly.
SHRINKAGE_DECIMALS = 12
SHRINKAGE_UNITS = 10**SHRINKAGE_DECIMALS
# A share held in single precision is right to its seventh decimal.
SINGLE_DECIMALS = 6
AGENT_UNITS = 10**9
MOST_AGENTS = 9e6


def scheduled_agents(raw: ArrayLike, shrinkage: ArrayLike) -> Ints:
    """Agents to schedule so that `raw` are present: raw / (1 - shrinkage), rounded up exactly.

    Parameters
    ----------
    raw : array_like
        Agents who must be present, 0 to 9 million; whole or fractional.
    shrinkage : array_like
        Share of paid time not spent at the phones, at least 0 and below 1.

    Returns
    -------
    numpy.ndarray of int64
        Agents in the broadcast shape; a numpy scalar when both arguments are plain numbers.

    Raises
    ------
    ValueError
        When `raw` is negative, too large or not finite, or `shrinkage` is below 0 or 1 and more.

    Notes
    -----
    The decimals are taken as written: 21 / (1 - 0.3) is 30 people, although 0.3 has no exact binary form and floats give 31. So is a
    sum of components: 0.08 + 0.05 + 0.03 + 0.04 + 0.10 counts as 0.3.

    Examples
    --------
    >>> scheduled_agents([0, 14, 21, 22], 0.30).tolist()
    [0, 20, 30, 32]
    """
    agents = at_least_zero("raw", raw)
    if (agents > MOST_AGENTS).any():
        raise ValueError(f"raw must be at most {MOST_AGENTS:,.0f} agents; found {agents.max():g}")
    decimals = SINGLE_DECIMALS if np.asarray(shrinkage).dtype == np.float32 else SHRINKAGE_DECIMALS
    shares = share_below_one("shrinkage", np.round(as_numbers("shrinkage", shrinkage), decimals), "at 1 nobody is ever present")
    shape, (agents, shares) = flat(agents, shares)
    present = SHRINKAGE_UNITS - np.rint(shares * SHRINKAGE_UNITS).astype(np.int64)
    needed = np.rint(agents * AGENT_UNITS).astype(np.int64) * (SHRINKAGE_UNITS // AGENT_UNITS)
    out: Ints = (-(-needed // present)).reshape(shape)[()]
    return out
