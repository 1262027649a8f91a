"""Scopes of survey rows: a row without a queue counts for its site, one without a site for the company alone."""

import pandas as pd

from assets.analysis.surveyed import of_scope, scopes

ROWS = pd.DataFrame({"site_id": ["harbour", "harbour", None], "queue_id": ["orders", None, None], "answers": [1, 2, 4]})


def test_every_row_counts_once_in_each_scope_it_belongs_to() -> None:
    sums = {(kind, scope): int(rows["answers"].sum()) for kind, scope, rows in scopes(ROWS)}
    assert sums == {("queue", "orders"): 1, ("site", "harbour"): 3, ("company", "all"): 7}


def test_a_scope_finds_its_rows_in_another_frame() -> None:
    assert [int(of_scope(ROWS, *scope)["answers"].sum()) for scope in (("queue", "orders"), ("site", "harbour"), ("company", "all"))] == [
        1,
        3,
        7,
    ]
