"""Callers' numbers in what switches write: which stand for nobody, and which are the centre's own.

Belongs here: SQL over a number, and the options that sources of switches share. Does not: any layout.

nothing           words that stand for no number of a caller, beside the usual ones: `nothing: {customer_key: ["0000"]}`
excluded_callers  numbers of tests and of the house's own phones: `["0301234", "7???"]`, * for any digits and ? for one
excluded_dids     the same for numbers dialled
"""

from collections.abc import Mapping

from assets.readers.cells import literal
from assets.readers.protocol import Unreadable
from assets.settings.sources import Source

OPTIONS = ("nothing", "excluded_callers", "excluded_dids", "sheet")
# What stands in place of a number that was withheld: all these callers together would be one busy customer.
NOBODY = (
    *("anonymous", "unknown", "<unknown>", "private", "restricted", "withheld", "blocked", "unavailable", "not available", "no number"),
    *("unknown number", "private number", "no caller id", "anonymous@anonymous.invalid", "sip:anonymous@anonymous.invalid"),
    *("null", "none", "n/a", "asterisk", "s", "-", "?", "0", "\\n"),
    *("unbekannt", "anonym", "unterdrückt", "privat", "anonyme", "inconnu", "masqué", "privé", "anónimo", "desconocido", "oculto"),
    *("privado", "anonimo", "sconosciuto", "privato", "anoniem", "onbekend", "nieznany", "zastrzeżony"),
    *("неизвестен", "неизвестный", "скрыт", "скрытый"),
    *("未知", "匿名"),
    # the words as they are spelled on a telephone's keys, which carriers send in place of a number
    *(f"{plus}{keys}" for plus in ("", "+") for keys in ("266696687", "2562533", "7378742833", "8656696", "86282452253")),
)


def refuse_unknown_options(source: Source) -> None:
    """Raise `Unreadable` for an option these readers do not have."""
    unknown = [option for option in source.options if option not in OPTIONS]
    if unknown:
        raise Unreadable(f"source {source.id}: unknown option {unknown[0]!r}, expected one of {', '.join(OPTIONS)}")


def known_caller(number: str, source: Source) -> str:
    """The number, or null where what is written stands for nobody."""
    nobody = (*NOBODY, *(str(word).strip().lower() for word in source.options.get("nothing", {}).get("customer_key", ())))
    text = f"trim({number})"
    # What begins with a sign or a digit is compared with the few such words only: most callers are numbers.
    signs = ", ".join(literal(word) for word in nobody if "+" <= word < ":")
    words = ", ".join(literal(word) for word in nobody if not "+" <= word < ":")
    is_known = f"case when {text} >= '+' and {text} < ':' then {text} not in ({signs}) else lower({text}) not in ({words}) end"
    return f"case when {is_known} then {text} end"


def excluded(numbers: Mapping[str, str], source: Source) -> str:
    """True where one of `numbers` (SQL of a number -> option) fits a pattern of its option; else null."""
    marks = [f"(trim({number}) glob {literal(pattern)})" for number, option in numbers.items() for pattern in _patterns(source, option)]
    return f"case when {' or '.join(marks)} then true end" if marks else "cast(null as boolean)"


def _patterns(source: Source, option: str) -> list[str]:
    told = source.options.get(option, ())
    return [str(pattern).strip() for pattern in ([told] if isinstance(told, str | int) else told)]
