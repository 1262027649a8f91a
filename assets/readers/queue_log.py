"""Asterisk's queue_log: `epoch|call|queue|agent|VERB|parameters`, one event a line, whole seconds, UTC.

Belongs here: taking lines apart. Does not: what the verbs mean for a call (sql/core). Every verb is kept, known or not.
"""

import re
from collections.abc import Mapping

from assets.readers.protocol import Fit, Lines, Plan, Refusal
from assets.readers.records import QUEUE_EVENT
from assets.readers.unpack import decoded_head
from assets.settings import Source

name = "queue_log"

words: Mapping[str, Mapping[str, tuple[str, ...]]] = {}

# Verbs whose parameters are the switch's own numbers and names. Any other verb may carry a caller's number.
OWN_PARAMETERS = (
    *("DID", "CONNECT", "COMPLETEAGENT", "COMPLETECALLER", "ABANDON", "EXITWITHTIMEOUT", "EXITEMPTY", "EXITWITHKEY"),
    *("RINGNOANSWER", "RINGCANCELED", "ATTENDEDTRANSFER", "AGENTDUMP", "SYSCOMPAT", "AGENTLOGIN", "AGENTLOGOFF"),
    *("AGENTCALLBACKLOGIN", "AGENTCALLBACKLOGOFF", "ADDMEMBER", "REMOVEMEMBER", "PAUSE", "UNPAUSE", "PAUSEALL"),
    *("UNPAUSEALL", "PENALTY", "RINGINUSE", "CONFIGRELOAD", "QUEUESTART"),
)

_LINE = re.compile(r"\d{8,10}(\.\d+)?\|[^|]*\|[^|]*\|[^|]*\|[A-Za-z]\w*")
_FIELDS = "string_split(line_text, '|')"
_SECONDS = f"floor(try_cast({_FIELDS}[1] as double))"
_VERB = f"nullif(upper(trim({_FIELDS}[5])), '')"
_REST = f"array_to_string({_FIELDS}[10:], '|')"
# 1990 to 2040 in epoch seconds: anything else in the first field is no time.
_FIRST_S, _LAST_S = 631_152_000, 2_240_611_199


def sniff(head: bytes, file_name: str) -> Fit:
    """Recognise the layout by the lines themselves; the file's name hardly ever survives an export."""
    lines = [line for line in decoded_head(head, "utf-8").splitlines()[:50] if line.strip()]
    fitting = sum(1 for line in lines if _LINE.match(line))
    if not lines or not fitting:
        return Fit(0.0, "no line reads epoch|call|queue|agent|VERB")
    return Fit(fitting / len(lines), f"{fitting} of its first {len(lines)} lines read epoch|call|queue|agent|VERB")


def plan(source: Source, head: bytes, file_name: str) -> Plan:
    """Plan a log: every line is one event."""
    own = ", ".join(f"'{verb}'" for verb in OWN_PARAMETERS)

    def parameter(sql: str) -> str:
        masked = f"regexp_replace({sql}, '[0-9]{{7,}}', '#######', 'g')"
        return f"nullif(case when {_VERB} in ({own}, 'ENTERQUEUE') then {sql} else {masked} end, '')"

    def parameter_but_of_a_caller(sql: str) -> str:
        return f"case when {_VERB} <> 'ENTERQUEUE' then {parameter(sql)} end"

    return Plan(
        QUEUE_EVENT,
        Lines(),
        {
            "at_utc": f"case when {_SECONDS} between {_FIRST_S} and {_LAST_S} "
            f"then make_timestamp(cast({_SECONDS} as bigint) * 1000000) end",
            "call_id": f"nullif(trim({_FIELDS}[2]), '')",
            "queue": f"nullif(trim({_FIELDS}[3]), '')",
            "agent": f"nullif(trim({_FIELDS}[4]), '')",
            "verb": _VERB,
            "p1": parameter(f"{_FIELDS}[6]"),
            "p2": parameter_but_of_a_caller(f"{_FIELDS}[7]"),
            "p3": parameter(f"{_FIELDS}[8]"),
            "p4": parameter_but_of_a_caller(f"{_FIELDS}[9]"),
            "p5": parameter_but_of_a_caller(_REST),
            "customer_key": f"case when {_VERB} = 'ENTERQUEUE' then keyed_hash({_FIELDS}[7]) end",
        },
        refusals=(
            Refusal(f"len({_FIELDS}) < 5", "fewer than 5 fields separated by |"),
            Refusal(f"not coalesce({_SECONDS} between {_FIRST_S} and {_LAST_S}, false)", "the first field is no time in epoch seconds"),
            Refusal(f"not regexp_full_match({_VERB}, '[A-Z][A-Z0-9_-]*')", "the fifth field is no event name"),
        ),
        encoding=source.encoding or "utf-8",
    )
