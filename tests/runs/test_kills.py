"""A run that is killed, wherever it was, leaves nothing that the next run does not mend."""

import duckdb
import pytest

from tests.runs.centre import Centre
from tests.runs.files import lines_of

pytestmark = pytest.mark.slow

KILLED = -9
MOMENTS = (
    "in the middle of a file",
    "before core.queue_leg",
    "after core.queue_leg",
    "in the middle of kpi.daily",
    "after marts.dim_queue",
    "before the swap",
    "after the swap",
    "between two extracts",
    "before the books are closed",
)


def deliver_more(centre: Centre) -> None:
    """Deliver corrections of some calls, a part of the log again, and a day's calls that are new."""
    lines = lines_of(centre.landing / "acd" / "calls_2026-10.csv")
    centre.deliver("acd/calls_more.csv", lines[0] + "".join(f"9{line}".replace(",Handled", ",Abandoned") for line in lines[1:30]))
    log = lines_of(centre.landing / "asterisk" / "queue_log-20261101")
    centre.deliver("asterisk/queue_log-more", "".join(line.replace(".", ".77") for line in log[:200]))


@pytest.fixture(scope="module")
def never_killed(undisturbed: Centre, tmp_path_factory: pytest.TempPathFactory) -> Centre:
    centre = undisturbed.copied_to(tmp_path_factory.mktemp("never-killed"))
    deliver_more(centre)
    centre.good_run()
    return centre


@pytest.mark.parametrize("moment", MOMENTS)
def test_a_killed_run_and_a_plain_run_after_it_end_as_an_undisturbed_run(moment: str, centre: Centre, never_killed: Centre) -> None:
    published = centre.database.read_bytes()
    deliver_more(centre)
    assert centre.run(die_at=moment).code == KILLED
    if moment in ("after the swap", "between two extracts", "before the books are closed"):
        assert centre.database.read_bytes() != published
    else:
        assert centre.database.read_bytes() == published
    with duckdb.connect(str(centre.database), read_only=True) as con:
        assert con.execute("select count(*) from marts.meta_run").fetchall() == [(1,)]
    centre.good_run()
    left, right = never_killed.content(), centre.content()
    assert [table for table in left if left[table] != right[table]] == []
    assert centre.rows("select count(*) from ops.dirty_day") == [(0,)]
    assert "Nothing to do" in centre.good_run().words


def test_a_first_run_killed_while_it_loads_is_taken_up_again(new_centre: Centre, undisturbed: Centre) -> None:
    assert new_centre.run(die_at="in the middle of a file").code == KILLED
    assert not new_centre.database.exists()
    new_centre.good_run()
    left, right = undisturbed.content(), new_centre.content()
    assert [table for table in left if left[table] != right[table]] == []
    with duckdb.connect(str(new_centre.database), read_only=True) as con:
        tables = con.execute("select count(*) from duckdb_tables()").fetchall()
    with duckdb.connect(str(undisturbed.database), read_only=True) as con:
        assert con.execute("select count(*) from duckdb_tables()").fetchall() == tables
