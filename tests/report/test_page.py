"""The monthly report: whole in itself, escaped, told in words as well as drawn; and it draws in a real browser without a network."""

import re
import shutil
import subprocess
from dataclasses import replace
from datetime import date
from html.parser import HTMLParser
from pathlib import Path
from typing import Any

import pytest

from pipelines.engine.duckdb import open_engine
from pipelines.report.build import LARGEST_BYTES, reported_months
from pipelines.report.figures import Figures
from pipelines.report.page import page
from pipelines.report.words import change
from tests.desk.conftest import HOSTILE
from tests.report.made import figures, goal
from tests.tables import make_table

BROWSERS = ("chromium", "chromium-browser", "google-chrome")
VOID = {"meta", "link", "br", "img", "hr", "input"}


class Reader(HTMLParser):
    """Collects the tags and the texts of a page, and whether every tag is closed."""

    def __init__(self, html: str) -> None:
        super().__init__()
        self.tags: list[tuple[str, dict[str, str | None]]] = []
        self.words: list[str] = []
        self.open: list[str] = []
        self.feed(html)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.append((tag, dict(attrs)))
        if tag not in VOID:
            self.open.append(tag)

    def handle_startendtag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.append((tag, dict(attrs)))

    def handle_endtag(self, tag: str) -> None:
        assert self.open and self.open.pop() == tag, f"</{tag}> closes nothing"

    def handle_data(self, data: str) -> None:
        self.words.append(data)


@pytest.fixture(scope="module")
def html() -> str:
    return page(figures())


@pytest.fixture(scope="module")
def read(html: str) -> Reader:
    return Reader(html)


def test_the_page_needs_nothing_but_itself(html: str, read: Reader) -> None:
    assert {"script", "iframe", "object", "embed", "img", "form"}.isdisjoint(tag for tag, _ in read.tags)
    assert {tag for tag, attrs in read.tags if attrs.get("src")} == set()
    assert [attrs["href"] for _, attrs in read.tags if (attrs.get("href") or "#")[0] != "#"] == []
    assert [name for _, attrs in read.tags for name in attrs if name.startswith("on")] == []
    assert set(re.findall(r'https?://[^"\s<)]+', re.sub(r"<bdi>.*?</bdi>|<caption>.*?</caption>|aria-label=\"[^\"]*\"", "", html))) <= {
        "http://www.w3.org/2000/svg",
        "http://www.w3.org/1999/xlink",
    }
    assert len(html.encode()) < LARGEST_BYTES


def test_the_page_is_well_formed_and_every_id_stands_once(read: Reader) -> None:
    assert read.open == []
    ids = [attrs["id"] for _, attrs in read.tags if attrs.get("id")]
    assert sorted(ids) == sorted(set(ids))
    assert {attrs["href"] for _, attrs in read.tags if attrs.get("href")} <= {f"#{name}" for name in ids}
    (language,) = [attrs.get("lang") for tag, attrs in read.tags if tag == "html"]
    assert language == "en"


def test_hostile_names_are_words_of_the_page(read: Reader) -> None:
    words = "".join(read.words)
    for name in ("formula", "quotes", "brackets", "arabic", "minus"):
        assert HOSTILE[name] in words
    assert HOSTILE["long"].strip() in words


def test_every_chart_has_a_sentence_a_key_two_drawings_and_its_numbers(html: str) -> None:
    drawn = re.findall(r"<figure.*?</figure>", html, re.DOTALL)
    assert len(drawn) == 1 + 1 + 2 + 3 + 3
    for one in drawn:
        assert re.search(r"<figcaption id=\"[^\"]+\">.{15,}</figcaption>", one, re.DOTALL)
        assert re.search(r'<p class="key">.{15,}</p>', one)
        assert one.count("<svg") in (2, 4)
        assert "<table>" in one and one.count("<tr>") > 2
        assert len(re.findall(r'<path [^>]*d="M[^"]{20,}"|<path aria[^>]*d="M[^"]{20,}"', one)) > 2, "an empty drawing"


def test_colours_follow_the_page_and_are_never_the_only_sign(html: str, read: Reader) -> None:
    drawings = "".join(re.findall(r"<svg.*?</svg>", html, re.DOTALL))
    assert set(re.findall(r'(?:fill|stroke)="(#[0-9a-fA-F]+)"', drawings)) <= {"#ddd", "#000"}
    assert "prefers-color-scheme: dark" in html and "@media print" in html
    marked = re.findall(r'class="verdict (\w+)"><span aria-hidden="true">(.)</span> ([\w ]+)<', html)
    assert {
        ("missed", "✗", "missed"),
        ("met", "✓", "met"),
        ("plain", "✗", "missed"),
        ("plain", "–", "no data"),
        ("plain", "?", "unclear"),
    } <= set(marked)
    assert "few" in "".join(read.words)


def bare(**shown: Any) -> Figures:
    """Give the figures of a month in which there is only what is named: each drawing takes its time."""
    lists = ("page", "goals", "charts", "months", "compared", "forecast", "staff", "prices", "late", "files")
    given: dict[str, Any] = {name: [] for name in lists} | shown
    return replace(figures(), **given)


def test_a_month_with_little_in_it_says_so_instead_of_drawing_nothing() -> None:
    html = page(bare())
    assert "<figure" not in html and "<svg" not in html
    assert "Every goal is met" not in html, "a centre without goals keeps none"
    assert "declares no goal" in html and "No control chart yet" in html and "Nothing to compare yet" in html
    assert Reader(html).open == []


def test_complaints_for_every_thousand_contacts_are_drawn_whatever_goals_there_are() -> None:
    made = figures()
    name = {"kpi": "complaint_rate", "name": "Complaints per 1,000 contacts"}
    complaints = [row | name for row in made.months if row["kpi"] == "csat_mean"]
    html = page(replace(made, goals=[], page=[], months=[*made.months, *complaints]))
    assert "Complaints per 1,000 contacts by month" in html


def test_the_kinds_of_first_contact_resolution_stand_side_by_side_with_how_often_they_agree() -> None:
    html = page(figures()).replace("\u00a0", " ").replace("&nbsp;", " ")
    for told in ("nobody came back", "the customer says so", "the ticket took one touch"):
        assert told in html
    assert "repeats and customers agree on 63.0 % of 30; customers and tickets agree on 50.0 % of 12." in html
    assert "repeats and tickets" not in html and "Only 41.0 % of contacts are of a known customer" in html
    assert "First contact resolution, three ways" not in page(replace(figures(), first_contact=[]))


def test_a_price_is_in_the_currency_of_the_queue_s_site() -> None:
    html = page(bare(prices=figures().prices))
    assert re.findall(r"further point costs \d+ <bdi>(\w+)</bdi> a day", html) == ["EUR", "USD", "EUR"]
    assert html.count("cost of a day, USD") == 2


def test_the_centre_is_that_of_the_days_shown_and_runs_are_told() -> None:
    days = [{**row, "centre": 0.7 if row["at"].weekday() == 5 else 0.8} for row in figures().charts[:84]]
    html = page(bare(charts=days)).replace("\u00a0", " ")
    assert "it varies around 78.6 %." in html
    assert "; of the days 2 end a run of 8 or more on one side of the centre; it varies" in html


def test_ticks_of_hundredths_keep_their_digits() -> None:
    near = [
        {**row, "value": 3.9 + 0.005 * n, "low": None, "high": None, "baseline": 3.9, "target": None}
        for n, row in enumerate(figures().months[:13])
    ]
    drawing = re.findall(r"<svg.*?</svg>", page(bare(months=near)), re.DOTALL)[0]
    ticks: list[str] = re.findall(r">([34][\d.]*)<", drawing)
    assert len(ticks) > 3 and len(ticks) == len(set(ticks)), ticks
    assert re.search(r">Oct 2026<", drawing)


def test_queues_that_are_not_drawn_are_counted_and_a_month_in_part_says_how_much_of_it_there_is() -> None:
    html = page(bare(page=figures().page, prices=figures().prices))
    assert "The busiest 3 of 5 queues; all of them stand in marts.cost_curve." in html
    assert "The busiest" not in page(bare(prices=figures().prices, planned_queues=3))
    assert html.count("<li>20 of 31 days</li>") == 2


@pytest.mark.parametrize(
    ("value", "unit", "told"), [(-0.0002, "share", "±0.0 points"), (-0.01, "share", "−1.0 points"), (0.001, "score", "±0.00")]
)
def test_a_change_that_rounds_to_nothing_has_no_sign(value: float, unit: str, told: str) -> None:
    assert change(value, unit).replace("\u00a0", " ") == told


def test_names_of_settings_are_set_apart_not_quoted_raw() -> None:
    (definition,) = figures().definitions
    html = page(bare(definitions=[{**definition, "description": "Nobody came back within `repeat_days` & <b>."}]))
    assert "within <code>repeat_days</code> &amp; &lt;b&gt;." in html


def test_ticks_of_half_a_point_do_not_read_alike() -> None:
    near = [{**row, "rel_change": 0.004 * n, "value_win": 0.7} for n, row in enumerate(figures().compared[:3], start=1)]
    drawing = re.findall(r"<svg.*?</svg>", page(bare(compared=near)), re.DOTALL)[0]
    ticks: list[str] = re.findall(r">([+−-]?[\d.]+%)<", drawing)
    assert len(ticks) > 3 and len(ticks) == len(set(ticks)), ticks


def test_trends_that_cannot_be_told_yet_and_reservations_that_many_share_are_said_once() -> None:
    told = [
        "A has no trend to tell yet: 2 weeks.",
        "B has no trend to tell yet: 2 weeks.",
        "C rose; it may be season.",
        "D fell; it may be season.",
    ]
    html = page(bare(goals=[goal(trend_sentence=sentence) for sentence in told]))
    assert html.count("No trend can be told yet of 2 of 4 goals.") == 1 and "A has no trend" not in html
    assert "<bdi>C rose.</bdi>" in html and "<bdi>D fell.</bdi>" in html and html.count("Of these: it may be season.") == 1


def test_days_too_few_for_limits_are_drawn_without_them() -> None:
    days = [{**row, "centre": None, "lcl": None, "ucl": None, "is_out": False} for row in figures().charts[:20]]
    html = page(bare(charts=days))
    assert "20 days, too few for limits yet" in html and "outside the limits" not in html
    assert "No control chart yet" in page(bare(charts=days[:3]))


def test_a_centre_that_takes_no_calls_has_no_section_of_them() -> None:
    html = page(bare(months=figures().months, has_calls=False))
    assert "Service level and waits" not in html and "Tickets and satisfaction" in html


@pytest.mark.slow
@pytest.mark.parametrize("width", [1280, 500])
def test_a_browser_without_a_network_draws_the_page_without_an_error(html: str, tmp_path: Path, width: int) -> None:
    browser = next((found for name in BROWSERS if (found := shutil.which(name))), None)
    if browser is None:
        pytest.skip("no Chromium here: apt-get install chromium")
    sizes = {}
    for name, text in (("drawn", html), ("bare", html.replace("<style>", "<style>svg { visibility: hidden } "))):
        (tmp_path / f"{name}.html").write_text(text, encoding="utf-8")
        command = [browser, "--headless=new", "--no-sandbox", "--disable-gpu", "--hide-scrollbars", "--host-resolver-rules=MAP * ~NOTFOUND"]
        command += ["--enable-logging=stderr", f"--user-data-dir={tmp_path / 'profile'}", f"--window-size={width},6000"]
        command += [f"--screenshot={tmp_path / f'{name}.png'}", f"file://{tmp_path / f'{name}.html'}"]
        done = subprocess.run(command, capture_output=True, text=True, check=False, timeout=120)
        assert (tmp_path / f"{name}.png").exists(), done.stderr[-2000:]
        assert [line for line in done.stderr.splitlines() if ":CONSOLE" in line] == []
        sizes[name] = (tmp_path / f"{name}.png").stat().st_size
    assert sizes["drawn"] > sizes["bare"] * 1.1 > 20_000


@pytest.mark.parametrize("shown", ["goals", "page", "charts", "months", "compared", "forecast", "staff", "prices", "files"])
@pytest.mark.parametrize("kept", [0, 1])
def test_what_a_young_centre_does_not_know_yet_breaks_no_page(shown: str, kept: int) -> None:
    full, partners = figures(), {"forecast", "staff"}  # those two are one drawing
    rows = [
        row
        if n < kept
        else {name: None if isinstance(value, float) or name.startswith("agents_") else value for name, value in row.items()}
        for n, row in enumerate(getattr(full, shown))
    ]
    assert rows
    drawn = {"charts", "months", "compared", "prices", *partners} - (partners if shown in partners else {shown})
    Reader(page(replace(full, **{name: [] for name in drawn}, **{shown: rows})))


def test_a_record_dated_years_ahead_makes_no_report_of_a_month_that_has_not_begun(tmp_path: Path) -> None:
    months = [date(2024, 2, 1), date(2024, 3, 1), date(2031, 3, 1)]
    with open_engine(tmp_path / "w.duckdb", threads=1) as engine:
        make_table(engine, "marts.monthly_extract", [{"month": month, "value": 1.0} for month in months])
        make_table(engine, "ops.data_through", [{"business_date": date(2024, 2, 29)}])
        assert reported_months(engine) == months[:2], "the month that runs since yesterday has one"
