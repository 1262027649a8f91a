"""What the planner owes to whole runs: a day whose time is up is looked at again, a header is part of a definition."""

from datetime import date, timedelta
from pathlib import Path

from pipelines.declarations import read_kpis
from pipelines.windows import THROUGH, Node, plan

DAYS = {date(2026, 10, 1) + timedelta(days=k) for k in range(10)}
LAST = max(DAYS)


def planned(node: Node, *, through_before: date | None) -> set[date]:
    """Plan one node when nothing it reads has changed."""
    todo = plan([node], dirty={}, known={"core.ticket": DAYS}, stale=set(), through=LAST, through_before=through_before)
    return set(todo[node.name])


def test_days_that_ripen_as_the_last_complete_day_moves_on_are_rebuilt_though_nothing_of_them_was_delivered() -> None:
    ripening = Node("kpi/resolved_share", ("core.ticket", THROUGH), back_days=3)
    assert planned(ripening, through_before=LAST - timedelta(days=2)) == {day for day in DAYS if day > LAST - timedelta(days=5)}


def test_nothing_ripens_while_the_last_complete_day_stands_still() -> None:
    assert planned(Node("kpi/backlog", ("core.ticket", THROUGH)), through_before=LAST) == set()
    assert planned(Node("kpi/backlog", ("core.ticket", THROUGH)), through_before=None) == set()


def test_a_table_that_does_not_ask_for_the_last_complete_day_is_left_alone() -> None:
    assert planned(Node("core.contact", ("core.ticket",), back_days=3), through_before=LAST - timedelta(days=2)) == set()


def test_a_header_is_part_of_a_definition_and_its_words_for_people_are_not(tmp_path: Path) -> None:
    def defined(header: str) -> str:
        (tmp_path / "kpi").mkdir(exist_ok=True)
        words = "-- name: N\n-- description: D\n-- unit: share\n-- better: higher\n-- measure: ratio\n"
        text = words + header + "select site_id from core.contact where business_date between $from and $to\n"
        (tmp_path / "kpi" / "k.sql").write_text(text, encoding="utf-8")
        return read_kpis(tmp_path)[0].code_hash

    plain = defined("")
    assert defined("-- version: 2\n") != plain
    assert defined("-- maturity_days: 30\n") != plain
    (tmp_path / "kpi" / "k.sql").write_text(
        (tmp_path / "kpi" / "k.sql").read_text(encoding="utf-8").replace("-- maturity_days: 30\n", "").replace(": D", ": other words")
    )
    assert read_kpis(tmp_path)[0].code_hash == plain
