"""FreeSWITCH's call detail records as CSV: the template it ships with, without a header, or a table exported with one.

Belongs here: its columns and its words for what became of a call. Does not: plans (cdr).
Times are the switch's local time, unless its source says `timezone: UTC`.
"""

import re
from collections.abc import Callable, Mapping, Sequence

from assets.readers import cdr
from assets.readers.protocol import Fit, Plan
from assets.settings.sources import Source

name = "freeswitch_cdr"

words: Mapping[str, Mapping[str, tuple[str, ...]]] = {
    "blocked": {
        "busy": ("USER_BUSY", "BUSY"),
        "congestion": (
            *("NORMAL_CIRCUIT_CONGESTION", "SWITCH_CONGESTION", "CONGESTION", "REQUESTED_CHAN_UNAVAIL", "NETWORK_OUT_OF_ORDER"),
            "NORMAL_TEMPORARY_FAILURE",
        ),
        "full": ("FULL",),
        "join_empty": ("JOINEMPTY", "NO_AGENT_TIMEOUT"),
    },
    # the dialplan it ships with: strangers come by `public`, its own phones call by `default`
    "context": {"inbound": ("public",), "internal": ("default",)},
}

_CAUSE = re.compile(r"[A-Z][A-Z0-9_]+")


def _placed(cells: Sequence[str]) -> cdr.Places:
    """The template: name, number, dialled, context, start, answer, end, duration, billed, cause, uuid, other uuid, account ..."""
    if 17 <= len(cells) <= 18 and cdr.looks_like_time(cells[9]) and _CAUSE.fullmatch(cells[14].strip()):
        # the template that writes as Asterisk does
        return {
            **{"customer_key": 2, "did": 3, "context": 4, "application": 8, "application_data": 9, "at_utc": 10},
            **{"answered_at_utc": 11, "ended_at_utc": 12, "duration": 13, "billed": 14, "disposition": 15, "call_id": 17},
        }
    if not (11 <= len(cells) <= 15 and cdr.looks_like_time(cells[4]) and _CAUSE.fullmatch(cells[9].strip())):
        return {}
    return {
        **{"customer_key": 2, "did": 3, "context": 4, "at_utc": 5, "answered_at_utc": 6, "ended_at_utc": 7},
        **{"duration": 8, "billed": 9, "disposition": 10, "call_id": 11},
    }


def _queue(text_of: Callable[[str], str]) -> str:
    """The queue of mod_callcenter, its domain taken off: a column of its own, or what the application was given."""
    given = f"case when lower({text_of('application')}) = 'callcenter' then {text_of('application_data')} end"
    return f"nullif(trim(split_part(coalesce({text_of('queue')}, {given}), '@', 1)), '')"


LAYOUT = cdr.Layout(
    names={
        "at_utc": ("start_stamp", "start_timestamp"),
        "answered_at_utc": ("answer_stamp", "answer_timestamp"),
        "ended_at_utc": ("end_stamp", "end_timestamp"),
        "duration": ("duration",),
        "billed": ("billsec",),
        "customer_key": ("caller_id_number",),
        "did": ("destination_number", "caller_destination"),
        "context": ("context",),
        "disposition": ("hangup_cause",),
        "call_id": ("uuid", "xml_cdr_uuid"),
        "application": ("last_app",),
        "application_data": ("last_arg",),
        "queue": ("cc_queue",),
        "queue_status": ("cc_cause", "cc_cancel_reason", "userfield"),
    },
    needed=("at_utc", "disposition"),
    placed=_placed,
    queue=_queue,
)


def sniff(head: bytes, file_name: str) -> Fit:
    """Recognise the template by the places of its fields, a table by its names."""
    return cdr.fit(LAYOUT, head, "FreeSWITCH's call detail records")


def plan(source: Source, head: bytes, file_name: str) -> Plan:
    """Plan one file of call detail records."""
    return cdr.plan(LAYOUT, source, head, file_name)
