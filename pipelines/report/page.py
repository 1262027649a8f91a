"""The report as one page that needs nothing else: no script, no address outside, its style within.

Belongs here: the frame around the sections. Does not: what they say (`sections`).
"""

from html import escape
from pathlib import Path

from pipelines.report.figures import Figures
from pipelines.report.sections import sections
from pipelines.report.words import day, text

STYLE = Path(__file__).with_name("style.css")
POLICY = "default-src 'none'; style-src 'unsafe-inline'"


def page(figures: Figures) -> str:
    """Lay out one month's report."""
    made = list(sections(figures))
    name, month = figures.centre["name"], f"{figures.month:%B %Y}"
    contents = "".join(f'<li><a href="#{anchor}">{escape(heading)}</a></li>' for anchor, heading, _ in made)
    body = "".join(f'<section id="{anchor}"><h2>{escape(heading)}</h2>{html}</section>' for anchor, heading, html in made)
    return f"""<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta http-equiv="Content-Security-Policy" content="{POLICY}">
<title>{escape(name)}: {month}</title>
<style>{STYLE.read_text(encoding="utf-8")}</style>
</head>
<body>
<header><h1>{text(name)}, {month}</h1>
<p>Data complete through {day(figures.centre["through"])}. Shares are of 100 %, times in seconds, minutes or hours as written.</p>
<nav aria-label="Contents"><ul>{contents}</ul></nav></header>
<main>{body}</main>
<footer><p>Made by Switchboard from the published tables. Intervals are of 95 %.</p></footer>
</body>
</html>
"""
