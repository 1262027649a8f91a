"""Asterisk's call detail records: Master.csv without a header, or the table cdr exported with one.

Belongs here: its columns and its words for what became of a call. Does not: plans (cdr).
Times are the switch's local time, unless its source says `timezone: UTC` (usegmtime).
"""

import re
from collections.abc import Callable, Mapping, Sequence

from assets.readers import cdr
from assets.readers.protocol import Fit, Plan
from assets.settings.sources import Source

name = "asterisk_cdr"

words: Mapping[str, Mapping[str, tuple[str, ...]]] = {
    "blocked": {
        "busy": ("BUSY",),
        "congestion": ("CONGESTION",),
        "full": ("FULL",),
        "join_empty": ("JOINEMPTY", "JOINUNAVAIL"),
    },
    "context": {"internal": ("from-internal", "from-internal-xfer", "from-internal-noxfer"), "outbound": ("outbound-allroutes",)},
}

_CALL_ID = re.compile(r"\S*\d{6,10}\.\d+")
_DISPOSITION = re.compile(r"[A-Z][A-Z ]+")


def _placed(cells: Sequence[str]) -> cdr.Places:
    """Master.csv has 16 columns, with uniqueid and userfield up to 18, with the newer three up to 21."""
    if not (16 <= len(cells) <= 21 and cdr.looks_like_time(cells[9]) and _DISPOSITION.fullmatch(cells[14].strip())):
        return {}
    places = {
        **{"customer_key": 2, "did": 3, "context": 4, "channel": 6, "application": 8, "application_data": 9},
        **{"at_utc": 10, "answered_at_utc": 11, "ended_at_utc": 12, "duration": 13, "billed": 14, "disposition": 15},
    }
    # uniqueid and userfield are switched on one by one, so the seventeenth may be either
    has_id = len(cells) > 16 and bool(_CALL_ID.fullmatch(cells[16].strip()))
    if has_id:
        places["call_id"] = 17
    status = 18 if has_id else 17
    newer = len(cells) >= 19
    if len(cells) >= status and not (newer and len(cells) - 3 < status):
        places["queue_status"] = status
    if newer:
        places["linked_id"] = len(cells) - 1
    return places


def _queue(text_of: Callable[[str], str]) -> str:
    """The queue is the first argument of the application that keeps callers waiting; before 1.6 arguments had | between them."""
    return (
        f"case when lower({text_of('application')}) = 'queue' "
        f"then nullif(trim(regexp_extract({text_of('application_data')}, '^[^,|]*')), '') end"
    )


LAYOUT = cdr.Layout(
    names={
        "at_utc": ("calldate", "start"),
        "answered_at_utc": ("answer", "answerdate"),
        "ended_at_utc": ("end", "enddate", "hangupdate"),
        "duration": ("duration",),
        "billed": ("billsec",),
        "customer_key": ("src", "source"),
        "did": ("did", "dst", "destination"),
        "context": ("dcontext",),
        "channel": ("channel",),
        "application": ("lastapp",),
        "application_data": ("lastdata",),
        "disposition": ("disposition",),
        "call_id": ("uniqueid",),
        "linked_id": ("linkedid",),
        "queue_status": ("userfield",),
    },
    needed=("at_utc", "disposition", "channel", "application"),
    placed=_placed,
    queue=_queue,
)


def sniff(head: bytes, file_name: str) -> Fit:
    """Recognise Master.csv by the places of its fields, the table by its names."""
    return cdr.fit(LAYOUT, head, "Asterisk's call detail records")


def plan(source: Source, head: bytes, file_name: str) -> Plan:
    """Plan one file of call detail records."""
    return cdr.plan(LAYOUT, source, head, file_name)
