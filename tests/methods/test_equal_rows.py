"""Equal rows are found whatever their order, their distance and their numbers."""

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from assets.methods.equal_rows import groups_of, share_repeated

NUMBERS = st.sampled_from([0.0, -0.0, 1.0, 2.0, 0.1, 1e-300, 1e300, float("inf"), float("nan")])


@given(rows=st.lists(st.tuples(NUMBERS, NUMBERS), min_size=1, max_size=60))
@settings(max_examples=100, deadline=None)
def test_rows_share_a_group_exactly_when_they_are_equal_bit_by_bit(rows: list[tuple[float, float]]):
    columns = [np.array(values) for values in zip(*rows, strict=True)]
    groups, one_row = groups_of(columns)
    by_bytes = [np.array(row).tobytes() for row in rows]
    assert len(set(zip(by_bytes, groups.tolist(), strict=True))) == len(set(by_bytes)) == one_row.size
    assert groups[one_row].tolist() == list(range(one_row.size))


@pytest.mark.parametrize("distinct", [1, 700, 40_000, 100_000])
def test_many_rows_fall_into_as_many_groups_as_there_are_distinct_ones(distinct: int):
    rng = np.random.default_rng(5)
    # Whole numbers and halves leave most bits of a float empty, which a poor hash confuses.
    kinds = [np.arange(distinct) * 0.5, np.floor(rng.uniform(0, 9, distinct))]
    chosen = np.concatenate([np.arange(distinct), rng.integers(0, distinct, 100_000 - distinct)])
    columns = [values[chosen] for values in kinds]
    groups, one_row = groups_of(columns)
    assert one_row.size == distinct
    assert all((values[one_row][groups] == values).all() for values in columns)


@pytest.mark.parametrize("repeat", [np.tile, np.repeat], ids=["week after week", "each row many times"])
def test_repeats_are_seen_at_any_distance(repeat):
    rows = np.random.default_rng(6).uniform(1, 100, 16_800)
    assert share_repeated([repeat(rows, 52)]) > 0.05
    assert share_repeated([np.random.default_rng(6).uniform(1, 100, 873_600)]) == 0
