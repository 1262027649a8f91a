"""The search for the smallest whole number of agents that meets a bar, over millions of rows.

Belongs here: monotone search. Not here: what is measured, who asks.

A measure falls with the load and rises with the agents. Rows that share every setting but the load are therefore answered from one
table: the largest load each number of agents can carry. Rows that lie within rounding of such a load, and rows with settings of their
own, are answered by evaluating the measure at the neighbouring whole numbers, so the answer is always the measure's own.
"""

from collections.abc import Callable
from typing import NamedTuple

import numpy as np
from scipy.special import log_ndtr

from assets.methods.equal_rows import groups_of, share_repeated
from assets.methods.erlang_inputs import Flags, Floats, Ints

# The measure on rows: (load, agents, *settings) to a value that must reach the bar.
Measure = Callable[..., Floats]

ROOT_TOLERANCE = 1e-10
CLOSE_TO_EDGE = 1e-8
# So close to a bar of 1 the measure is flat to rounding, and a table of loads cannot tell the edge.
STEEPEST_BAR = 1.0 - 1e-9
FEW_REPEATS, MANY_REPEATS = 0.005, 0.9
# Groups with a table of their own must be this large on average, else the many small arrays cost more than the evaluations they save.
ROWS_A_GROUP = 5000
# An entry of the table costs about as many evaluations as this many rows.
ROWS_AN_ENTRY = 4
# Guesses are learned from one row in so many, within these numbers of rows.
LEARNED_FROM, FEWEST_LEARNED, MOST_LEARNED = 20, 300, 1000
ROWS_A_BLOCK = 16_384


class Question(NamedTuple):
    """Rows to be answered: load above 0, bar to reach, the settings of the measure, and a first guess from them.

    `learns` says that the guess is rough and better learned from a sample of answers where there are many rows.
    """

    measure: Measure
    load: Floats
    bar: Floats
    settings: tuple[Floats, ...]
    guess: Callable[..., Floats]
    learns: bool = False

    def rows(self, chosen: Flags | Ints | slice) -> "Question":
        """The same question for some of the rows."""
        return self._replace(load=self.load[chosen], bar=self.bar[chosen], settings=tuple(values[chosen] for values in self.settings))

    def meets(self, agents: Floats) -> Flags:
        """Whether this many agents meet the bar; no agents never do."""
        out = np.zeros(agents.shape, dtype=np.bool_)
        staffed = agents > 0
        if staffed.all():
            return np.asarray(self.measure(self.load, agents, *self.settings) >= self.bar)
        part = self.rows(staffed)
        out[staffed] = part.measure(part.load, agents[staffed], *part.settings) >= part.bar
        return out


def square_root_guess(load: Floats, bar: Floats, within: Floats) -> Floats:
    """Agents for a service level by the Halfin-Whitt limit; `within` is the threshold in handle times."""
    beta = np.concatenate([np.linspace(1e-3, 6.0, 600), np.linspace(6.1, 38.0, 320)])
    log_alpha = -np.logaddexp(0.0, np.log(beta) + log_ndtr(beta) + 0.5 * beta * beta + 0.5 * np.log(2.0 * np.pi))
    typical = float(np.median(bar))
    if typical <= 0.0:
        return np.ceil(load)
    # For one bar the limit is a curve: safety factor beta against threshold times square root of load.
    scaled_threshold = (log_alpha - np.log1p(-min(typical, 1.0 - 1e-12))) / beta
    root = np.sqrt(load)
    factor = np.interp(within * root, scaled_threshold[::-1], beta[::-1])
    out: Floats = np.maximum(np.ceil(load + factor * root), 1.0)
    return out


def _by_steps(question: Question, start: Floats) -> Floats:
    """Gallop from the start in growing steps until the edge lies between two numbers, then halve."""
    low = np.zeros_like(start)
    high = np.full_like(start, np.inf)
    at = np.maximum(start, 1.0)
    step = np.ones_like(start)
    open_rows = np.arange(start.size)
    part = question
    while open_rows.size:
        here = at[open_rows]
        met = part.meets(here)
        high[open_rows] = np.where(met, here, high[open_rows])
        low[open_rows] = np.where(met, low[open_rows], here)
        top, bottom, stride = high[open_rows], low[open_rows], step[open_rows]
        gallop = np.where(met, here - stride, here + stride)
        # Halve once a number that fails is known; none at all always fails.
        inside = np.isfinite(top) & ((bottom > 0) | (gallop <= 0))
        at[open_rows] = np.where(inside, np.floor(0.5 * (top + bottom)), gallop)
        step[open_rows] = 2.0 * stride
        left = top - bottom > 1
        if not left.all():
            open_rows = open_rows[left]
            part = part.rows(left)
    return high


def _logarithms(question: Question) -> list[Floats]:
    return [np.log(question.load), *(np.log(np.abs(values) + 1e-9) for values in (question.bar, *question.settings))]


def _powers(question: Question, scales: list[tuple[float, float]]) -> Floats:
    """Products up to the third degree of load, bar and settings on a log scale, a row each; `scales` are their middles and spreads."""
    varying = [(x - middle) / spread for x, (middle, spread) in zip(_logarithms(question), scales, strict=True) if spread > 1e-9]
    products = [np.ones_like(question.load), *varying]
    seconds = [(i, varying[i] * varying[j]) for j in range(len(varying)) for i in range(j + 1)]
    products += [pair for _, pair in seconds]
    products += [varying[k] * pair for i, pair in seconds for k in range(i + 1)]
    return np.stack(products)


def _learned_guesses(question: Question) -> Floats:
    """First guesses from a surface fitted to a sample of solved rows: the answer is smooth in load and settings."""
    size = question.load.size
    sample = np.linspace(0, size - 1, min(max(size // LEARNED_FROM, FEWEST_LEARNED), MOST_LEARNED)).astype(np.int64)
    part = question.rows(sample)
    solved = _by_steps(part, part.guess(part.load, part.bar, *part.settings))
    # The whole number lies half an agent above the smooth answer on average.
    margin = (solved - 0.5 - part.load) / np.sqrt(part.load)
    scales = [(float(x.mean()), float(x.std())) for x in _logarithms(part)]
    powers = _powers(part, scales)
    # Small sums without BLAS, whose threads wait for each other on a busy machine; a trace of ridge keeps the solution finite.
    normal = np.einsum("it,jt->ij", powers, powers) + np.diag(np.full(len(powers), 1e-9 * sample.size))
    surface = np.linalg.solve(normal, np.einsum("it,t->i", powers, margin))
    out = np.empty(size)
    for start in range(0, size, ROWS_A_BLOCK):
        block = question.rows(slice(start, start + ROWS_A_BLOCK))
        predicted = np.einsum("i,it->t", surface, _powers(block, scales))
        # Outside the sample a cubic runs away.
        np.clip(predicted, margin.min(), margin.max(), out=predicted)
        out[start : start + ROWS_A_BLOCK] = np.maximum(np.ceil(block.load + predicted * np.sqrt(block.load)), 1.0)
    return out


def directly(question: Question) -> Floats:
    """Every row by its own evaluations."""
    if question.load.size >= LEARNED_FROM * FEWEST_LEARNED and question.learns:
        guesses = _learned_guesses(question)
        out = np.empty_like(question.load)
        for start in range(0, out.size, ROWS_A_BLOCK):
            block = slice(start, start + ROWS_A_BLOCK)
            out[block] = _by_steps(question.rows(block), guesses[block])
        return out
    out = np.empty_like(question.load)
    for start in range(0, out.size, ROWS_A_BLOCK):
        part = question.rows(slice(start, start + ROWS_A_BLOCK))
        out[start : start + ROWS_A_BLOCK] = _by_steps(part, part.guess(part.load, part.bar, *part.settings))
    return out


def _largest_loads(question: Question, agents: Floats) -> Floats:
    """The load at which each number of agents just meets the bar, by Chandrupatla's method; settings of the first row."""
    fixed = question.rows(np.zeros(agents.size, dtype=np.int64))

    def excess(load: Floats, rows: Ints) -> Floats:
        part = fixed.rows(rows)
        return np.asarray(part.measure(load, agents[rows], *part.settings) - part.bar)

    everything, most = np.arange(agents.size), 2.0 * float(question.load.max())
    low, high = agents * 1e-12, agents.copy()
    at_low, at_high = excess(low, everything), excess(high, everything)
    # A bar that every load meets (an occupancy of 1) has no edge; one above all that is asked serves as well.
    while (beyond := np.flatnonzero((at_high >= 0) & (high < most))).size:
        low[beyond], at_low[beyond] = high[beyond], at_high[beyond]
        high[beyond] *= 2.0
        at_high[beyond] = excess(high[beyond], beyond)
    # Bracket (a, b) with the last point c: inverse quadratic interpolation where it is safe, halving elsewhere.
    a, b, c = high, low, high.copy()
    fa, fb, fc = at_high, at_low, at_high.copy()
    share = np.full_like(a, 0.5)
    rows = np.flatnonzero(at_high < 0)
    for _ in range(200):
        if not rows.size:
            break
        x = a[rows] + share[rows] * (b[rows] - a[rows])
        fx = excess(x, rows)
        same = (fx >= 0) == (fa[rows] >= 0)
        c[rows], fc[rows] = np.where(same, a[rows], b[rows]), np.where(same, fa[rows], fb[rows])
        b[rows], fb[rows] = np.where(same, b[rows], a[rows]), np.where(same, fb[rows], fa[rows])
        a[rows], fa[rows] = x, fx
        width = np.abs(b[rows] - a[rows])
        tolerance = 0.5 * ROOT_TOLERANCE * np.abs(x)
        rows = rows[width > 2.0 * tolerance]
        spread = 1.0 - tolerance[width > 2.0 * tolerance] / width[width > 2.0 * tolerance]
        ya, yb, yc = fa[rows], fb[rows], fc[rows]
        with np.errstate(divide="ignore", invalid="ignore"):
            xi = (a[rows] - b[rows]) / (c[rows] - b[rows])
            phi = (ya - yb) / (yc - yb)
            stretch = (c[rows] - a[rows]) / (b[rows] - a[rows])
            inverse = ya / (yb - ya) * yc / (yb - yc) + stretch * ya / (yc - ya) * yb / (yc - yb)
            safe = (phi * phi < xi) & ((1 - phi) * (1 - phi) < 1 - xi) & np.isfinite(inverse)
        share[rows] = np.clip(np.where(safe, inverse, 0.5), 1.0 - spread, spread)
    return np.maximum.accumulate(np.where(fa >= 0, a, b))


def _places(edges: Floats, load: Floats) -> Ints:
    """The first edge at or above each load, by a fine grid and a step or two on; the last edge for loads above all."""
    cells = 8 * edges.size
    width = edges[-1] / cells
    if load.size < cells or not width > 0:
        return np.minimum(np.searchsorted(edges, load), edges.size - 1).astype(np.int64)
    grid = np.searchsorted(edges, np.arange(cells + 2) * width)
    cell = np.minimum(load / width, cells).astype(np.int64)
    low: Ints = np.minimum(grid[np.maximum(cell - 1, 0)], edges.size - 1).astype(np.int64)
    for _ in range(3):
        low += edges[low] < load
        np.minimum(low, edges.size - 1, out=low)
    unsure = (edges[low] < load) & (low < edges.size - 1)
    if unsure.any():
        low[unsure] = np.minimum(np.searchsorted(edges, load[unsure]), edges.size - 1)
    return low


def from_table(question: Question) -> Floats:
    """Rows that differ in their load only, looked up among the largest loads of each number of agents."""
    load = question.load
    ends = question.rows(np.array([int(load.argmin()), int(load.argmax())]))
    fewest, most = directly(ends)
    if ROWS_AN_ENTRY * (most - fewest + 1) > load.size:
        return directly(question)
    agents = np.arange(fewest, most + 1.0)
    edges = _largest_loads(question, agents)
    place = _places(edges, load)
    out = agents[place]
    # The last edge stands for the largest load, which may lie above it by rounding; place -1 is far below the first.
    borders = np.concatenate([edges, [-np.inf]])
    close = CLOSE_TO_EDGE * load
    near = borders[place] - load <= close
    near |= load - borders[place - 1] <= close
    if near.any():
        out[near] = _by_steps(question.rows(near), out[near])
    return out


def smallest(question: Question) -> Floats:
    """The smallest whole number of agents a row that meets its bar; every load and bar must be such that one exists."""
    if not question.load.size:
        return question.load.copy()
    columns = [values for values in (question.bar, *question.settings) if (values != values[0]).any()]
    if not columns:
        return directly(question) if question.bar[0] > STEEPEST_BAR else from_table(question)
    if share_repeated([question.load, *columns]) > FEW_REPEATS:
        # Equal rows are solved once.
        groups, first = groups_of([question.load, *columns])
        if first.size < groups.size:
            return smallest(question.rows(first))[groups]
    if question.load.size >= 2 * ROWS_A_GROUP and share_repeated(columns) > MANY_REPEATS:
        groups, first = groups_of(columns)
        if first.size * ROWS_A_GROUP <= groups.size:
            order = np.argsort(groups, kind="stable")
            out = np.empty(groups.size)
            for rows in np.split(order, np.flatnonzero(np.diff(groups[order])) + 1):
                out[rows] = smallest(question.rows(rows))
            return out
    return directly(question)
