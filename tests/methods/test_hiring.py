"""People months ahead: enough of them with the certainty asked for, no sooner and no more than needed."""

import numpy as np
import pytest

from assets.methods.hiring import heads_needed, hiring_plan

USUAL = {"attrition": 0.02, "attrition_new": 0.05}


def test_the_published_week_needs_nineteen_people():
    assert heads_needed(520, hours_per_week=40, shrinkage=0.32) == pytest.approx(19.1, abs=0.05)


def test_a_centre_that_loses_nobody_and_has_enough_hires_nobody():
    made = hiring_plan([20] * 12, heads=20, first_class_month=3, attrition=0, attrition_new=0)
    assert made.hired.sum() == 0
    assert not made.is_short.any()
    assert made.productive.tolist() == [20] * 12


def test_leavers_are_replaced_in_time_for_their_ramp():
    made = hiring_plan([18] * 12, heads=20, first_class_month=3, **USUAL)
    assert not made.is_short[3:].any()
    assert made.hired[:3].sum() == 0
    assert (made.productive_low >= 18 - 1e-9)[3:].all()
    assert (made.productive_low <= made.productive + 1e-9).all()


def test_months_before_the_first_class_cannot_be_mended_and_say_so():
    made = hiring_plan([25] * 6, heads=20, first_class_month=3, ramp=[1.0], **USUAL)
    assert made.is_short[:3].all()
    assert not made.is_short[3:].any()


def test_people_who_learn_slowly_are_hired_earlier():
    need = [10] * 5 + [15] * 5
    slow = hiring_plan(need, heads=10, first_class_month=0, ramp=[0.0, 0.5, 0.8, 1.0], attrition=0, attrition_new=0)
    quick = hiring_plan(need, heads=10, first_class_month=0, ramp=[1.0], attrition=0, attrition_new=0)
    assert slow.hired.tolist() == [0, 0, 5, 0, 0, 0, 0, 0, 0, 0]
    assert quick.hired.tolist() == [0, 0, 0, 0, 0, 5, 0, 0, 0, 0]


def test_classes_keep_their_limits():
    made = hiring_plan([40] * 12, heads=20, first_class_month=2, class_size_min=4, class_size_max=6, **USUAL)
    assert set(made.hired[made.hired > 0]) <= {4, 5, 6}
    assert made.is_short.any()


def test_more_certainty_takes_more_people():
    sure, even = (hiring_plan([30] * 12, heads=30, first_class_month=2, certainty=c, **USUAL).hired.sum() for c in (0.95, 0.5))
    assert sure > even


def test_heads_leavers_and_classes_close():
    made = hiring_plan([20] * 10, heads=20, first_class_month=2, **USUAL)
    np.testing.assert_allclose(made.heads[1:], made.heads[:-1] - made.leavers[:-1] + made.hired[1:])
    assert made.heads[0] == pytest.approx(20 + made.hired[0])


@pytest.mark.parametrize(
    ("changed", "message"),
    [
        ({"attrition": 1.0}, "attrition must be"),
        ({"certainty": 0.2}, "certainty"),
        ({"ramp": [2.0]}, "ramp"),
        ({"class_size_max": 0}, "class_size_max"),
        ({"heads": -1}, "heads must be"),
    ],
)
def test_what_makes_no_sense_is_refused_by_name(changed: dict, message: str):
    with pytest.raises(ValueError, match=message):
        hiring_plan([10], **({"heads": 10, "first_class_month": 0} | USUAL | changed))
