"""What a spreadsheet that opens a CSV takes for a formula and runs.

Belongs here: how such text begins, and how it stays text. Does not: writing files (`engine.duckdb`, `desk.extract`).
"""

FORMULA = ("=", "+", "-", "@", "\t", "\r", "\n")


def as_text(value: str) -> str:
    """Put a quote before text that begins like a formula: a spreadsheet shows it and runs nothing.

    >>> as_text("=1+1"), as_text("1+1")
    ("'=1+1", '1+1')
    """
    return "'" + value if value.startswith(FORMULA) else value
