"""The complaint desk's table of goals, from the goal register to the printed scorecard: row by row, each with its action.

The desk answers within an hour where it takes an hour and a half, resolves within a day where it takes a day and a half, solves nine of
ten cases where it wants 95 of 100, and pleases with 4 where it wants 4.5 of 5.
"""

import io
from collections.abc import Iterator
from datetime import date
from pathlib import Path

import pytest
from rich.console import Console

from assets.config_tables import targets
from assets.config_tables.tables import COLUMNS as CONFIG_TABLES
from assets.config_tables.tables import dates
from assets.settings.settings import load_settings
from pipelines.engine.duckdb import DuckDBEngine, open_engine
from pipelines.summary import tell_scorecard
from tests.tables import MODELS, ROOT, make_table

BETTER = {"first_response_time": "lower", "resolution_time": "lower", "resolved_share": "higher", "csat_mean": "higher"}
UNITS = {"first_response_time": "seconds", "resolution_time": "seconds", "resolved_share": "share", "csat_mean": "score"}
REGISTER = """\
targets:
  - {kpi: first_response_time, scope: company, target: 3600, owner: Ann, due: 2026-12-31, action: Answer complaints first.}
  - {kpi: resolution_time, scope: company, target: 86400, owner: Ben, due: 2026-12-31, action: Let case workers refund small amounts.}
  - {kpi: resolved_share, scope: company, target: 0.95, owner: Cem, due: 2026-12-31, action: Review old cases on Mondays.}
  - {kpi: csat_mean, scope: company, target: 4.5, owner: Dee, due: 2026-12-31, action: Call back whoever rated 1 or 2.}
"""
MEASURED = {
    "first_response_time": {"value": 5400.0},
    "resolution_time": {"value": 129600.0},
    "resolved_share": {"value": 0.90, "ci_low": 0.87, "ci_high": 0.93},
    "csat_mean": {"value": 4.0, "ci_low": 3.9, "ci_high": 4.1},
}
NAMES = {kpi: MODELS[f"kpi.{kpi}"].header.name for kpi in BETTER}  # type: ignore[union-attr]


@pytest.fixture
def engine(tmp_path: Path) -> Iterator[DuckDBEngine]:
    """Judge the desk's months by the house's own SQL."""
    for name in ("centre", "sources", "staffing"):
        (tmp_path / f"{name}.yaml").write_bytes((ROOT / "config" / f"{name}.yaml").read_bytes())
    (tmp_path / "targets.yaml").write_text(REGISTER, encoding="utf-8")
    settings = load_settings(tmp_path, known_kpis=BETTER, known_units=UNITS)
    monthly = [
        {"kpi": kpi, "version": 1, "scope_type": "company", "scope_id": "all", "month": date(2026, 10, 1), "days": 31, "n": 400}
        | {"low_n": False, "provisional": False, **found}
        for kpi, found in MEASURED.items()
    ]
    definitions = [
        {"kpi": kpi, "version": 1, "name": NAMES[kpi], "unit": UNITS[kpi], "is_current": True, "maturity_days": 0} for kpi in BETTER
    ]
    given = {"kpi.monthly": monthly, "kpi.definition": definitions, "ops.data_through": [{"business_date": date(2026, 11, 15)}]}
    given |= {
        table: [dict(zip(targets.COLUMNS[table], row, strict=True)) for row in rows]
        for table, rows in targets.rows(settings, BETTER).items()
    }
    made = ("marts.monthly_extract", "marts.scorecard")
    with open_engine(tmp_path / "w.duckdb", threads=1) as opened:
        for table in {read for name in made for read in MODELS[name].reads} - {*made, "config.dates"}:
            make_table(opened, table, given.get(table, []))
        opened.run("insert into config.centre (name) values ('The desk')")
        opened.write("config.dates", dates(), columns=CONFIG_TABLES["config.dates"])
        for table in made:
            opened.build(table, MODELS[table].sql, spans=None)
        yield opened


def test_the_table_is_judged_row_by_row(engine: DuckDBEngine) -> None:
    told = engine.rows("select kpi, target, actual, verdict, is_coloured, action, owner from marts.scorecard order by owner")
    assert told == [
        ("first_response_time", 3600.0, 5400.0, "missed", True, "Answer complaints first.", "Ann"),
        ("resolution_time", 86400.0, 129600.0, "missed", True, "Let case workers refund small amounts.", "Ben"),
        ("resolved_share", 0.95, 0.9, "missed", True, "Review old cases on Mondays.", "Cem"),
        ("csat_mean", 4.5, 4.0, "missed", True, "Call back whoever rated 1 or 2.", "Dee"),
    ]


def test_a_goal_without_an_action_says_so(engine: DuckDBEngine) -> None:
    engine.run("update marts.scorecard set action = null where kpi = 'csat_mean'")
    engine.run("update marts.scorecard set action = 'Ask [the boss]' where kpi = 'resolved_share'")
    out = Console(file=io.StringIO(), width=110)
    tell_scorecard(out, engine)
    printed = out.file.getvalue()  # type: ignore[attr-defined]
    assert "Satisfaction, mean, company: no action is named in the goal register" in printed and "None" not in printed
    assert "Resolved share, company: Ask [the boss]" in printed


def test_the_printed_scorecard_is_the_desk_s_own_table(engine: DuckDBEngine) -> None:
    out = Console(file=io.StringIO(), width=110)
    tell_scorecard(out, engine)
    printed = out.file.getvalue()  # type: ignore[attr-defined]
    lines = [" ".join(line.split()) for line in printed.splitlines()]
    for row in (
        "First response time company Oct 2026 ≤ 60.0 min 90.0 min 400 missed",
        "Resolution time company Oct 2026 ≤ 24.0 h 36.0 h 400 missed",
        "Resolved share company Oct 2026 ≥ 95.0 % 90.0 % 400 missed",
        "Satisfaction, mean company Oct 2026 ≥ 4.50 4.00 400 missed",
        "Satisfaction, mean, company: Call back whoever rated 1 or 2.",
    ):
        assert row in lines, printed
