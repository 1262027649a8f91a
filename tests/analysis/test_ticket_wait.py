"""Waits of tickets, those still waiting not forgotten."""

from datetime import date

import pandas as pd
import pytest

from assets.analysis import ticket_wait

MONTH = date(2024, 1, 1)


def told(*rows: tuple[float, bool, int], queue: str = "casework") -> pd.DataFrame:
    frame = pd.DataFrame(rows, columns=["wait_s", "is_over", "tickets"])
    return frame.assign(queue_id=queue, month=MONTH, wait="resolution")


def test_tickets_still_open_move_the_median_that_remembers_them_and_not_the_plain_one() -> None:
    waits = told((10, True, 1), (20, True, 1), (30, True, 1), (15, False, 2), (40, False, 2))
    found = ticket_wait.rows(waits=waits).set_index("scope_type").loc["queue"]
    assert (found["tickets"], found["over"], found["waiting"]) == (7, 3, 4)
    assert found["plain_median_s"] == 20
    # survival: 6/7 after 10, then 3/4 of it after 20 (two were censored at 15), then 2/3 of that after 30
    assert found["km_median_s"] == 30
    assert found["km_still_waiting_share"] == pytest.approx(6 / 7 * 3 / 4 * 2 / 3)


@pytest.mark.parametrize("ended", [2 * half for half in range(1, 40)])
def test_the_median_is_the_wait_by_which_just_half_have_ended(ended: int) -> None:
    waits = told(*((float(wait), True, 1) for wait in range(1, ended + 1)))
    found = ticket_wait.rows(waits=waits).iloc[0]
    assert found["km_median_s"] == ended / 2, "a product of many shares misses one half by its last digit"


def test_while_more_than_half_wait_there_is_no_median_to_tell() -> None:
    found = ticket_wait.rows(waits=told((10, True, 1), (40, False, 5))).iloc[0]
    assert found["plain_median_s"] == 10 and pd.isna(found["km_median_s"])


def test_nobody_answered_is_told_as_such() -> None:
    found = ticket_wait.rows(waits=told((40, False, 3))).iloc[0]
    assert pd.isna(found["plain_median_s"]) and pd.isna(found["km_median_s"]) and found["km_still_waiting_share"] == 1.0


def test_the_company_takes_all_queues_together() -> None:
    waits = pd.concat([told((10, True, 1)), told((30, True, 1), queue="orders")])
    found = ticket_wait.rows(waits=waits).set_index("scope_type").loc["company"]
    assert (found["tickets"], found["plain_median_s"]) == (2, 20)


def test_no_ticket_gives_no_row() -> None:
    assert ticket_wait.rows(waits=told()).empty
