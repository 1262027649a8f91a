"""The rules of the house that a file can break without anything failing: each says what is wrong, why, and what to do.

Elsewhere: fresh documents (test_docs), every promise seen broken (test_expectations), cases and types of columns (test_sql_cases),
who imports whom (`make floors`, here only that its contracts stand), ruff and mypy (`make lint`, `make types`).
"""

import ast
import re
import tomllib
from collections.abc import Iterator, Sequence
from functools import cache
from pathlib import Path
from typing import Any

import pytest
import sqlglot
from sqlglot import exp
from sqlglot.tokens import TokenType

from pipelines.checks import read_suites
from pipelines.declarations import Header
from pipelines.engine.portable import findings
from tests.tables import CASES, DICTIONARY, MODELS, ROOT, VIEWS, columns_of, declared_tables, grains

PROJECT: dict[str, Any] = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))
SUITES = read_suites(ROOT / "expectations")
LIBRARY = sorted(path for folder in ("pipelines", "assets") for path in (ROOT / folder).rglob("*.py"))
PYTHON = sorted([*LIBRARY, *(path for folder in ("tests", "bench") for path in (ROOT / folder).rglob("*.py"))])
MAX_LINES = 400
# The one module that may look at the clock: it hands `now` and `today` to everything else.
CLOCK_KEEPER = ROOT / "pipelines" / "surroundings.py"
SQL_CLOCKS = ("current_date", "current_timestamp", "current_time", "now", "today", "localtimestamp", "localtime", "get_current_timestamp")
SQL_CLOCK = r"\bselect\b.*\b(current_date|current_timestamp|(now|today)\(\))"  # in a text of Python
UNITS = ("bytes", "days", "hours", "money", "months", "score", "seconds", "share")
# How a name ends (or begins), what whoever reads it expects, and the unit that follows from it.
ENDINGS = {
    r"_s$": (("double", "bigint"), "seconds"),
    r"_share$": (("double",), "share"),
    r"_cost$": (("double",), "money"),
    r"_utc$": (("timestamp",), None),
    r"_local$": (("timestamp",), None),
    r"_date$": (("date",), None),
    r"^is_": (("boolean",), None),
}

every_model = pytest.mark.parametrize("table", sorted(MODELS))


def names(path: Path) -> str:
    return path.relative_to(ROOT).as_posix()


def file_of(table: str) -> str:
    return f"sql/{table.replace('.', '/')}.sql"


def spoken(sql: str) -> list[str]:
    """Give the words of a file as they are written, texts in quotes left out."""
    tokens = sqlglot.tokenize(sql, read="duckdb")
    return [sql[token.start : token.end + 1] for token in tokens if token.token_type != TokenType.STRING]


def no(wrong: Sequence[str], *, remedy: str) -> None:
    assert not wrong, "\n".join([remedy, *wrong])


def known_tables() -> set[str]:
    return {table for table in MODELS if not table.startswith("kpi.")} | set(declared_tables())


# the SQL files


@every_model
def test_the_header_tells_what_the_table_is(table: str) -> None:
    header = MODELS[table].header
    assert header.description.endswith("."), f"{file_of(table)}: `description` becomes the table's comment; write a sentence"
    if isinstance(header, Header):
        assert header.grain, f"{file_of(table)}: `grain` names the columns that tell rows apart; without it nothing can be joined safely"
        missing = {*header.grain, *((header.day,) if header.build == "daily" else ())} - set(columns_of(table))
        assert not missing, f"{file_of(table)}: grain and day are columns of the table; it has no {', '.join(sorted(missing))}"


@every_model
def test_a_file_begins_with_its_header_and_a_select_follows(table: str) -> None:
    text = MODELS[table].path.read_text(encoding="utf-8")
    body = next(line for line in text.splitlines() if not line.startswith("--"))
    in_order = text.startswith("-- ") and body.startswith(("with ", "select"))
    assert in_order, f"{file_of(table)}: first the lines of the header, then one select, nothing between: that is how it is read"


@every_model
def test_a_file_reads_tables_that_there_are(table: str) -> None:
    unknown = set(MODELS[table].reads) - known_tables()
    assert not unknown, f"{file_of(table)}: nothing makes {', '.join(sorted(unknown))}; a misspelt table would only be found by a run"


@every_model
def test_a_file_runs_on_other_engines_too(table: str) -> None:
    """A last select that ends in `*` is among what is found."""
    no([what for _, what in findings(MODELS[table].sql)], remedy=f"{file_of(table)}: the same files must later run on Spark")


@every_model
def test_sql_is_written_in_lower_case(table: str) -> None:
    loud = {word for word in spoken(MODELS[table].sql) if word != word.lower()}
    assert not loud, f"{file_of(table)}: what is written one way is found by one search; in lower case: {', '.join(sorted(loud))}"


@every_model
def test_nothing_is_divided_by_what_may_be_zero(table: str) -> None:
    for division in sqlglot.parse_one(MODELS[table].sql, read="duckdb").find_all(exp.Div, exp.IntDiv):
        under = division.expression.unnest()
        safe = isinstance(under, exp.Nullif) or (isinstance(under, exp.Literal) and float(under.name) != 0)
        assert safe, f"{file_of(table)}: `{division.sql('duckdb')}` is infinite where nothing was counted; write nullif(..., 0)"


@every_model
def test_no_sql_file_looks_at_the_clock(table: str) -> None:
    found = set(spoken(MODELS[table].sql)) & set(SQL_CLOCKS)
    assert not found, f"{file_of(table)}: {', '.join(found)} makes a rerun give other rows; ops.data_through has the last complete day"


# the dictionary of columns


def test_every_declared_column_stands_in_the_dictionary_with_its_type() -> None:
    wrong = {
        f"{table}.{name}": kind
        for table, columns in declared_tables().items()
        for name, kind in columns.items()
        if DICTIONARY.get(name, {}).get("type") != kind
    }
    assert not wrong, "add the name to sql/columns.yaml, or give it the type it has there: the same name means the same everywhere"


def test_every_entry_of_the_dictionary_is_used() -> None:
    of_publication = {"content_hash", "published_at_utc", "run_id", "built_at_utc", "data_through_date", "centre_name", "files"}
    used = {name for table in known_tables() for name in columns_of(table)} | of_publication
    assert set(DICTIONARY) - used == set(), "take the name out of sql/columns.yaml: no table has it any more"


def test_the_dictionary_is_sorted() -> None:
    assert list(DICTIONARY) == sorted(DICTIONARY), "sort sql/columns.yaml by name, so that a name is found and not added twice"


def test_an_entry_of_the_dictionary_says_what_it_is() -> None:
    for name, entry in DICTIONARY.items():
        assert set(entry) - {"unit"} == {"type", "description"}, f"sql/columns.yaml: {name} has type, description and perhaps unit"
        assert entry["description"].strip(), f"sql/columns.yaml: {name} needs words; they become the column's comment in the warehouse"
        assert entry.get("unit", "share") in UNITS, f"sql/columns.yaml: {name}: expected as unit one of {', '.join(UNITS)}"


@pytest.mark.parametrize("ending", ENDINGS)
def test_the_end_of_a_name_tells_its_unit(ending: str) -> None:
    kinds, unit = ENDINGS[ending]
    for name in (name for name in DICTIONARY if re.search(ending, name)):
        kind, said = DICTIONARY[name]["type"], DICTIONARY[name].get("unit")
        assert kind in kinds, f"sql/columns.yaml: whoever reads `{name}` expects {' or '.join(kinds)}, not {kind}; name it otherwise"
        assert unit is None or said == unit, f"sql/columns.yaml: `{name}` ends like {unit}; say `unit: {unit}`, or name it otherwise"


def test_seconds_and_zones_stand_in_the_name_of_a_column() -> None:
    wrong = [name for name, entry in DICTIONARY.items() if entry.get("unit") == "seconds" and not re.search(r"_s(_|$)", name)]
    no(wrong, remedy="sql/columns.yaml: minutes are taken for seconds where the name does not say; end it in _s")
    seen = {name for table in known_tables() if not table.startswith("ops.") for name in columns_of(table)} - {"switch_at"}  # both readings
    wrong = [name for name in seen if DICTIONARY[name]["type"] == "timestamp" and not re.search(r"_utc$|_local$", name)]
    no(wrong, remedy="sql/columns.yaml: UTC or the wall clock of the site? The name says it; end it in _utc or _local")


# promises and cases


@pytest.mark.parametrize("table", sorted(grains()))
def test_every_table_with_a_grain_promises_its_key(table: str) -> None:
    def keys() -> Iterator[set[str]]:
        for item in SUITES.get(table, ()):
            if item.type == "expect_compound_columns_to_be_unique":
                yield set(item.kwargs["column_list"])
            elif item.type == "expect_column_values_to_be_unique":
                yield {item.kwargs["column"]}

    file = f"expectations/{table.replace('.', '/')}.yaml"
    if table in VIEWS:
        assert table not in SUITES, f"{file}: a view stores no row; promise it of the tables that store what it shows"
        return
    remedy = f"promise that {', '.join(grains()[table])} is unique"
    assert set(grains()[table]) in list(keys()), f"{file}: a key nobody checks doubles rows in every join; {remedy}"


def test_every_suite_belongs_to_a_table_that_is_built() -> None:
    left = set(SUITES) - set(grains())
    assert not left, f"expectations/: nothing builds {', '.join(sorted(left))}, so nobody looks at these promises; rename the file"


@pytest.mark.parametrize("table", sorted(table for table in MODELS if table.split(".")[0] in ("core", "kpi")))
def test_every_kpi_and_core_table_has_a_case(table: str) -> None:
    file = CASES / f"{table.replace('.', '/')}.yaml"
    assert file.exists(), f"add {names(file)}: given rows and the rows expected; a figure nobody computed by hand may be anything"


def test_every_case_belongs_to_a_table() -> None:
    left = {f"{path.parent.name}.{path.stem}" for path in CASES.glob("*/*.yaml")} - set(MODELS)
    assert not left, f"tests/sql: there is no sql file for {', '.join(sorted(left))}; rename or remove the cases"


@pytest.mark.parametrize("module", sorted(path.stem for path in (ROOT / "assets" / "analysis").glob("*.py") if path.stem != "__init__"))
def test_every_analysis_has_tests(module: str) -> None:
    file = ROOT / "tests" / "analysis" / f"test_{module}.py"
    assert file.exists(), f"add {names(file)}: rows given to assets/analysis/{module}.py and the rows it gives"


# the Python files


@cache
def nodes(path: Path) -> tuple[ast.AST, ...]:
    return tuple(ast.walk(ast.parse(path.read_text(encoding="utf-8"))))


def clocks_read(path: Path) -> Iterator[int]:
    """Give the lines that look at the clock; `time.monotonic` measures durations and is none."""
    for node in nodes(path):
        if isinstance(node, ast.Attribute) and isinstance(node.value, ast.Name | ast.Attribute):
            owner = node.value.id if isinstance(node.value, ast.Name) else node.value.attr
            if owner in ("datetime", "date", "Timestamp") and node.attr in ("now", "today", "utcnow"):
                yield node.lineno
            if owner == "time" and node.attr in ("time", "time_ns", "localtime", "gmtime", "ctime"):
                yield node.lineno
        if isinstance(node, ast.ImportFrom) and node.module == "time" and "time" in {alias.name for alias in node.names}:
            yield node.lineno
        if isinstance(node, ast.Call) and ast.unparse(node).endswith(
            ("datetime64('now')", "datetime64('today')", "Timestamp('now')", "Timestamp('today')")
        ):
            yield node.lineno
        if isinstance(node, ast.Constant) and re.search(SQL_CLOCK, str(node.value), re.DOTALL):
            yield node.lineno


def test_nothing_looks_at_the_clock() -> None:
    wrong = [f"{names(path)}:{line}" for path in LIBRARY if path != CLOCK_KEEPER for line in clocks_read(path)]
    no(wrong, remedy="A rerun must give what the first run gave: take `now` or `today` as an argument")
    assert list(clocks_read(CLOCK_KEEPER)), f"{names(CLOCK_KEEPER)} no longer reads the clock; this test would not see who does"


def test_the_library_does_not_print() -> None:
    calls = ((path, node) for path in LIBRARY for node in nodes(path) if isinstance(node, ast.Call) and isinstance(node.func, ast.Name))
    wrong = [f"{names(path)}:{call.lineno}" for path, call in calls if getattr(call.func, "id", "") == "print"]
    no(wrong, remedy="Whoever calls decides what is shown and where: return it, or write to the console that is given")


def test_a_package_imports_nothing_by_itself() -> None:
    wrong = [names(path) for path in PYTHON if path.name == "__init__.py" and path.read_text(encoding="utf-8")]
    no(wrong, remedy="Importing a package costs nothing and does nothing: leave the file empty")


def test_a_module_is_named_after_what_it_holds() -> None:
    hollow = {"utils", "util", "helpers", "helper", "common", "misc"}
    wrong = [names(path) for path in PYTHON if hollow & set(path.relative_to(ROOT).with_suffix("").parts)]
    no(wrong, remedy="Such a name can hold anything and ends up holding everything: name the module after its subject")


def test_a_file_can_be_read_in_one_sitting() -> None:
    lengths = {path: len(path.read_text(encoding="utf-8").splitlines()) for path in PYTHON}
    wrong = [f"{names(path)}: {lines} lines" for path, lines in lengths.items() if lines > MAX_LINES]
    no(wrong, remedy=f"At most {MAX_LINES} lines: move one idea of the file into a module of its own")


def test_a_module_says_what_it_is_about() -> None:
    modules = [path for path in LIBRARY if path.name != "__init__.py"]
    wrong = [names(path) for path in modules if not ast.get_docstring(ast.parse(path.read_text(encoding="utf-8")))]
    no(wrong, remedy="Begin a module with what belongs there and what does not")


# the tools that hold the other rules


def test_the_floors_are_guarded() -> None:
    contracts = {contract["name"]: contract for contract in PROJECT["tool"]["importlinter"]["contracts"]}
    floors = " > ".join(contracts["floors"]["layers"])
    order = ["pipelines", "assets.analysis", "assets.sample", "assets.methods", "assets.settings"]
    assert re.search(".*".join(re.escape(name) for name in order), floors), f"pyproject.toml, contract `floors`: {' above '.join(order)}"
    guarded = {module for contract in contracts.values() for module in contract.get("forbidden_modules", ())}
    missing = {"duckdb", "great_expectations", "dagster", "sqlglot", "yaml"} - guarded
    assert not missing, f"pyproject.toml: no contract says who alone imports {', '.join(missing)}; behind one door it can be exchanged"


def test_the_tools_are_strict() -> None:
    tools = PROJECT["tool"]
    assert tools["mypy"]["strict"] is True, "pyproject.toml: mypy is strict, so that a wrong call is found before a run"
    first = tools["pytest"]["ini_options"]["filterwarnings"][0]
    assert first == "error", "pyproject.toml: in tests a warning is an error; those of others are named one by one below it"
    missing = {"T20", "DTZ", "D1"} - set(tools["ruff"]["lint"]["select"])
    assert not missing, f"pyproject.toml: ruff no longer selects {', '.join(missing)} (print, dates without zone, docstrings)"
