"""Those who answer beside all others: known populations, known responders."""

import pytest

from assets.analysis import nonresponse
from tests.analysis.answered import company, people, responders


def test_those_who_answer_are_set_beside_all_by_wait() -> None:
    made = nonresponse.rows(population=people(quick=900, slow=300), responders=responders(quick=(170, 0), slow=(10, 0)))
    slow = company(made, dimension="wait", band="slow")
    assert (slow["contacts"], slow["responders"], slow["contact_share"]) == (300, 10, 0.25)
    assert slow["responder_share"] == pytest.approx(10 / 180) and slow["response_share"] == pytest.approx(1 / 30)
    assert bool(slow["is_biased"])
    alike = nonresponse.rows(population=people(quick=900, slow=300), responders=responders(quick=(90, 0), slow=(30, 0)))
    assert not alike["is_biased"].any()


def test_a_month_in_which_nobody_answered_has_no_row() -> None:
    assert not len(nonresponse.rows(population=people(quick=900), responders=responders()))
