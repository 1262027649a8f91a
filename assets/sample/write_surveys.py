"""The two surveys as files: Qualtrics with its three header rows, and the telephone survey's plain CSV.

Belongs here: the layouts. Does not: who answers what.
"""

import io
from pathlib import Path

import numpy as np

from assets.sample.calendar import DAY_S, Ints
from assets.sample.people import Calls, call_ids
from assets.sample.surveys import Answers
from assets.sample.text import Texts, blank_where, digits, fixed, pick, plain, quoted, stamp, write_csv

QUALTRICS_COLUMNS = (
    ("StartDate", "Start Date", "startDate"),
    ("EndDate", "End Date", "endDate"),
    ("Status", "Response Type", "status"),
    ("IPAddress", "IP Address", "ipAddress"),
    ("Progress", "Progress", "progress"),
    ("Duration (in seconds)", "Duration (in seconds)", "duration"),
    ("Finished", "Finished", "finished"),
    ("RecordedDate", "Recorded Date", "recordedDate"),
    ("ResponseId", "Response ID", "_recordId"),
    ("RecipientLastName", "Recipient Last Name", "recipientLastName"),
    ("RecipientFirstName", "Recipient First Name", "recipientFirstName"),
    ("RecipientEmail", "Recipient Email", "recipientEmail"),
    ("ExternalReference", "External Data Reference", "externalDataReference"),
    ("LocationLatitude", "Location Latitude", "locationLatitude"),
    ("LocationLongitude", "Location Longitude", "locationLongitude"),
    ("DistributionChannel", "Distribution Channel", "distributionChannel"),
    ("UserLanguage", "User Language", "userLanguage"),
    ("Q1", "How satisfied are you with our service today?\n(1 = not at all, 5 = very)", "QID1"),
    ("Q2", "Is there anything else, good or bad, you would like to tell us?", "QID2_TEXT"),
)
REMARKS = [
    *[""] * 30,
    "Thank you!",
    "Friendly, quick",
    "I had to wait, but it was worth it",
    "Line was poor",
    "Second call about the same thing",
    'They said "tomorrow", we will see',
    "All good",
    "Too much music",
    "No complaints",
    "First the wrong department,\nthen a very kind colleague",
]
ALPHABET = np.frombuffer(b"ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789", dtype=np.uint8)
PHONE_HEADER = b"invite_id,call_id,asked_at,answered_at,score,mode\n"


def qualtrics_header() -> bytes:
    """Return the three header rows: column names, questions as asked, import ids."""
    rows = io.StringIO()
    for place in range(2):
        rows.write(",".join(quoted([column[place] for column in QUALTRICS_COLUMNS])) + "\n")
    rows.write(",".join(quoted(['{"ImportId":"' + column[2] + '"}' for column in QUALTRICS_COLUMNS])) + "\n")
    return rows.getvalue().encode()


def _response_ids(answers: Answers, rows: Ints) -> Texts:
    """Return ids that look random and are not: a mixed-up row number, spelt in 62 signs."""
    mixed = (rows.astype(np.uint64) + np.uint64(1)) * np.uint64(0x9E3779B97F4A7C15) ^ answers.answered_utc[rows].astype(np.uint64)
    signs = []
    for _ in range(10):
        signs.append(ALPHABET[(mixed % np.uint64(62)).astype(np.int64)])
        mixed = mixed // np.uint64(62)
    return fixed("R_", np.stack(signs, axis=1), digits(rows, 7))


def write_web_month(answers: Answers, calls: Calls, *, rows: Ints, recorded_local: Ints, is_harbour: np.ndarray, path: Path) -> None:
    """Write the answers in `rows`, which are one month's by recording time."""
    is_preview = answers.call[rows] < 0
    ids = call_ids(calls, np.maximum(answers.call[rows], 0), is_harbour)
    took = answers.took_s[rows]
    nothing = pick([""], np.zeros(len(rows), dtype=np.int64))

    def same(text: str) -> Texts:
        return pick([text], np.zeros(len(rows), dtype=np.int64))

    write_csv(
        path,
        qualtrics_header(),
        [
            stamp(recorded_local - took),
            stamp(recorded_local),
            pick(["IP Address", "Survey Preview"], is_preview.astype(np.int64)),
            nothing,
            same("100"),
            plain(took),
            same("True"),
            stamp(recorded_local),
            _response_ids(answers, rows),
            nothing,
            nothing,
            nothing,
            blank_where(ids, is_preview),
            nothing,
            nothing,
            pick(["email", "preview"], is_preview.astype(np.int64)),
            same("DE"),
            plain(answers.score[rows]),
            pick(quoted(REMARKS), answers.remark[rows]),
        ],
    )


def write_phone_month(
    answers: Answers, calls: Calls, *, rows: Ints, asked_local: Ints, answered_local: Ints, is_harbour: np.ndarray, path: Path
) -> None:
    """Write the invitations in `rows`, which are one month's by the time of asking; who did not answer has no time of it."""
    silent = answers.score[rows] == 0
    write_csv(
        path,
        PHONE_HEADER,
        [
            fixed("P", digits(rows + 1, 7)),
            call_ids(calls, answers.call[rows], is_harbour),
            stamp(asked_local),
            blank_where(stamp(answered_local), silent),
            blank_where(plain(answers.score[rows]), silent),
            pick(["ivr", "sms"], (asked_local // DAY_S) % 2),
        ],
    )
