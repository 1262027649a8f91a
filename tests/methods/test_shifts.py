"""Shifts cover the requirement with the fewest paid hours, breaks included."""

import numpy as np
import pytest

from assets.methods.shifts import Break, fit_shifts


def test_a_requirement_made_of_shifts_is_met_without_waste():
    made = fit_shifts([2, 2, 5, 5, 3, 3], lengths=[4])
    assert made.present.tolist() == [2, 2, 5, 5, 3, 3]
    assert made.fit_factor == 1
    assert {(shift.start, shift.people) for shift in made.shifts} == {(0, 2), (2, 3)}


def test_a_day_is_covered_and_nothing_is_missing():
    need = np.round(10 + 8 * np.sin(np.linspace(0, np.pi, 24)))
    made = fit_shifts(need, lengths=[16, 8])
    assert not made.missing.any()
    assert (made.present >= need).all()
    assert 1 <= made.fit_factor < 1.3
    assert made.paid_slots == sum(shift.slots * shift.people for shift in made.shifts)


def test_breaks_are_staggered_and_covered():
    need = np.full(16, 6.0)
    made = fit_shifts(need, lengths=[16], breaks=[Break(3, 6), Break(9, 12)])
    assert not made.missing.any()
    every = [away for shift in made.shifts for away in shift.breaks]
    assert all(len(away) == 2 and 3 <= away[0] <= 6 and 9 <= away[1] <= 12 for away in every)
    assert len({away[0] for away in every}) > 1


def test_a_small_day_is_not_made_dearer_by_breaks_than_by_short_shifts():
    made = fit_shifts([2] * 24, lengths=[16, 12, 8], breaks=[Break(5, 10)], shift_price=2.0)
    assert (made.paid_slots, made.missing.sum()) == (48, 0)


def test_a_day_and_night_of_many_people_is_covered_closely():
    hours = np.arange(48)
    need = np.round(25 + 20 * np.sin((hours - 14) * np.pi / 24))
    made = fit_shifts(need, lengths=[16, 12, 8], breaks=[Break(5, 10)], shift_price=2.0)
    assert not made.missing.any() and made.fit_factor < 1.12


def test_what_the_day_after_covers_more_cheaply_is_left_to_it():
    made = fit_shifts([0, 0, 2, 2, 2, 2, 3, 3], lengths=[4], next_day=2)
    assert [(shift.start, shift.slots, shift.people) for shift in made.shifts] == [(2, 4, 2)]
    assert made.present.tolist() == [0, 0, 2, 2, 2, 2, 0, 0]
    made = fit_shifts([0, 0, 0, 0, 2, 2, 2, 2], lengths=[4], next_day=2)
    assert [(shift.start, shift.slots, shift.people) for shift in made.shifts] == [(4, 4, 2)]
    assert (made.paid_slots, made.missing.tolist(), made.fit_factor) == (8, [0] * 6, 2.0)


def test_a_person_too_dear_is_left_missing_and_counted():
    made = fit_shifts([1, 0, 0, 0], lengths=[4], missing_price=2.0)
    assert made.paid_slots == 0
    assert made.missing.tolist() == [1, 0, 0, 0]


def test_nothing_required_needs_no_shift():
    assert fit_shifts([0, 0, 0], lengths=[2]).shifts == ()


@pytest.mark.parametrize(("lengths", "message"), [([9], "no shift of 9 intervals"), ([0], "no shift")])
def test_shifts_that_do_not_fit_are_refused(lengths: list[int], message: str):
    with pytest.raises(ValueError, match=message):
        fit_shifts([1, 1, 1], lengths=lengths)
