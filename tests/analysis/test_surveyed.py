"""Who answered, by what their answer is about; a row without a queue counts for its site, one without a site for the company alone."""

import duckdb
import pandas as pd

from assets.analysis.surveyed import RESPONDERS, of_scope, scopes

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


def test_an_answer_about_a_call_is_set_beside_the_call_and_about_a_ticket_alone_beside_the_ticket() -> None:
    with duckdb.connect() as con:
        con.execute("create schema core")
        con.execute(
            """
            create table core.survey_population as
            select * from (values ('contact', '1'), ('contact', '2'), ('ticket', '1'), ('ticket', '7')) as t(subject, subject_id),
                (values ('harbour', 'orders', date '2026-04-10', '1: up to 20 s', 'answered'))
                    as u(site_id, queue_id, business_date, wait_band, outcome)
            """
        )
        con.execute(
            """
            create table core.counted_answer as
            select *, 'csat' as instrument, true as is_top2, 5.0 as score
            from (values ('1', null), ('1', '7'), (null, '7'), (null, '8'), (null, null)) as t(contact_id, ticket_id)
            """
        )
        found = con.execute(f"select subject, sum(answers) from ({RESPONDERS}) group by 1 order by 1").fetchall()
        plan = con.execute(f"explain (format json) {RESPONDERS}").fetchall()[0][1]
    assert found == [("contact", 2), ("ticket", 1)]
    # Comparing every answer with every case took longer than all the rest of a run.
    assert "HASH_JOIN" in plan and "NL_JOIN" not in plan and "NESTED_LOOP" not in plan
