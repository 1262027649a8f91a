"""Records of a delimited file that are no data: totals its source declares, headers repeated where exports were pasted together.

Belongs here: the condition that tells them. Does not: what they are counted as (ingest).
"""

from assets.readers.cells import cell, literal
from assets.readers.headers import Header, position_of
from assets.settings.sources import Source


def no_data(source: Source, header: Header, *, file_name: str) -> str | None:
    """Records that are no data: those the source declares, and headers repeated where exports were pasted together."""
    skipped = []
    for column, words in source.options.get("skip", {}).items():
        position = position_of(column, header, renamed={}, where=f"option skip of source {source.id}", file_name=file_name)
        skipped += [_is_like(cell(f"c{position}"), str(word)) for word in words]
    named = [f'"c{position}" = {literal(title)}' for position, title in enumerate(header.names[: header.columns], start=1) if title]
    if source.header and named:
        skipped.append(" and ".join(named[:3]))
    return " or ".join(f"({condition})" for condition in skipped) or None


def _is_like(text: str, word: str) -> str:
    """Condition: a cell is a word, whatever its case; `*` stands for anything."""
    if not word.strip():
        return f"{text} is null"
    parts = [part.replace("!", "!!").replace("%", "!%").replace("_", "!_") for part in word.strip().lower().split("*")]
    return f"lower({text}) like {literal('%'.join(parts))} escape '!'"
