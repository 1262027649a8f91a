"""An extract as an Excel workbook: contents, the tidy table, a sheet with charts for every KPI, definitions.

Belongs here: sheets, formats, charts. Does not: choosing what is in them (`extract`). Every text is written as text, so that a
queue called `=cmd()` stays a name.
"""

import math
from collections.abc import Sequence
from datetime import date
from pathlib import Path
from typing import Any

import xlsxwriter
from xlsxwriter.format import Format
from xlsxwriter.workbook import Workbook
from xlsxwriter.worksheet import Worksheet

from pipelines.desk.extract import Extract

AS_TEXT = {"strings_to_formulas": False, "strings_to_urls": False, "strings_to_numbers": False, "remove_timezone": True}
NUMBERS = {"share": "0.0%", "seconds": '#,##0" s"', "count": "#,##0", "money": "#,##0.00", "score": "0.00"}
DATES = {"month": "mmm yyyy"}
UNITS = {"share": "share of 100 %", "seconds": "seconds", "count": "count", "money": "money", "score": "score"}
MEASURED = ("value", "ci_low", "ci_high", "baseline", "target", "change_since_baseline", "change_since_month_before", "change")
FIRST_SCOPE = ("value", "ci_low", "ci_high", "baseline", "target", "target_verdict", "n", "verdict")
WORDS = ("target_verdict", "verdict")
WIDTHS = {"kpi": 26, "kpi_name": 28, "scope_id": 18, "scope_name": 24, "verdict": 22}
LONGEST_CELL, LONGEST_SHEET_NAME, SHOWN_SCOPES = 32_767, 31, 8
LINE_POINTS, HIGHEST_ROW_POINTS = 15.0, 400.0
BLUE, RED, GREY, GREEN = "#1F5A8A", "#B3261E", "#6B6B6B", "#2F6B34"


class Formats:
    """The formats of one workbook, each made once."""

    def __init__(self, book: Workbook) -> None:
        self._book = book
        self._made: dict[tuple[tuple[str, Any], ...], Format] = {}

    def __call__(self, **properties: Any) -> Format:
        """Give the format with these properties."""
        key = tuple(sorted(properties.items()))
        if key not in self._made:
            self._made[key] = self._book.add_format(properties)
        return self._made[key]


def write_workbook(extract: Extract, path: Path) -> None:
    """Write the workbook; equal content gives equal bytes but for the packing of the file."""
    with xlsxwriter.Workbook(str(path), AS_TEXT) as book:
        run = extract.run
        book.set_properties({"title": f"{run['centre_name']}: monthly trend", "created": run["built_at_utc"]})
        formats = Formats(book)
        sheets = _sheet_names(extract)
        contents = book.add_worksheet("Contents")
        _trend(book.add_worksheet("Trend"), extract, formats)
        for kpi in extract.kpis:
            _kpi(book, book.add_worksheet(sheets[kpi.kpi]), extract, kpi.kpi, formats)
        _definitions(book.add_worksheet("Definitions"), extract, formats)
        _columns(book.add_worksheet("Columns"), extract, formats)
        _contents(contents, extract, sheets, formats)
        for sheet in book.worksheets():  # printed across, as wide as it is
            sheet.set_landscape()
            sheet.set_paper(9)
            sheet.fit_to_pages(1, 0)


def _sheet_names(extract: Extract) -> dict[str, str]:
    names: dict[str, str] = {}
    for kpi in extract.kpis:
        name, number = kpi.kpi[:LONGEST_SHEET_NAME], 1
        while name.casefold() in {
            taken.casefold() for taken in (*names.values(), "Contents", "Trend", "Definitions", "Columns", "History")
        }:
            number += 1
            name = f"{kpi.kpi[: LONGEST_SHEET_NAME - 3]}_{number}"
        names[kpi.kpi] = name
    return names


def _contents(sheet: Worksheet, extract: Extract, sheets: dict[str, str], formats: Formats) -> None:
    run, bold, wrapped = extract.run, formats(bold=True), formats(text_wrap=True, valign="top")
    sheet.set_column(0, 0, 34)
    sheet.set_column(1, 1, 90)
    sheet.write_string(0, 0, _cut(run["centre_name"]), formats(bold=True, font_size=16))
    told = [
        ("Month", f"{extract.month:%B %Y}"),
        ("Data complete through", str(run["data_through_date"] or "no day yet")),
        ("Published", f"{run['built_at_utc']:%Y-%m-%d %H:%M} UTC"),
        ("Run", run["run_id"]),
        ("Loaded files", f"{run['files']:,}"),
    ]
    for row, (label, text) in enumerate(told, start=1):
        sheet.write_string(row, 0, label, bold)
        sheet.write_string(row, 1, text)
    row = len(told) + 2
    sheet.write_string(row, 0, "Sheet", formats(bold=True, bottom=1))
    sheet.write_string(row, 1, "What it holds", formats(bold=True, bottom=1))
    held = [("Trend", "Every figure of this file, one row a KPI, scope and month.")]
    held += [(sheets[d["kpi"]], f"{d['name']}: {d['description']}") for d in extract.definitions]
    held += [("Definitions", "What each KPI means, with version and SQL."), ("Columns", "What each column of the sheet Trend means.")]
    for number, (name, text) in enumerate(held, start=row + 1):
        sheet.write_url(number, 0, f"internal:'{name}'!A1", formats(font_color=BLUE, underline=1, valign="top"), name)
        sheet.write_string(number, 1, _cut(text), wrapped)
        sheet.set_row(number, _height(text, width=90))
    sheet.freeze_panes(row + 1, 0)
    sheet.activate()


def _trend(sheet: Worksheet, extract: Extract, formats: Formats) -> None:
    names = [column.name for column in extract.columns]
    for column, name in enumerate(names):
        sheet.write_string(0, column, name, formats(bold=True, bottom=1, bg_color="#E8EEF4"))
        sheet.set_column(column, column, WIDTHS.get(name, 13))
    for number, row in enumerate(extract.rows, start=1):
        record = dict(zip(names, row, strict=True))
        faint = {"font_color": GREY, "italic": True} if record["low_n"] or record["provisional"] else {}
        for column, name in enumerate(names):
            _write(sheet, number, column, row[column], _form(name, record["unit"], faint, formats))
    sheet.freeze_panes(1, names.index("scope_name") + 1)
    sheet.autofilter(0, 0, max(len(extract.rows), 1), len(names) - 1)


def _form(name: str, unit: str, extra: dict[str, Any], formats: Formats) -> Format:
    number = NUMBERS[unit] if name in MEASURED else DATES.get(name, "#,##0")
    return formats(num_format=number, **extra)


def _write(sheet: Worksheet, row: int, column: int, value: Any, form: Format) -> None:
    """Write a value as what it is: never a formula, a blank where nothing is known."""
    if value is None or (isinstance(value, float) and not math.isfinite(value)):
        sheet.write_blank(row, column, None, form)
    elif isinstance(value, bool):
        sheet.write_boolean(row, column, value, form)
    elif isinstance(value, str):
        sheet.write_string(row, column, _cut(value), form)
    elif isinstance(value, date):
        sheet.write_datetime(row, column, value, form)
    else:
        sheet.write_number(row, column, value, form)


def _kpi(book: Workbook, sheet: Worksheet, extract: Extract, kpi: str, formats: Formats) -> None:
    """Months down, the first scope with interval and baseline, then the other scopes; two charts beside."""
    records = extract.records(kpi)
    definition = next(d for d in extract.definitions if d["kpi"] == kpi)
    unit = definition["unit"]
    sheet.write_string(0, 0, _cut(definition["name"]), formats(bold=True, font_size=14))
    sheet.write_string(
        1, 0, _cut(f"{definition['description']} Version {definition['version']}. Unit: {UNITS[unit]}."), formats(italic=True)
    )
    if not records:
        sheet.write_string(3, 0, "No figure in these months.")
        return
    scopes = list(dict.fromkeys((r["scope_type"], r["scope_id"], r["scope_name"]) for r in records))
    months = sorted({r["month"] for r in records})
    by = {(r["scope_type"], r["scope_id"], r["month"]): r for r in records}
    first, others = scopes[0], scopes[1:]
    heads = [
        "Month",
        _scope_name(*first),
        "interval from",
        "interval to",
        "baseline",
        "target",
        "kept",
        "cases",
        "change",
        *(_scope_name(*s) for s in others),
    ]
    for column, head in enumerate(heads):
        is_text = 1 <= column <= len(FIRST_SCOPE) and FIRST_SCOPE[column - 1] in WORDS
        side = {"indent": 1} if is_text else {"align": "right"}
        sheet.write_string(3, column, _cut(head), formats(bold=True, bottom=1, text_wrap=True, valign="top", bg_color="#E8EEF4", **side))
    sheet.set_row(3, _height(max(heads, key=len), width=14))
    sheet.set_column(0, len(heads) - 1, 14)
    sheet.set_column(len(FIRST_SCOPE), len(FIRST_SCOPE), WIDTHS["verdict"])
    for number, month in enumerate(months, start=4):
        sheet.write_datetime(number, 0, month, formats(num_format="mmm yyyy"))
        mine = by.get((*first[:2], month), {})
        for column, name in enumerate(FIRST_SCOPE, start=1):
            _write(sheet, number, column, mine.get(name), _form(name, unit, {"indent": 1} if name in WORDS else {}, formats))
        for column, scope in enumerate(others, start=1 + len(FIRST_SCOPE)):
            _write(sheet, number, column, by.get((*scope[:2], month), {}).get("value"), _form("value", unit, {}, formats))
    sheet.freeze_panes(4, 1)
    last = 3 + len(months)
    name = sheet.get_name()
    lines = [(1, BLUE, "solid"), (2, GREY, "dash"), (3, GREY, "dash"), (4, RED, "round_dot"), (5, GREEN, "long_dash")]
    drawn = [line for line in lines if any(by.get((*first[:2], month), {}).get(FIRST_SCOPE[line[0] - 1]) is not None for month in months)]
    beside = ", ".join(dict.fromkeys(heads[column].removesuffix(" from").removesuffix(" to") for column, *_ in drawn[1:]))
    told = f"{definition['name']}, {first[2]}, {months[0]:%b %Y} to {months[-1]:%b %Y}" + (f", with {beside}" if beside else "")
    _chart(book, sheet, name, last, drawn, title=f"Value{f', {beside}' if beside else ''}", unit=unit, at=last + 3, told=told)
    shown = others[:SHOWN_SCOPES]
    if shown:
        told = f"{definition['name']} by month for {len(shown)} of {len(others)} other scopes"
        title = "Sites and queues" + (f" (first {SHOWN_SCOPES} of {len(others)})" if len(others) > SHOWN_SCOPES else "")
        styles = [(1 + len(FIRST_SCOPE) + index, None, "solid") for index in range(len(shown))]
        _chart(book, sheet, name, last, styles, title=title, unit=unit, at=last + 21, told=told)


def _chart(
    book: Workbook,
    sheet: Worksheet,
    name: str,
    last: int,
    lines: Sequence[tuple[int, str | None, str]],
    *,
    title: str,
    unit: str,
    at: int,
    told: str,
) -> None:
    chart = book.add_chart({"type": "line"})
    for column, colour, dash in lines:
        line: dict[str, Any] = {"width": 2.0 if dash == "solid" else 1.25, "dash_type": dash} | ({"color": colour} if colour else {})
        chart.add_series(
            {
                "name": [name, 3, column],
                "categories": [name, 4, 0, last, 0],
                "values": [name, 4, column, last, column],
                "line": line,
                "marker": {"type": "circle", "size": 5} if dash == "solid" else {"type": "none"},
            }
        )
    chart.set_title({"name": title, "name_font": {"size": 12}})
    chart.set_y_axis(
        {
            "num_format": NUMBERS[unit].replace("0.0%", "0%"),
            "name": UNITS[unit],
            "major_gridlines": {"visible": True, "line": {"color": "#DDDDDD"}},
        }
    )
    chart.set_x_axis({"num_format": "mmm yy", "text_axis": True})
    chart.set_legend({"position": "bottom"})
    chart.set_size({"width": 760, "height": 340})
    chart.show_blanks_as("gap")
    sheet.insert_chart(at, 0, chart, {"description": _cut(told)})


def _definitions(sheet: Worksheet, extract: Extract, formats: Formats) -> None:
    heads = ("kpi", "version", "name", "description", "unit", "better", "measure", "maturity_days", "definition_sql")
    widths = (26, 8, 26, 60, 9, 9, 12, 13, 100)
    for column, (head, width) in enumerate(zip(heads, widths, strict=True)):
        sheet.write_string(0, column, head, formats(bold=True, bottom=1, bg_color="#E8EEF4"))
        sheet.set_column(column, column, width)
    for number, definition in enumerate(extract.definitions, start=1):
        for column, head in enumerate(heads):
            _write(sheet, number, column, definition[head], formats(text_wrap=True, valign="top"))
        sheet.set_row(number, _height(definition["description"], width=60))
    sheet.freeze_panes(1, 1)


def _columns(sheet: Worksheet, extract: Extract, formats: Formats) -> None:
    sheet.set_column(0, 0, 28)
    sheet.set_column(1, 1, 110)
    for column, head in enumerate(("column", "what it means")):
        sheet.write_string(0, column, head, formats(bold=True, bottom=1, bg_color="#E8EEF4"))
    for number, column_of in enumerate(extract.columns, start=1):
        sheet.write_string(number, 0, column_of.name)
        sheet.write_string(number, 1, _cut(extract.words.get(column_of.name, "")), formats(text_wrap=True, valign="top"))
        sheet.set_row(number, _height(extract.words.get(column_of.name, ""), width=110))
    sheet.freeze_panes(1, 0)


def _scope_name(kind: str, scope_id: str, name: str) -> str:
    return name if scope_id == "all" else f"{kind} {name}"


def _height(text: str, *, width: int) -> float:
    """Give a row the height of its wrapped text; not every program that opens the file works it out by itself."""
    return min(HIGHEST_ROW_POINTS, LINE_POINTS * max(1, -(-len(text) // width)))


def _cut(text: str) -> str:
    return text if len(text) <= LONGEST_CELL else text[: LONGEST_CELL - 1] + "…"
