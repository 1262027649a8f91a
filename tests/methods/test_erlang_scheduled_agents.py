"""Scheduled agents: shrinkage in the arithmetic of paper and pencil."""

import math
from fractions import Fraction

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from assets.methods.erlang import scheduled_agents


def test_twenty_one_present_at_thirty_percent_are_thirty_scheduled():
    assert scheduled_agents(21, 0.30) == 30
    assert scheduled_agents(14, 0.30) == 20
    assert scheduled_agents([21, 14, 0], [[0.3], [0.0]]).tolist() == [[30, 20, 0], [21, 14, 0]]


def test_the_sum_of_written_components_counts_as_written():
    assert 0.08 + 0.05 + 0.03 + 0.04 + 0.10 != 0.3
    assert scheduled_agents(21, 0.08 + 0.05 + 0.03 + 0.04 + 0.10) == 30


def test_a_share_in_single_precision_counts_as_written():
    assert scheduled_agents(21, np.float32(0.30)) == 30
    assert scheduled_agents([14, 21], np.array([0.30, 0.30], dtype=np.float32)).tolist() == [20, 30]


@given(raw=st.integers(0, 9_000), thousandths=st.integers(0, 999))
def test_whole_agents_agree_with_fractions(raw: int, thousandths: int):
    assert scheduled_agents(raw, thousandths / 1000) == math.ceil(Fraction(raw * 1000, 1000 - thousandths))


@given(tenths=st.integers(0, 90_000), percent=st.integers(0, 99))
def test_tenths_of_agents_agree_with_fractions(tenths: int, percent: int):
    assert scheduled_agents(tenths / 10, percent / 100) == math.ceil(Fraction(tenths * 100, 10 * (100 - percent)))


def test_a_plain_number_gives_a_numpy_integer():
    assert isinstance(scheduled_agents(21, 0.3), np.int64)


@pytest.mark.parametrize(
    ("raw", "shrinkage", "message"),
    [
        (21, 1.0, "shrinkage must be at least 0 and below 1"),
        (21, 1.5, "shrinkage must be"),
        (21, -0.1, "shrinkage must be"),
        (21, float("nan"), "shrinkage must be"),
        (21, 1 - 1e-15, "shrinkage must be"),
        (-1, 0.3, "raw must be"),
        (float("nan"), 0.3, "raw must be"),
        (1e8, 0.3, "raw must be at most 9,000,000 agents"),
    ],
)
def test_a_senseless_argument_is_refused_by_name(raw: float, shrinkage: float, message: str):
    with pytest.raises(ValueError, match=message):
        scheduled_agents(raw, shrinkage)
