"""The sections of the report, each from figures to HTML, in their order.

Belongs here: what is told and in which words. Does not: sections with charts (`drawn`), how a value is written (`words`).
"""

from collections import Counter
from collections.abc import Iterator, Sequence

from assets.methods.sentence_series import NO_TREND
from pipelines.report import drawn
from pipelines.report.figures import Figures, Row
from pipelines.report.words import EFFECTS, change, day, number, prose, table, text, verdict
from pipelines.summary import NO_ACTION

Section = tuple[str, str, str]  # id, heading, HTML
KINDS = {"fcr_repeat": "nobody came back", "fcr_survey": "the customer says so", "fcr_ticket": "the ticket took one touch"}
PAIRS = {
    "repeat_survey": "repeats and customers",
    "repeat_ticket": "repeats and tickets",
    "survey_ticket": "customers and tickets",
}
WEEKDAYS = ("", "Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday")


def sections(figures: Figures) -> Iterator[Section]:
    """Give the sections that have something to say, in their order."""
    for name, heading, body in (
        ("glance", "At a glance", _glance(figures)),
        ("goals", "Goals", _goals(figures)),
        ("service", "Service level and waits", drawn.control(figures)),
        ("baseline", "Since the baseline", drawn.compared(figures)),
        ("tickets", "Tickets and satisfaction", drawn.written(figures)),
        ("first-contact", "First contact resolution, three ways", _first_contact(figures)),
        ("ahead", "The days ahead", drawn.ahead(figures)),
        ("price", "What a point of service level costs", drawn.price(figures)),
        ("todo", "What to do, and who does it", _todo(figures)),
        ("records", "How good the data are", _records(figures)),
        ("definitions", "Definitions used", _definitions(figures)),
    ):
        if body:
            yield name, heading, body


def _first_contact(figures: Figures) -> str:
    """Set the kinds side by side, never merged, with how often two of them agree on the same case."""
    row = figures.first_contact[0] if figures.first_contact else {}
    kinds = [(name, row[f"{kind}_share"], row[f"{kind}_n"]) for kind, name in KINDS.items() if row.get(f"{kind}_share") is not None]
    if not kinds:
        return ""
    shown = table(
        ("judged by", "share", "cases"),
        ((name, number(share, "share"), f"{cases:,}") for name, share, cases in kinds),
        caption="First contact resolution by who judges it",
        numeric=(1, 2),
    )
    agreed = [
        f"{pair} agree on {number(row[f'{name}_agreement_share'], 'share')} of {row[f'{name}_n']:,}"
        for name, pair in PAIRS.items()
        if row[f"{name}_agreement_share"] is not None
    ]
    told = ["They measure different things of different people and are not added up."]
    if agreed:
        told.append(f"Of the cases that two of them judge, {'; '.join(agreed)}.")
    if row["low_coverage"]:
        told.append(f"Only {number(row['identified_share'], 'share')} of contacts are of a known customer: too few to speak for all.")
    if row["provisional"]:
        told.append("The month is not final: some contacts have not had their time yet.")
    return f"{shown}<p>{' '.join(told)}</p>"


def scope(row: Row, figures: Figures) -> str:
    """Name a scope as people do."""
    if row["scope_id"] == "all":
        return text(row["scope_type"])
    named = f"{row['scope_type']}/{row['scope_id']}"
    return f"{row['scope_type']} {text(figures.names.get(named, row['scope_id']))}"


def _glance(figures: Figures) -> str:
    goals = {goal["kpi"]: goal for goal in figures.goals if goal["scope_type"] == "company"}
    tiles = []
    for row in figures.page:
        goal = goals.get(row["kpi"])
        told = []
        if goal:
            sign = "at least" if goal["comparator"] == "at_least" else "at most"
            coloured = not row["low_n"]
            told.append(
                f"{verdict(goal['verdict'], is_coloured=coloured)} <span class='goal'>{sign} {number(goal['target'], row['unit'])}</span>"
            )
        if row["ci_low"] is not None:
            told.append(f"between {number(row['ci_low'], row['unit'])} and {number(row['ci_high'], row['unit'])}")
        if row["change_since_month_before"] is not None:
            told.append(f"{change(row['change_since_month_before'], row['unit'])} since the month before")
        if row["change_since_baseline"] is not None:
            told.append(f"{change(row['change_since_baseline'], row['unit'])} since the baseline")
        told += drawn.days_told(row)
        told += ["few cases"] if row["low_n"] else []
        told += ["not final yet"] if row["provisional"] else []
        lines = "".join(f"<li>{line}</li>" for line in told)
        tiles.append(
            f'<li class="tile"><h3>{text(row["kpi_name"])}</h3><p class="big">{number(row["value"], row["unit"])}</p><ul>{lines}</ul></li>'
        )
    return f'<ul class="tiles">{"".join(tiles)}</ul>' if tiles else ""


def _goals(figures: Figures) -> str:
    if not figures.goals:
        return "<p>config/targets.yaml declares no goal.</p>"
    counts = {word: sum(goal["verdict"] == word for goal in figures.goals) for word in ("met", "missed", "unclear", "not_final", "no_data")}
    told = ", ".join(f"{count} {word.replace('_', ' ')}" for word, count in counts.items() if count)
    rows = []
    for goal in figures.goals:
        sign = "≥" if goal["comparator"] == "at_least" else "≤"
        unit = goal["unit"]
        spread = f"<small>{number(goal['ci_low'], unit)} to {number(goal['ci_high'], unit)}</small>" if goal["ci_low"] is not None else ""
        cases = f"{goal['n']:,}" if goal["n"] is not None else "–"
        rows.append(
            (
                f"{text(goal['kpi_name'])}, {scope(goal, figures)}",
                f"{sign} {number(goal['target'], unit)}",
                number(goal["actual"], unit) + (" so far" if goal["provisional"] else "") + spread,
                cases + (" (few)" if goal["low_n"] else ""),
                verdict(goal["verdict"], is_coloured=not goal["low_n"]),
                change(goal["change_since_baseline"], unit),
                f"{text(goal['owner'])}<small>{day(goal['due_date'])}</small>",
            )
        )
    heads = ("goal", "target", "actual, interval", "cases", "verdict", "since the baseline", "owner, due")
    whole = table(heads, rows, caption="Every goal beside what came of it", numeric=(1, 2, 3, 5), is_cards=True)
    unclear = " Unclear: the interval holds the target, or few cases have none." if counts["unclear"] else ""
    return f"<p>Of {len(figures.goals)} goals: {told}.{unclear}</p>{whole}{_trends(figures)}{_needs(figures)}"


def _trends(figures: Figures) -> str:
    """Tell how each goal's KPI moves; a reservation that several share is said once."""
    told = [(goal, str(goal["trend_sentence"])) for goal in figures.goals if goal["trend_sentence"]]
    young = [goal for goal, sentence in told if NO_TREND in sentence]
    told = [(goal, sentence) for goal, sentence in told if NO_TREND not in sentence]
    tails = Counter(sentence.partition("; ")[2] for _, sentence in told)
    shared = {tail for tail, count in tails.items() if tail and count > 1}
    lines = []
    for goal, sentence in told:
        lead, _, tail = sentence.partition("; ")
        where = "" if goal["scope_type"] == "company" else f"In {scope(goal, figures)}: "
        lines.append(where + text(f"{lead}." if tail in shared else sentence))
    closing = f"<p class='notes'>No trend can be told yet of {len(young)} of {len(figures.goals)} goals.</p>" if young else ""
    closing += "".join(f"<p class='notes'>{text(f'Of these: {tail}')}</p>" for tail in sorted(shared))
    return _list(lines) + closing


def _needs(figures: Figures) -> str:
    return _list([f"{text(goal['kpi_name'])}, {scope(goal, figures)}: {note}" for goal in figures.goals for note in _notes(goal)])


def _list(lines: Sequence[str]) -> str:
    return f"<ul class='notes'>{''.join(f'<li>{line}</li>' for line in lines)}</ul>" if lines else ""


def _notes(goal: Row) -> Iterator[str]:
    if goal["is_attainable"] is False:
        who = f"the {goal['heads']:,.0f} people" if goal["heads"] else "the people"
        needs = f"; it needs {goal['heads_needed']:,.0f}" if goal["heads_needed"] else ""
        yield (
            f"{who} of staffing.yaml, or seen to answer where it names none, can plan on {number(goal['attainable'], goal['unit'])} "
            f"at the weekly hours and absences assumed there{needs}"
        )
    if goal["effect"]:
        yield f"after its due date: {EFFECTS[goal['effect']]} ({text(goal['effect_basis'])})"


def _todo(figures: Figures) -> str:
    rows = [
        (
            f"{text(goal['kpi_name'])}, {scope(goal, figures)}",
            verdict(goal["verdict"], is_coloured=not goal["low_n"]),
            text(goal["action"]) if goal["action"] else NO_ACTION,
            text(goal["owner"]),
            day(goal["due_date"]),
        )
        for goal in figures.goals
        if goal["verdict"] in ("missed", "unclear", "not_final")
    ]
    body = (
        table(("goal", "verdict", "action", "owner", "due"), rows, caption="Goals that are not met, or not yet", is_cards=True)
        if rows
        else ("<p>Every goal is met.</p>" if figures.goals else "<p>No goal is declared: there is nothing to keep.</p>")
    )
    if figures.late:
        late = (
            (
                f"{text(drawn.queue(row['queue_id'], figures))}, {WEEKDAYS[row['weekday']]} {text(row['time_of_day'])}",
                number(row["service_level_share"], "share"),
                number(row["target"], "share"),
                f"{row['late_calls']:,.0f}",
            )
            for row in figures.late
        )
        caption = "Times of the week that cost the most late answers, all months together"
        body += table(("when", "service level", "target", "late calls"), late, caption=caption, numeric=(1, 2, 3))
    return body


def _records(figures: Figures) -> str:
    total = {name: sum(row[name] or 0 for row in figures.files) for name in ("records", "loaded", "duplicates", "quarantined", "skipped")}
    balance = figures.balance
    left = total["records"] - total["loaded"] - total["duplicates"] - total["quarantined"] - total["skipped"]
    lead = (
        f"<p>{total['records']:,} records came in; {total['loaded']:,} are loaded, {total['quarantined']:,} stand in quarantine. "
        f"{left:,} are unaccounted for. {balance['checks']:,} balances of files and days are kept, {balance['broken']:,} do not close"
        f" (residual {balance['residual']:,}). {balance['refused']:,} files could not be read; "
        f"{balance['unmapped']:,} words or queues are unknown.</p>"
    )
    names = ("files", "records", "loaded", "duplicates", "quarantined", "skipped")
    rows = ((text(row["source_id"]), *(f"{row[name] or 0:,}" for name in names), day(row["last_at_utc"])) for row in figures.files)
    return lead + table(("source", *names, "last record"), rows, caption="Records by source, all that was ever loaded", numeric=range(1, 7))


def _definitions(figures: Figures) -> str:
    rows = (
        f"<dt>{text(row['name'])} <small>{text(row['kpi'])}, version {row['version']}</small></dt><dd>{prose(row['description'])}"
        + (f" Judged {row['maturity_days']} days after the month has ended." if row["maturity_days"] else "")
        + "</dd>"
        for row in figures.definitions
    )
    return f"<dl>{''.join(rows)}</dl>"
