"""Charts of the report as SVG that follows the page's colours: lines, bands, steps and marks, each told apart by shape as well.

Belongs here: Vega-Lite and how it becomes SVG. Does not: figures, words. A chart is drawn twice, for a page and for a phone, because
type that shrinks with the drawing cannot be read.
"""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

Rows = Sequence[dict[str, Any]]
Spec = dict[str, Any]

WIDE, NARROW = 880, 340
PERCENT = ".1~%"  # a tenth only where there is one: ticks of half a point never read alike
SANS = "Helvetica, Arial, sans-serif"
# Each colour stands for a property of the page, which knows a light and a dark value of it.
INK, FAINT, LINE, ONE, TWO, THREE, BAND = "#111112", "#555556", "#cccccd", "#1f5a8b", "#b3501f", "#3d7a3e", "#9bb9d3"
MARKS = {"today": ("circle", ONE), "contract": ("square", TWO), "knee": ("triangle-up", THREE)}
VARIABLES = {INK: "ink", FAINT: "faint", LINE: "line", ONE: "one", TWO: "two", THREE: "three", BAND: "band"}
CONFIG: Spec = {
    "background": None,
    "font": SANS,
    "view": {"stroke": None},
    "axis": {
        "labelColor": FAINT,
        "titleColor": FAINT,
        "gridColor": LINE,
        "domainColor": LINE,
        "tickColor": LINE,
        "labelFontSize": 12,
        "titleFontSize": 12,
        "titleFontWeight": "normal",
        "labelOverlap": "greedy",
        "labelLimit": 130,
        "labelSeparation": 10,
        "labelFlush": False,
        "titlePadding": 8,
    },
    "axisY": {"labelSeparation": 2},
    "legend": {
        "labelColor": INK,
        "titleColor": FAINT,
        "labelFontSize": 12,
        "orient": "top",
        "title": None,
        "symbolStrokeWidth": 2,
        "columnPadding": 36,
        "labelLimit": 180,
    },
}


@dataclass(frozen=True)
class Scale:
    """How a unit is shown on an axis: what a value is divided by, the axis title and the number format."""

    divisor: float
    title: str
    form: str


def scale_of(unit: str, largest: float) -> Scale:
    """Choose seconds, minutes or hours by the largest value; shares in per cent."""
    if unit == "share":
        return Scale(1, "per cent", PERCENT)
    if unit == "seconds":
        return (
            Scale(1, "seconds", ",.2~f")
            if largest < 180
            else Scale(60, "minutes", ",.2~f")
            if largest < 3 * 3600
            else Scale(3600, "hours", ",.2~f")
        )
    return Scale(1, {"count": "count", "money": "money"}.get(unit, "points"), ",.2~f")


def draw(spec: Spec, *, width: int, height: int, name: str) -> str:
    """Draw a chart `width` wide; `name` keeps the ids within it apart from those of other charts."""
    import vl_convert  # takes a second when first used, which a run that draws nothing can spare

    whole = {
        "$schema": "https://vega.github.io/schema/vega-lite/v5.json",
        "width": width,
        "height": height,
        "autosize": {"type": "fit", "contains": "padding"},
        # the browser's letters may be wider than those the drawing was measured with
        "padding": {"left": 14, "right": 24, "top": 4, "bottom": 4},
        "config": CONFIG,
        **spec,
    }
    svg = vl_convert.vegalite_to_svg(whole)
    for colour, variable in VARIABLES.items():
        svg = re.sub(re.escape(colour), f"var(--{variable})", svg, flags=re.IGNORECASE)
    svg = re.sub(r'(id="|url\(#|href="#)', rf"\g<1>{name}-", svg)
    svg = re.sub(
        r'<svg [^>]*?width="([\d.]+)" height="([\d.]+)"',
        r'<svg xmlns="http://www.w3.org/2000/svg" aria-hidden="true"',
        svg,
        count=1,
    )
    svg = re.sub(r' (?:aria-[a-z]+|role|pointer-events)="(?!true)[^"]*"', "", svg)
    svg = re.sub(r'<path class="(?:back|fore)ground"[^>]*d="(?:M0,0h0v0h0Z)?"[^>]*/>', "", svg)  # frames of nothing
    svg = re.sub(r' (?:class="[^"]*"|opacity="1"|stroke-width="1"|font-family="[^"]*"|font-size="12px")', "", svg)  # the style says it
    # a tenth of a pixel is finer than any screen; what is written keeps its digits
    return re.sub(r'="[^"<>]*"', lambda found: re.sub(r"(\d\.\d)\d+", r"\1", found[0]), svg)


def both(spec_of: Any, *, height: int, name: str) -> str:
    """Draw for a page and for a phone; `spec_of(is_narrow=...)` gives the chart."""
    wide = draw(spec_of(is_narrow=False), width=WIDE, height=height, name=f"{name}w")
    narrow = draw(spec_of(is_narrow=True), width=NARROW, height=height, name=f"{name}n")
    return f'<div class="wide">{wide}</div><div class="narrow">{narrow}</div>'


def time_axis(*, is_narrow: bool, form: str = "%-d %b") -> Spec:
    """Give the x channel of days or times, read as they are written."""
    return {
        "field": "at",
        "type": "temporal",
        "scale": {"type": "utc"},
        "axis": {"title": None, "format": form, "tickCount": 4 if is_narrow else 9, "grid": False},
    }


def value_axis(scale: Scale, *, zero: bool) -> Spec:
    """Give the y channel of values."""
    return {
        "field": "value",
        "type": "quantitative",
        "scale": {"zero": zero, "nice": True},
        # ticks are never nearer than what is written of them
        "axis": {"title": scale.title, "format": scale.form, "tickCount": 5, "tickMinStep": 0.001 if scale.form == PERCENT else 0.01},
    }


def control(rows: Rows, scale: Scale, *, target: float | None, is_narrow: bool) -> Spec:
    """Draw values with centre line and limits; rows have at, value, centre, lcl, ucl, is_out."""
    x = time_axis(is_narrow=is_narrow)
    layers: list[Spec] = [
        {"mark": {"type": "area", "color": BAND, "opacity": 0.35}, "encoding": {"x": x, "y": _of("lcl", scale), "y2": {"field": "ucl"}}},
        {
            "mark": {"type": "line", "color": FAINT, "strokeDash": [6, 3], "strokeWidth": 1.2},
            "encoding": {"x": x, "y": _of("centre", scale)},
        },
        {"mark": {"type": "line", "color": ONE, "strokeWidth": 1.3}, "encoding": {"x": x, "y": _of("value", scale)}},
        {
            "transform": [{"filter": "datum.is_out"}],
            "mark": {"type": "point", "shape": "diamond", "filled": True, "color": TWO, "size": 55, "opacity": 1},
            "encoding": {"x": x, "y": _of("value", scale)},
        },
    ]
    if target is not None:
        layers.append(
            {"mark": {"type": "rule", "color": THREE, "strokeWidth": 1.6, "strokeDash": [2, 2]}, "encoding": {"y": {"datum": target}}}
        )
    return {"data": {"values": list(rows)}, "layer": layers}


def months(rows: Rows, scale: Scale, *, target: float | None, baseline: float | None, is_narrow: bool) -> Spec:
    """Draw months with their intervals; rows have at, value, low, high."""
    x = {
        **time_axis(is_narrow=is_narrow, form="%b %Y"),
        "axis": {"title": None, "format": "%b %Y", "grid": False, "labelAngle": 0, **_ticks(rows, is_narrow)},
    }
    layers: list[Spec] = [
        {
            "transform": [{"filter": "datum.low != null"}],
            "mark": {"type": "rule", "color": BAND, "strokeWidth": 6, "opacity": 0.7},
            "encoding": {"x": x, "y": _of("low", scale), "y2": {"field": "high"}},
        },
        {
            "mark": {"type": "line", "color": ONE, "strokeWidth": 1.8, "point": {"filled": True, "color": ONE, "size": 36}},
            "encoding": {"x": x, "y": _of("value", scale)},
        },
    ]
    if baseline is not None:
        layers.append(
            {"mark": {"type": "rule", "color": FAINT, "strokeWidth": 1.2, "strokeDash": [6, 3]}, "encoding": {"y": {"datum": baseline}}}
        )
    if target is not None:
        layers.append(
            {"mark": {"type": "rule", "color": THREE, "strokeWidth": 1.6, "strokeDash": [2, 2]}, "encoding": {"y": {"datum": target}}}
        )
    return {"data": {"values": list(rows)}, "layer": layers}


def forecast(rows: Rows, *, is_narrow: bool) -> Spec:
    """Draw the expected calls of one day with the band in which four of five days should lie; rows have at, value, low, high."""
    x, scale = time_axis(is_narrow=is_narrow, form="%H:%M"), Scale(1, "calls", ",.2~f")
    return {
        "data": {"values": list(rows)},
        "layer": [
            {
                "mark": {"type": "area", "color": BAND, "opacity": 0.45},
                "encoding": {"x": x, "y": _of("low", scale), "y2": {"field": "high"}},
            },
            {"mark": {"type": "line", "color": ONE, "strokeWidth": 2}, "encoding": {"x": x, "y": _of("value", scale)}},
        ],
    }


def staff(rows: Rows, *, is_narrow: bool) -> Spec:
    """Draw people required, scheduled and on the roster by interval as steps; rows have at, value, series."""
    x, scale = time_axis(is_narrow=is_narrow, form="%H:%M"), Scale(1, "agents", ",.2~f")
    names = list(dict.fromkeys(row["series"] for row in rows))
    legend = {"columns": 1 if is_narrow else len(names)}
    key = {"field": "series", "legend": legend, "scale": {"domain": names, "range": [ONE, TWO, THREE][: len(names)]}}
    dash = {"field": "series", "legend": legend, "scale": {"domain": names, "range": [[1, 0], [5, 3], [2, 2]][: len(names)]}}
    return {
        "data": {"values": list(rows)},
        "mark": {"type": "line", "interpolate": "step-after", "strokeWidth": 2},
        "encoding": {"x": x, "y": _whole(value_axis(scale, zero=True)), "color": key, "strokeDash": dash},
    }


def price(rows: Rows, *, currency: str, is_narrow: bool) -> Spec:
    """Draw the cost of a day against the service level it buys; rows have cost, value, mark."""
    x = {
        "field": "cost",
        "type": "quantitative",
        "scale": {"zero": False, "nice": True},
        "axis": {"title": f"cost of a day, {currency}", "format": ",.0f", "tickCount": 3 if is_narrow else 8, "grid": False},
    }
    y = value_axis(Scale(1, "service level", PERCENT), zero=False)
    names = [name for name in MARKS if any(row["mark"] == name for row in rows)]
    marks = {
        "transform": [{"filter": "datum.mark != null"}],
        "mark": {"type": "point", "filled": True, "size": 110, "opacity": 1},
        "encoding": {
            "x": x,
            "y": y,
            "shape": {"field": "mark", "scale": {"domain": names, "range": [MARKS[name][0] for name in names]}},
            "color": {"field": "mark", "scale": {"domain": names, "range": [MARKS[name][1] for name in names]}},
        },
    }
    line = {"mark": {"type": "line", "color": FAINT, "strokeWidth": 1.5}, "encoding": {"x": x, "y": y}}
    return {"data": {"values": list(rows)}, "layer": [line, *([marks] if names else [])]}


def changes(rows: Rows, *, is_narrow: bool) -> Spec:
    """Draw relative changes since the baseline by KPI; rows have name, value, horizon."""
    horizons = list(dict.fromkeys(row["horizon"] for row in rows))
    key, legend = {"domain": horizons}, {"columns": 1 if is_narrow else len(horizons)}
    return {
        "data": {"values": list(rows)},
        "layer": [
            {"mark": {"type": "rule", "color": FAINT}, "encoding": {"x": {"datum": 0, "type": "quantitative"}}},
            {
                "mark": {"type": "point", "filled": True, "size": 80, "opacity": 1},
                "encoding": {
                    "x": {
                        "field": "value",
                        "type": "quantitative",
                        "axis": {
                            "title": "change since the baseline",
                            "labelExpr": "datum.value == 0 ? '0%' : format(datum.value, '+.1~%')",
                            "tickCount": 3 if is_narrow else 7,
                        },
                    },
                    "y": {
                        "field": "name",
                        "type": "nominal",
                        "sort": None,
                        "axis": {"title": None, "labelLimit": 110 if is_narrow else 220, "minExtent": 120 if is_narrow else 210},
                    },
                    "shape": {
                        "field": "horizon",
                        "scale": {**key, "range": ["circle", "square", "triangle-up", "diamond", "cross"][: len(horizons)]},
                    },
                    "color": {
                        "field": "horizon",
                        "legend": legend,
                        "scale": {**key, "range": [ONE, TWO, THREE, FAINT, INK][: len(horizons)]},
                    },
                },
            },
        ],
    }


def _whole(channel: Spec) -> Spec:
    """Let a channel count in whole numbers."""
    return {**channel, "axis": {**channel["axis"], "tickMinStep": 1, "format": "d"}}


def _of(column: str, scale: Scale) -> Spec:
    return {**value_axis(scale, zero=False), "field": column}


def _ticks(rows: Rows, is_narrow: bool) -> Spec:
    """Name the months there are, every second or third where they would not fit."""
    days = list(dict.fromkeys(row["at"] for row in rows))
    step = -(-len(days) // (4 if is_narrow else 13))
    return {"values": days[::-1][::step][::-1], "labelOverlap": "greedy"}
