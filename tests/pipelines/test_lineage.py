from pipelines.lineage import column_origins

SCHEMA = {"core": {"leg": {"queue_id": "varchar", "wait_s": "double", "talk_s": "double"}, "other": {"queue_id": "varchar", "n": "bigint"}}}


def test_a_column_is_followed_through_common_table_expressions():
    leg = "with leg as (select queue_id, wait_s + talk_s as span_s from core.leg)"
    sql = f"{leg} select queue_id, sum(span_s) as total_s from leg group by queue_id"
    assert column_origins(sql, SCHEMA) == {
        "queue_id": [("core.leg", "queue_id")],
        "total_s": [("core.leg", "talk_s"), ("core.leg", "wait_s")],
    }


def test_both_sides_of_a_union_count_by_position():
    sides = "select queue_id, wait_s as x from core.leg union all select queue_id, n from core.other"
    sql = f"with both_sides as ({sides}) select x from both_sides"
    assert column_origins(sql, SCHEMA) == {"x": [("core.leg", "wait_s"), ("core.other", "n")]}


def test_a_star_inside_is_resolved_and_a_constant_comes_from_nowhere():
    sql = "with leg as (select * from core.leg) select leg.wait_s, 1 as one from leg"
    assert column_origins(sql, SCHEMA) == {"wait_s": [("core.leg", "wait_s")], "one": []}


def test_a_join_key_that_is_not_shown_is_no_origin():
    sql = "select leg.wait_s from core.leg as leg inner join core.other as other on other.queue_id = leg.queue_id"
    assert column_origins(sql, SCHEMA) == {"wait_s": [("core.leg", "wait_s")]}
