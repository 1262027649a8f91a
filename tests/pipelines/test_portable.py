import pytest

from pipelines.engine.portable import findings


@pytest.mark.parametrize(
    ("sql", "name"),
    [
        ("select date_diff('day', a, b) as x from t", "date_diff"),
        ("select log(x) as y from t", "log"),
        ("select cast(a / b as bigint) as q from t", "cast"),
        ("select extract(dow from d) as w from t", "extract"),
        ("select isodow(d) as w from t", "dayofweek"),
        ("select * from t", "star"),
        ("select a from t asof join u on t.x >= u.x", "asof"),
        ("select cast(x as timestamptz) as y from t", "timestamptz"),
        ("select x at time zone 'UTC' as z from t", "at time zone"),
        ("select quantile_cont(x, .5) as q from t", "quantile_cont"),
        ("select strftime(d, '%Y') as q from t", "strftime"),
        ("select x from generate_series(1, 3) g(x)", "generate_series"),
        ("select time_bucket(interval '30 minutes', x) as b from t", "time_bucket"),
        ("from t pivot (sum(x) for y in ('a', 'b'))", "pivot"),
        ("select columns('a.*') from t", "columns"),
    ],
)
def test_what_differs_between_the_engines_is_found(sql, name):
    assert name in [found for found, _ in findings(sql)]


def test_what_both_engines_understand_alike_passes():
    sql = (
        "select cast(count(*) filter (where a) as bigint) as n, cast(floor(x / y) as bigint) as k,"
        " sum(a) over (partition by b order by c) as s from core.t group by all"
    )
    assert findings(sql) == []
