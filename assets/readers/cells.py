"""SQL over one text cell of a file: quoting, trimming, instants. What a plan's `values` are made of.

Belongs here: expressions that know no vendor and no canonical column. Does not: declared formats of one source.
"""

from collections.abc import Sequence

INSTANT_PATTERN = r"^\d{4}-\d{1,2}-\d{1,2}[ T]\d{1,2}:\d{2}(:\d{2}(\.\d+)?)?( ?(Z|UTC|[+-]\d{2}:?\d{2}))?$"
# What most systems write: to see that costs a tenth of what the pattern does.
PLAIN_INSTANTS = ("____-__-__ __:__:__", "____-__-__T__:__:__", "____-__-__T__:__:__Z")
OFFSET_PATTERN = r"[+-]\d{2}:?\d{2}$"
# What a spreadsheet shows where a formula failed, in lower case.
ERRORS = ("#ref!", "#n/a", "#value!", "#name?", "#div/0!", "#null!", "#num!")
# What help desks and survey tools write where nothing is known, letter case aside.
NOTHING = ("", "?", "null", "(null)", "none", "(empty)", "n/a", "nan", "\\n", "-", *ERRORS)


def quoted(name: str) -> str:
    """Quote a column name for SQL."""
    return '"' + name.replace('"', '""') + '"'


def literal(text: str) -> str:
    """Quote a piece of text for SQL."""
    return "'" + text.replace("'", "''") + "'"


def cell(name: str) -> str:
    """The text of a column, trimmed; null where nothing is written."""
    return f"nullif(trim({quoted(name)}), '')"


def told(name: str) -> str:
    """The text of a column, trimmed; null where nothing or a word for unknown is written."""
    text = f"trim({quoted(name)})"
    # What begins with a digit is none of the words: most of what is told needs no second look.
    return (
        f"case when {text} >= '0' and {text} < ':' then {text} "
        f"when lower({text}) not in ({', '.join(map(literal, NOTHING))}) then {text} end"
    )


def is_error(text: str) -> str:
    """Condition: a spreadsheet's error stands in place of a value."""
    return f"{text} like '#%' and lower({text}) in ({', '.join(map(literal, ERRORS))})"


def iso_instant(name: str) -> str:
    """An ISO-like timestamp, with or without fraction, zone sign or offset, as a timestamp; an offset is taken off.

    A plain cast to timestamp keeps the wall clock and forgets the offset, so '+02:00' needs the detour through timestamptz.
    """
    text = cell(name)
    plain = " ".join(f"when {text} like '{form}' then try_cast({text} as timestamp)" for form in PLAIN_INSTANTS)
    return (
        f"case {plain} when regexp_matches({text}, '\\d{OFFSET_PATTERN}') and regexp_matches({text}, '{INSTANT_PATTERN}') "
        f"then timezone('UTC', try_cast({text} as timestamptz)) "
        f"when regexp_matches({text}, '{INSTANT_PATTERN}') then try_cast({text} as timestamp) end"
    )


def yes_no(name: str) -> str:
    """A boolean written TRUE, true, t, 1, yes; null where it is neither that nor its opposite."""
    return (
        f"case when lower({cell(name)}) in ('true', 't', '1', 'yes', 'y') then true "
        f"when lower({cell(name)}) in ('false', 'f', '0', 'no', 'n') then false end"
    )


def words_found(columns: Sequence[str], words: Sequence[str]) -> str:
    """Those of the words that stand in one of the columns, comma between, in lower case; null where none does. The text is not kept."""
    text = "lower(concat_ws(' ', " + ", ".join(cell(column) for column in columns) + "))"
    found = ", ".join(f"case when contains({text}, {literal(word.lower())}) then {literal(word.lower())} end" for word in words)
    return f"nullif(concat_ws(',', {found}), '')"


def unreadable(name: str, value: str) -> str:
    """Condition: something other than a word for unknown is written in the column, and `value` could make nothing of it."""
    return f"case when ({value}) is null then {told(name)} is not null end"
