"""Asterisk's queue_log: `epoch|call|queue|agent|VERB|parameters`, one event a line, whole seconds, UTC; or the table it can fill.

Belongs here: taking events apart. Does not: where a table keeps their fields (queue_log_table), what the verbs mean for a
call (sql/core). Every verb is kept, known or not.

Options of a source with this reader: those of callers.py.
"""

import re
from collections.abc import Mapping

from assets.readers.callers import excluded, known_caller, refuse_unknown_options
from assets.readers.cells import literal
from assets.readers.protocol import Delimited, Fit, Lines, Plan, Refusal
from assets.readers.queue_log_table import Fields, is_table, read_table
from assets.readers.records import QUEUE_EVENT
from assets.readers.unpack import decoded_head
from assets.settings.sources import Source

name = "queue_log"

words: Mapping[str, Mapping[str, tuple[str, ...]]] = {}

# Verbs whose parameters are the switch's own numbers and names. Any other verb may carry a caller's number.
OWN_PARAMETERS = (
    *("DID", "CONNECT", "COMPLETEAGENT", "COMPLETECALLER", "ABANDON", "EXITWITHTIMEOUT", "EXITEMPTY", "EXITWITHKEY"),
    *("RINGNOANSWER", "RINGCANCELED", "ATTENDEDTRANSFER", "AGENTDUMP", "SYSCOMPAT", "AGENTLOGIN", "AGENTLOGOFF"),
    *("AGENTCALLBACKLOGIN", "AGENTCALLBACKLOGOFF", "ADDMEMBER", "REMOVEMEMBER", "PAUSE", "UNPAUSE", "PAUSEALL"),
    *("UNPAUSEALL", "PENALTY", "RINGINUSE", "CONFIGRELOAD", "QUEUESTART"),
)

_LINE = re.compile(r"\d{8,10}(\.\d+)?\|[^|]*\|[^|]*\|[^|]*\|[^|\s]")
_SPLIT = "string_split(line_text, '|')"
_LINE_FIELDS = Fields(
    at=f"{_SPLIT}[1]",
    call=f"{_SPLIT}[2]",
    queue=f"{_SPLIT}[3]",
    agent=f"{_SPLIT}[4]",
    verb=f"{_SPLIT}[5]",
    parameters=(*(f"{_SPLIT}[{place}]" for place in range(6, 10)), f"array_to_string({_SPLIT}[10:], '|')"),
)
# 1990 to 2040 in epoch seconds: anything else in the first field is no time.
_FIRST_S, _LAST_S = 631_152_000, 2_240_611_199


def sniff(head: bytes, file_name: str) -> Fit:
    """Recognise the layout by the lines themselves; the file's name hardly ever survives an export."""
    text = decoded_head(head, "utf-8")
    lines = [line for line in text.splitlines()[:50] if line.strip()]
    fitting = sum(1 for line in lines if _LINE.match(line) and _FIRST_S <= float(line.split("|", 1)[0]) <= _LAST_S)
    if lines and fitting:
        return Fit(fitting / len(lines), f"{fitting} of its first {len(lines)} lines read epoch|call|queue|agent|VERB")
    if is_table(text):
        return Fit(0.9, "its columns are those of the table queue_log")
    return Fit(0.0, "no line reads epoch|call|queue|agent|VERB")


def plan(source: Source, head: bytes, file_name: str) -> Plan:
    """Plan a log: every line, or every row of its table, is one event."""
    refuse_unknown_options(source)
    encoding = source.encoding or "utf-8"
    text = decoded_head(head, encoding)
    if any(_LINE.match(line) for line in text.splitlines()[:200]) or not (source.columns or is_table(text)):
        seconds = f"floor(try_cast({_LINE_FIELDS.at} as double))"
        within = f"coalesce({seconds} between {_FIRST_S} and {_LAST_S}, false)"
        return Plan(
            QUEUE_EVENT,
            Lines(),
            _values(_LINE_FIELDS, source) | {"at_utc": f"case when {within} then make_timestamp(cast({seconds} as bigint) * 1000000) end"},
            refusals=(
                Refusal(f"len({_SPLIT}) < 5", "fewer than 5 fields separated by |"),
                Refusal(f"not {within}", "the first field is no time in epoch seconds"),
                *_refusals(_LINE_FIELDS, "the fifth field is no event name"),
            ),
            repaired=_repaired(_LINE_FIELDS),
            encoding=encoding,
        )
    table = read_table(text, source, file_name)
    return Plan(
        QUEUE_EVENT,
        Delimited(table.columns, table.delimiter, source.quote, table.header_records),
        _values(table.fields, source) | {"at_utc": table.at_utc},
        refusals=(
            Refusal(f"({table.at_utc}) is null", f"time cannot be read as {table.expected}"),
            *_refusals(table.fields, "event is no event name"),
        ),
        skip=table.repeated_header,
        repaired=_repaired(table.fields),
        encoding=encoding,
        zone=source.timezone,
        local=frozenset({"at_utc"} if table.is_local else ()),
    )


def _values(fields: Fields, source: Source) -> dict[str, str]:
    own = ", ".join(literal(verb) for verb in (*OWN_PARAMETERS, "ENTERQUEUE"))
    verb = _verb(fields)

    def parameter(number: int) -> str:
        sql = fields.parameters[number - 1]
        masked = f"regexp_replace({sql}, '[0-9]{{7,}}', '#######', 'g')"
        return f"nullif(case when {verb} in ({own}) then {sql} else {masked} end, '')"

    def parameter_but_of_a_caller(number: int) -> str:
        return f"case when {verb} <> 'ENTERQUEUE' then {parameter(number)} end"

    return {
        "call_id": f"coalesce(nullif(trim({fields.call}), ''), 'NONE')",
        "queue": f"coalesce(nullif(trim({fields.queue}), ''), 'NONE')",
        "agent": f"nullif(trim({fields.agent}), '')",
        "verb": verb,
        "p1": parameter(1),
        "p2": parameter_but_of_a_caller(2),
        "p3": parameter(3),
        "p4": parameter_but_of_a_caller(4),
        "p5": parameter_but_of_a_caller(5),
        "customer_key": f"keyed_hash(case when {verb} = 'ENTERQUEUE' then {known_caller(fields.parameters[1], source)} end)",
        "is_excluded": excluded(
            {
                f"case when {verb} = 'ENTERQUEUE' then {fields.parameters[1]} end": "excluded_callers",
                f"case when {verb} = 'DID' then {fields.parameters[0]} end": "excluded_dids",
            },
            source,
        ),
    }


def _verb(fields: Fields) -> str:
    return f"nullif(upper(trim({fields.verb})), '')"


def _refusals(fields: Fields, no_name: str) -> tuple[Refusal, ...]:
    verb, no_queue = _verb(fields), f"coalesce(trim({fields.queue}), '') in ('', 'NONE')"
    return (
        Refusal(f"not coalesce(regexp_matches({verb}, '[A-Z]') and length({verb}) <= 80, false)", no_name),
        Refusal(f"{verb} = 'ENTERQUEUE' and {no_queue}", "a call enters no queue: its name is missing"),
    )


def _repaired(fields: Fields) -> str:
    """A blank where others write NONE is read as NONE."""
    return f"coalesce(trim({fields.call}), '') = '' or coalesce(trim({fields.queue}), '') = ''"
