"""How the report says things: escaped, with units, signs and names as people read them.

Belongs here: one value at a time. Does not: sections (`sections`).
"""

import math
import re
from collections.abc import Iterable, Sequence
from datetime import date, datetime
from html import escape
from typing import Any

from pipelines.summary import figure

SIGNS = {"met": "✓", "missed": "✗", "unclear": "?", "no_data": "–", "not_final": "…"}
VERDICTS = {"met": "met", "missed": "missed", "unclear": "unclear", "no_data": "no data", "not_final": "not final"}
CHANGES = {
    "improved": "improved",
    "worsened": "worsened",
    "no_detectable_change": "no detectable change",
    "equivalent": "as before",
    "insufficient_data": "too little data",
    "season_not_separated": "season not separated",
    "confounded": "confounded",
}
EFFECTS = {"worked": "the action worked", "no_evidence": "no evidence that the action worked", "worse": "it became worse"}
SHORT = 60
NBSP = "\u00a0"  # a number and its unit stay on one line


def text(value: Any) -> str:
    """Escape a text, kept apart from the direction of the writing around it."""
    return f"<bdi>{escape(str(value), quote=True)}</bdi>"


def prose(value: Any) -> str:
    """Escape a sentence in which names of settings and columns stand in backticks."""
    return re.sub(r"`([^`]+)`", r"<code>\1</code>", text(value))


def short(value: str, length: int = SHORT) -> str:
    """Cut a text that a drawing has no room for."""
    one_line = " ".join(str(value).split())
    return one_line if len(one_line) <= length else f"{one_line[: length - 1]}…"


def number(value: float | None, unit: str) -> str:
    """Print a value in its unit."""
    return escape(figure(value, unit).replace(" ", NBSP))


def change(value: float | None, unit: str) -> str:
    """Print a change with its sign; of shares in points."""
    if value is None or math.isnan(value):
        return "–"
    size = f"{100 * abs(value):.1f} points" if unit == "share" else figure(abs(value), unit)
    sign = "±" if not re.search("[1-9]", size) else "+" if value > 0 else "−"
    return escape(f"{sign}{size}".replace(" ", NBSP))


def day(value: date | datetime | None) -> str:
    """Print a day."""
    return f"{value:%-d %b %Y}".replace(" ", NBSP) if value else "–"


def verdict(word: str, *, is_coloured: bool = True) -> str:
    """Print a verdict as sign and word; colour is only the third way to tell it."""
    css = word if is_coloured and word in ("met", "missed") else "plain"
    return f'<span class="verdict {css}"><span aria-hidden="true">{SIGNS[word]}</span> {VERDICTS[word]}</span>'


def table(heads: Sequence[str], rows: Iterable[Sequence[str]], *, caption: str, numeric: Iterable[int] = (), is_cards: bool = False) -> str:
    """Lay out a table of cells that are HTML already; `numeric` columns stand right. Rows of `is_cards` become cards on a phone."""
    right = set(numeric)
    head = "".join(f'<th scope="col"{_right(place in right)}>{escape(name)}</th>' for place, name in enumerate(heads))
    names = [f' data-head="{escape(name, quote=True)}"' if is_cards else "" for name in heads]
    body = "".join("<tr>" + "".join(_cell(cell, n, n in right, names[n]) for n, cell in enumerate(row)) + "</tr>" for row in rows)
    label = escape(caption, quote=True)
    return (
        f'<div class="scroll" tabindex="0" role="region" aria-label="{label}"><table{" class=cards" if is_cards else ""}>'
        f"<caption>{label}</caption><thead><tr>{head}</tr></thead><tbody>{body}</tbody></table></div>"
    )


def figure_of(svg: str, *, name: str, summary: str, key: str, data: str) -> str:
    """Lay out a chart: what it shows in words, the key to its marks, the drawing, and its numbers below."""
    return (
        f'<figure role="group" aria-labelledby="{name}"><figcaption id="{name}">{summary}</figcaption>'
        f'<p class="key">{key}</p>{svg}<details><summary>The numbers</summary>{data}</details></figure>'
    )


def _cell(cell: str, place: int, right: bool, head: str) -> str:
    return f'<th scope="row">{cell}</th>' if place == 0 else f"<td{_right(right)}{head}>{cell}</td>"


def _right(right: bool) -> str:
    return ' class="n"' if right else ""
