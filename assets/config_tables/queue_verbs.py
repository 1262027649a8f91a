"""What each event of a switch's queue log is of a visit to a queue, as a table: loading, SQL and the books of a day all ask it.

Belongs here: `config.queue_verb`. Does not: what an event's parameters say (sql/core), words that a source declares (`config.word`).
"""

COLUMNS: dict[str, dict[str, str]] = {"config.queue_verb": {"verb": "varchar", "leg_part": "varchar", "outcome": "varchar"}}

# An end closes a conversation, an exit a wait; each of them says what became of the visit.
VERBS: tuple[tuple[str, str, str | None], ...] = (
    ("ENTERQUEUE", "entry", None),
    ("CONNECT", "connection", None),
    ("RINGNOANSWER", "ringing", None),
    ("RINGCANCELED", "ringing", None),
    ("COMPLETEAGENT", "end", "answered"),
    ("COMPLETECALLER", "end", "answered"),
    ("BLINDTRANSFER", "end", "answered"),
    ("ATTENDEDTRANSFER", "end", "answered"),
    ("TRANSFER", "end", "answered"),
    ("ABANDON", "exit", "abandoned"),
    ("EXITWITHTIMEOUT", "exit", "flowout_timeout"),
    ("EXITEMPTY", "exit", "flowout_empty"),
    ("EXITWITHKEY", "exit", "flowout_key"),
    ("WITHDRAW", "exit", "flowout_withdrawn"),
    ("AGENTDUMP", "exit", "failed"),
    ("SYSCOMPAT", "exit", "failed"),
)
