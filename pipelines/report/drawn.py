"""The sections of the report that are drawn: what there is to see in a sentence, the drawing, and its numbers below.

Belongs here: which rows a chart shows and what is said of it. Does not: how it is drawn (`charts`), sections without one (`sections`).
"""

from collections.abc import Iterable, Sequence
from functools import partial
from itertools import groupby
from statistics import fmean

from assets.methods.control import ONE_SIDE, TRENDING
from assets.methods.sentence_series import RULES
from pipelines.report import charts
from pipelines.report.figures import WRITTEN, Figures, Row
from pipelines.report.words import CHANGES, change, day, figure_of, number, short, table, text

FEWEST_POINTS = 2
FEWEST_OF_A_CONTROL_CHART = 4  # two weeks are a line between two dots, which shows a fall or a rise whatever happened
OF_A_DAY = ("count", "maximum", "snapshot")  # with quantiles (`quantile 0.5`): what is compared is the mean day, not the period as a whole
MARKED = {"is_today": "today", "is_contract": "contract", "is_knee": "knee"}
MEANT = {
    "is_today": "today: what the last four weeks held",
    "is_contract": "contract: what is asked for",
    "is_knee": "knee: beyond it points get dear",
}
RUNS = {
    RULES["is_one_side"]: f"{ONE_SIDE} or more on one side of the centre",
    RULES["is_trending"]: f"{TRENDING} or more that all rise or all fall",
}
SERIES = {"agents_required": "required at their places", "agents_scheduled": "to be scheduled", "agents_rostered": "on the roster"}


def days_told(row: Row) -> list[str]:
    """Say of a month that is not told whole how much of it is; nothing of a whole one."""
    told, whole = row["days_told"], row["days_in_month"]
    return [f"{told} of {whole} days"] if told is not None and told < whole else []


def some_of(shown: int, figures: Figures, table_name: str) -> str:
    """Say how many queues are drawn where that is not all of them."""
    if not shown or shown >= figures.planned_queues:
        return ""
    return f"<p>The busiest {shown} of {figures.planned_queues} queues; all of them stand in {table_name}.</p>"


def queue(queue_id: str, figures: Figures) -> str:
    """Give the plain name of a queue."""
    return figures.names.get(f"queue/{queue_id}", queue_id)


def known(rows: Iterable[Row], column: str = "value") -> list[Row]:
    """Give the rows whose figure is known: what nobody could tell is not drawn as if it were 0."""
    return [row for row in rows if row[column] is not None]


def control(figures: Figures) -> str:
    """Draw service level and waits with their limits; nothing for a centre that takes no calls."""
    if not figures.has_calls:
        return ""
    parts: list[str] = []
    for kpi, group in groupby(figures.charts, key=lambda row: row["kpi"]):
        rows = known(group)
        if len(rows) < FEWEST_OF_A_CONTROL_CHART:
            continue
        name, unit, period = rows[0]["name"], rows[0]["unit"], rows[0]["period"]
        scale = charts.scale_of(unit, max(max(row["value"], row["ucl"] or 0) for row in rows))
        shown = [_scaled(row, scale, ("value", "centre", "lcl", "ucl")) for row in rows]
        target = None if rows[0]["target"] is None else rows[0]["target"] / scale.divisor
        out = [row for row in rows if row["is_out"]]
        limited = len(known(rows, "ucl"))
        summary = f"<strong>{text(name)}</strong> by {period}: "
        summary += f"{len(out)} of {limited} {period}s outside the limits" if limited else f"{len(rows)} {period}s, too few for limits yet"
        summary += f", last on {day(out[-1]['at'])}" if out else ""
        summary += _runs(rows, period)
        centres = [row["centre"] for row in known(rows, "centre")]
        summary += f"; it varies around {number(fmean(centres), unit)}." if centres else "."
        key = "line: value"
        key += " · band: limits of common variation · dashes: centre · diamonds: outside a limit" if limited else ""
        key += " · dots: target" if target is not None else ""
        data = table(
            (period, "value", "centre", "lower limit", "upper limit", ""),
            (
                (
                    f"{row['at']}",
                    *(number(row[column], unit) for column in ("value", "centre", "lcl", "ucl")),
                    "outside" if row["is_out"] else "",
                )
                for row in rows[-31:]
            ),
            caption=f"{name}, the last {min(len(rows), 31)} {period}s",
            numeric=(1, 2, 3, 4),
        )
        svg = charts.both(partial(charts.control, shown, scale, target=target), height=210, name=f"c{kpi}")
        parts.append(figure_of(svg, name=f"f-{kpi}", summary=summary, key=key, data=data))
    return "".join(parts) or "<p>No control chart yet: limits need some weeks of data.</p>"


def _runs(rows: Sequence[Row], period: str) -> str:
    """Say how many points stand in runs that chance seldom makes; nothing where none does."""
    told = [
        f"{count} end a run of {words}"
        for rule, words in RUNS.items()
        if (count := sum(rule in str(row["rule_hits"] or "").split(",") for row in rows))
    ]
    return f"; of the {period}s {' and '.join(told)}" if told else ""


def compared(figures: Figures) -> str:
    """Draw the KPIs of the first page against their baseline."""
    rows = figures.compared
    if not rows:
        return "<p>Nothing to compare yet: the first comparison is made a month after the baseline.</p>"
    told = [row for row in rows if row["rel_change"] is not None]
    data = table(
        ("KPI", "after", "baseline", "value", "change", "verdict"),
        (
            (
                text(row["name"]) + (" <small>mean day</small>" if row["measure"] in OF_A_DAY or " " in row["measure"] else ""),
                _months(row["horizon_months"]),
                number(row["value_base"], row["unit"]),
                number(row["value_win"], row["unit"]),
                change(row["delta_adj"] if row["delta_adj"] is not None else row["value_win"] - row["value_base"], row["unit"])
                if row["value_win"] is not None and row["value_base"] is not None
                else "–",
                CHANGES.get(row["verdict"], text(row["verdict"])),
            )
            for row in rows
        ),
        caption="Every KPI of the first page against its baseline",
        numeric=(2, 3, 4),
    )
    sure = [row for row in rows if row["verdict"] in ("improved", "worsened")]
    lead = (
        "; ".join(text(row["sentence"]) for row in sure[-4:])
        if sure
        else "No change since the baseline can be told from chance and season yet."
    )
    if not told:
        return f"<p>{lead}</p>{data}"
    shown = [
        {"name": short(row["name"], 40), "value": row["rel_change"], "horizon": f"after {_months(row['horizon_months'])}"} for row in told
    ]
    height = 110 + 30 * len({row["name"] for row in shown})
    svg = charts.both(partial(charts.changes, shown), height=height, name="compared")
    key = "one mark a comparison; left of the line less than the baseline, right of it more"
    return figure_of(svg, name="f-compared", summary=lead, key=key, data=data)


def written(figures: Figures) -> str:
    """Draw tickets and satisfaction by month."""
    parts: list[str] = []
    by_kpi = {kpi: list(group) for kpi, group in groupby(figures.months, key=lambda row: row["kpi"])}
    for kpi in WRITTEN:
        rows = known(by_kpi.get(kpi, []))
        if len(rows) < FEWEST_POINTS:
            continue
        unit, name = rows[0]["unit"], rows[0]["name"]
        scale = charts.scale_of(unit, max(max(row["value"], row["high"] or 0) for row in rows))
        target, baseline = (None if rows[-1][column] is None else rows[-1][column] / scale.divisor for column in ("target", "baseline"))
        shown = [_scaled(row, scale, ("value", "low", "high")) for row in rows]
        last = rows[-1]
        summary = f"<strong>{text(name)}</strong>: {number(last['value'], unit)} in {last['at']:%B %Y}"
        summary += f", {change(last['value'] - last['baseline'], unit)} since the baseline." if last["baseline"] is not None else "."
        key = (
            "line: value"
            + (" · bars: interval" if known(rows, "low") else "")
            + (" · dashes: baseline" if baseline is not None else "")
            + (" · dots: target" if target is not None else "")
        )
        data = table(
            ("month", "value", "from", "to", "cases", ""),
            (
                (
                    f"{row['at']:%B %Y}",
                    *(number(row[column], unit) for column in ("value", "low", "high")),
                    f"{row['n']:,}",
                    ", ".join((*days_told(row), *(["so far"] if row["provisional"] else ["few cases"] if row["low_n"] else []))),
                )
                for row in rows
            ),
            caption=f"{name} by month",
            numeric=(1, 2, 3, 4),
        )
        svg = charts.both(partial(charts.months, shown, scale, target=target, baseline=baseline), height=180, name=f"m{kpi}")
        parts.append(figure_of(svg, name=f"f-m-{kpi}", summary=summary, key=key, data=data))
    return "".join(parts)


def ahead(figures: Figures) -> str:
    """Draw the next day's calls and people by interval, queue by queue."""
    parts: list[str] = []
    staff = {queue_id: list(group) for queue_id, group in groupby(figures.staff, key=lambda row: row["queue_id"])}
    for queue_id, group in groupby(figures.forecast, key=lambda row: row["queue_id"]):
        rows = known(group)
        plan = known(staff.get(queue_id, []), "agents_required")
        if len(rows) < FEWEST_POINTS or len(plan) < FEWEST_POINTS:
            continue
        name, when = queue(queue_id, figures), rows[0]["at"]
        calls = sum(row["value"] for row in rows)
        most = max(plan, key=lambda row: row["agents_required"])
        summary = (
            f"<strong>{text(name)}</strong>, {when:%A} {day(when)}: {calls:,.0f} calls expected; "
            f"at most {most['agents_required']} agents required at once, at {most['at']:%H:%M}."
        )
        at = [{**row, "at": f"{row['at']:%Y-%m-%dT%H:%M:%S}"} for row in rows]
        series = {column: words for column, words in SERIES.items() if any(row[column] is not None for row in plan)}
        steps = [
            {"at": f"{row['at']:%Y-%m-%dT%H:%M:%S}", "value": row[column], "series": words}
            for column, words in series.items()
            for row in plan
            if row[column] is not None
        ]
        summary += _missing(plan)
        by_time = {row["at"]: row for row in rows}
        data = table(
            ("time", "calls", "from", "to", *series.values()),
            (
                (
                    f"{row['at']:%H:%M}",
                    *(f"{by_time[row['at']][column]:,.1f}" if row["at"] in by_time else "–" for column in ("value", "low", "high")),
                    *("–" if row[column] is None else f"{row[column]:,.0f}" for column in series),
                )
                for row in plan
            ),
            caption=f"{name}, {when:%-d %B}, by interval",
            numeric=range(1, 4 + len(series)),
        )
        svg = charts.both(partial(charts.forecast, at), height=150, name=f"v{len(parts)}")
        svg += charts.both(partial(charts.staff, steps), height=170, name=f"s{len(parts)}")
        key = (
            "above: expected calls, with the band that holds four of five days · "
            "below: people, solid required, dashed to be scheduled with shrinkage"
            + (", dotted on the roster" if "agents_rostered" in series else "")
        )
        parts.append(figure_of(svg, name=f"f-ahead-{len(parts)}", summary=summary, key=key, data=data))
    return some_of(len(parts), figures, "marts.forecast and marts.staffing") + "".join(parts)


def _missing(plan: Sequence[Row]) -> str:
    """Say where the roster falls short of the plan, in a sentence; nothing where no roster is known."""
    known_rows = [row for row in plan if row["agents_rostered"] is not None and row["agents_scheduled"] is not None]
    if not known_rows:
        return " No roster is known for that day."
    worst = max(known_rows, key=lambda row: row["agents_scheduled"] - row["agents_rostered"])
    short = [row for row in known_rows if row["agents_rostered"] < row["agents_scheduled"]]
    if not short:
        return " The roster covers every interval."
    gap = worst["agents_scheduled"] - worst["agents_rostered"]
    return f" The roster is short in {len(short)} of {len(known_rows)} intervals, most at {worst['at']:%H:%M}, by {gap:,.0f}."


def price(figures: Figures) -> str:
    """Draw what a further point of service level costs."""
    parts: list[str] = []
    for queue_id, group in groupby(figures.prices, key=lambda row: row["queue_id"]):
        rows = known(known(known(group), "cost"), "agent_hours")  # without a rate there is no price
        if len(rows) < FEWEST_POINTS:
            continue
        name, currency = queue(queue_id, figures), rows[0]["currency"] or figures.centre["currency"]
        shown = [
            {"cost": row["cost"], "value": row["value"], "mark": next((word for flag, word in MARKED.items() if row[flag]), None)}
            for row in rows
        ]
        contract = next((row for row in rows if row["is_contract"]), None)
        today, asked = rows[0]["service_level_today"], rows[0]["service_level_target"]
        summary = f"<strong>{text(name)}</strong>, a typical weekday: the contract asks for {number(asked, 'share')}"
        summary += f", the last four weeks held {number(today, 'share')}." if today is not None else "."
        if contract and contract["cost_per_point"] is not None:
            summary += f" At the contract a further point costs {contract['cost_per_point']:,.0f} {text(currency)} a day."
        key = "line: what each step of staffing buys" + "".join(
            f" · {words}" for flag, words in MEANT.items() if any(r[flag] for r in rows)
        )
        data = table(
            ("cost of a day", "agent hours", "service level", "a further point costs", ""),
            (
                (
                    f"{row['cost']:,.0f}",
                    f"{row['agent_hours']:,.1f}",
                    number(row["value"], "share"),
                    f"{row['cost_per_point']:,.0f}" if row["cost_per_point"] is not None else "–",
                    ", ".join(word for flag, word in MARKED.items() if row[flag]),
                )
                for row in rows
            ),
            caption=f"{name}: cost and service level of a typical weekday",
            numeric=(1, 2, 3),
        )
        svg = charts.both(partial(charts.price, shown, currency=currency), height=200, name=f"p{len(parts)}")
        parts.append(figure_of(svg, name=f"f-price-{len(parts)}", summary=summary, key=key, data=data))
    return some_of(len(parts), figures, "marts.cost_curve") + "".join(parts)


def _scaled(row: Row, scale: charts.Scale, columns: Sequence[str]) -> Row:
    return {**row, "at": f"{row['at']}", **{name: None if row[name] is None else row[name] / scale.divisor for name in columns}}


def _months(count: int) -> str:
    return f"{count} month{'s' if count > 1 else ''}"
