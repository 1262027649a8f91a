"""The pages say what is: generated pages are fresh, and whatever README and docs/ name exists."""

import re
import subprocess
from collections.abc import Iterator
from functools import cache
from pathlib import Path

import duckdb
import pytest
import yaml

from pipelines.cli import switchboard
from pipelines.docs import DOCUMENTS, WORDS, tables, write_docs
from pipelines.house import Declarations, Place
from tests.readme_excerpt import ROOT, excerpt, run_sample

DOCS = ROOT / "docs"
PAGES = sorted([ROOT / "README.md", ROOT / "CHANGELOG.md", *DOCS.glob("*.md")])
GENERATED = {DOCS / name for name in DOCUMENTS}
# What is not in the tree because the machine or its user makes it.
NOT_IN_TREE = ("data/", ".venv/")
names = pytest.mark.parametrize("page", PAGES, ids=lambda page: page.name)


def test_the_generated_pages_are_fresh() -> None:
    stale = [path.name for path in write_docs(DOCS, check=True)]
    assert not stale, f"{', '.join(stale)} differ from the declarations they are made of; run `make docs`"


def test_writing_the_pages_twice_changes_nothing(tmp_path: Path) -> None:
    assert [path.name for path in write_docs(tmp_path, check=True)] == list(DOCUMENTS)
    assert not list(tmp_path.iterdir()), "with check=True nothing is written"
    write_docs(tmp_path, check=False)
    assert write_docs(tmp_path, check=False) == []


def test_the_words_belong_to_tables_and_kpis_there_are() -> None:
    words, declared = yaml.safe_load(WORDS.read_text(encoding="utf-8")), _declared()
    unknown = set(words["tables"]) - {table.name for table in tables(declared)}
    assert not unknown, f"docs/words.yaml: no such table: {', '.join(sorted(unknown))}"
    assert set(words["kpis"]) == {kpi.name for kpi in declared.kpis}, "docs/words.yaml: `kpis` has one entry for each file of sql/kpi"


@names
def test_every_make_target_a_page_names_exists(page: Path) -> None:
    targets = set(re.findall(r"^([a-z-]+):", (ROOT / "Makefile").read_text(encoding="utf-8"), re.MULTILINE))
    named = {target for code in _code(page) for target in re.findall(r"\bmake ([a-z][a-z-]*)", code)}
    assert named <= targets, f"{page.name} names make {', '.join(sorted(named - targets))}; `make help` lists the targets there are"


@names
def test_every_path_a_page_names_exists(page: Path) -> None:
    missing = sorted(path for path in _paths(page) if not _is_there(path))
    assert not missing, f"{page.name} names {', '.join(missing)}, which is not in the tree"


@names
def test_every_link_of_a_page_leads_somewhere(page: Path) -> None:
    text = page.read_text(encoding="utf-8")
    for target in re.findall(r"\]\(([^)\s]+)\)", text):
        if target.startswith("http"):
            continue
        name, _, anchor = target.partition("#")
        aim = (page.parent / name).resolve() if name else page
        assert aim.exists(), f"{page.name} links to {target}, which is not there"
        assert not anchor or anchor in _anchors(aim), f"{page.name} links to {target}; {aim.name} has no such heading"


@names
def test_every_table_a_page_names_exists(page: Path) -> None:
    known = _tables()
    named = {name for code in _code(page) for name in re.findall(r"\b(?:raw|config|ops|staging|core|kpi|analysis|marts)\.[a-z_0-9]+", code)}
    wrong = {name for name in named if name not in known and not re.search(r"\.(yaml|sql|py|md)$", name)}
    assert not wrong, f"{page.name} names {', '.join(sorted(wrong))}, which no floor of the warehouse has; see docs/tables.md"


@pytest.mark.parametrize("command", sorted(switchboard.commands))
def test_every_command_is_explained(command: str) -> None:
    told = (ROOT / "README.md").read_text(encoding="utf-8") + (DOCS / "operations.md").read_text(encoding="utf-8")
    assert f"switchboard {command}" in told, f"neither README.md nor docs/operations.md says what `switchboard {command}` does"


@names
def test_every_command_a_page_names_exists(page: Path) -> None:
    named = {name for code in _code(page) for name in re.findall(r"(?:^|/|\s)switchboard ([a-z]+)", code)}
    assert named <= set(switchboard.commands), f"{page.name} names a command that is not there: {named - set(switchboard.commands)}"


def test_every_environment_variable_is_explained() -> None:
    code = "".join(path.read_text(encoding="utf-8") for floor in ("pipelines", "assets") for path in (ROOT / floor).rglob("*.py"))
    variables = set(re.findall(r"\bSWITCHBOARD_[A-Z]+\b", code))
    told = (DOCS / "operations.md").read_text(encoding="utf-8")
    missing = sorted(name for name in variables if f"| `{name}` |" not in told)
    assert variables and not missing, f"docs/operations.md, Environment variables, has no row for {', '.join(missing)}"


def test_every_dependency_has_its_reason() -> None:
    told = (DOCS / "decisions.md").read_text(encoding="utf-8")
    project = (ROOT / "pyproject.toml").read_text(encoding="utf-8")
    lists = re.findall(r"^(?:dependencies|dev) = \[\n(.*?)^\]", project, re.MULTILINE | re.DOTALL)
    packages = [name for block in lists for name in re.findall(r'^\s+"([A-Za-z0-9_-]+)', block, re.MULTILINE)]
    assert packages
    missing = [name for name in packages if f"`{name}`" not in told]
    assert not missing, f"docs/decisions.md gives no reason for {', '.join(missing)}"


def test_no_file_names_a_machine_or_a_package_index() -> None:
    folders = "|".join(("work", "home", "root", "Users"))
    addresses = "|".join(("--index" + "-url[ =]", "pypi" + r"\.org/simple", "files" + r"\.pythonhosted", "local" + r"host:\d+/simple"))
    pattern = re.compile(rf"(?<![\w.])/(?:{folders})/\w+|{addresses}")
    wrong = []
    for path in _tracked():
        try:
            text = path.read_text(encoding="utf-8")
        except (UnicodeDecodeError, FileNotFoundError):
            continue
        wrong += [f"{path.relative_to(ROOT)}: {found[0]}" for found in pattern.finditer(text)]
    assert not wrong, "the project must not know the machine it was written on:\n" + "\n".join(wrong)


@pytest.mark.parametrize("query", range(3))
def test_the_queries_of_the_readme_fit_the_tables(query: int) -> None:
    con = duckdb.connect()
    con.execute("create schema marts")
    for table in tables(_declared()):
        if table.floor == "marts":
            con.execute(f"create table {table.name} ({', '.join(f'{name} {kind}' for name, kind, _, _ in table.columns)})")
    con.execute(_queries()[query])


@pytest.fixture(scope="module")
def printed_and_published(tmp_path_factory: pytest.TempPathFactory) -> tuple[str, Path]:
    data = tmp_path_factory.mktemp("readme") / "data"
    printed = run_sample(data)
    return printed, Place(config=ROOT / "config", data=data).database


@pytest.mark.slow
def test_the_readme_shows_what_a_run_prints(printed_and_published: tuple[str, Path]) -> None:
    remedy = "write it anew with `.venv/bin/python -m tests.readme_excerpt`"
    shown, printed = (re.sub(r"\d+(?= suites| hold)", "n", text) for text in (excerpt(), printed_and_published[0]))  # these grow
    assert shown == printed, f"README.md, What comes out: a run prints something else by now; {remedy}"


@pytest.mark.slow
def test_the_queries_of_the_readme_find_something(printed_and_published: tuple[str, Path]) -> None:
    with duckdb.connect(str(printed_and_published[1]), read_only=True) as con:
        for query in _queries():
            assert con.execute(query).fetchall(), query


@pytest.mark.slow
def test_the_published_file_holds_the_tables_and_columns_of_the_page(printed_and_published: tuple[str, Path]) -> None:
    promised = {
        (table.name, column, kind) for table in tables(_declared()) if table.floor == "marts" for column, kind, _, _ in table.columns
    }
    with duckdb.connect(str(printed_and_published[1]), read_only=True) as con:
        found = con.execute(
            "select schema_name || '.' || table_name, column_name, lower(data_type) from duckdb_columns() where not internal"
        ).fetchall()
    assert set(found) == promised


def _code(page: Path) -> Iterator[str]:
    """Give what stands in backticks or code blocks; prose may say "make sure"."""
    text = page.read_text(encoding="utf-8")
    yield from re.findall(r"```\w*\n(.*?)```", text, re.DOTALL)
    yield from re.findall(r"`([^`\n]+)`", re.sub(r"```.*?```", "", text, flags=re.DOTALL))


def _paths(page: Path) -> set[str]:
    if page in GENERATED:
        return set()  # the words of their declarations name patterns and files of exports
    inline = re.findall(r"`([^`\n]+)`", re.sub(r"```.*?```", "", page.read_text(encoding="utf-8"), flags=re.DOTALL))
    return {word for word in inline if re.fullmatch(r"[\w.<>*-]+(/[\w.<>*-]*)+", word) and not word.startswith(NOT_IN_TREE)}


def _is_there(path: str) -> bool:
    if not re.search(r"[<*]", path):
        return (ROOT / path).exists() or not _looks_like_a_path(path)
    return (ROOT / re.split(r"[<*]", path)[0].rpartition("/")[0]).is_dir() or not _looks_like_a_path(path)


def _looks_like_a_path(word: str) -> bool:
    """Tell `assets/ingest.py` from `Europe/Berlin`: it begins with a name of the top level, or ends like a file."""
    return (ROOT / word.split("/")[0]).exists() or bool(re.search(r"\.(py|sql|yaml|md|csv|toml|lock|duckdb)$", word))


def _anchors(page: Path) -> set[str]:
    headings = re.findall(r"^#+ (.+)$", re.sub(r"```.*?```", "", page.read_text(encoding="utf-8"), flags=re.DOTALL), re.MULTILINE)
    return {re.sub(r"[^\w\- ]", "", heading.lower()).replace(" ", "-") for heading in headings}


@cache
def _declared() -> Declarations:
    return Declarations()


@cache
def _tables() -> frozenset[str]:
    return frozenset(table.name for table in tables(_declared()))


def _queries() -> list[str]:
    return re.findall(r"```sql\n(.*?)```", (ROOT / "README.md").read_text(encoding="utf-8"), re.DOTALL)


def _tracked() -> list[Path]:
    listed = subprocess.run(
        ["git", "ls-files", "-z", "--cached", "--others", "--exclude-standard"], cwd=ROOT, capture_output=True, text=True, check=False
    )
    if listed.returncode:
        pytest.skip("not a git checkout: which files belong to the project is not known")
    return [ROOT / name for name in listed.stdout.split("\0") if name]
