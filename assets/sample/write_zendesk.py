"""The help desk as a connector lands it: ticket, comment, field history, user and group tables in Zendesk's columns.

Belongs here: the layouts and which records a ticket's life leaves in them. Does not: that life itself.
"""

from pathlib import Path

import numpy as np

from assets.sample.calendar import Flags, Ints
from assets.sample.casework import CLOSED, HOLD, NEW, NOT_YET, OPEN, PENDING, SOLVED, STATUS_WORDS, Tickets, last_change, status_of
from assets.sample.people import Calls, call_ids
from assets.sample.plan import CASEWORK
from assets.sample.text import Texts, blank_where, digits, either, fixed, joined, pick, plain, quoted, stamp, write_csv

TICKET_COLUMNS = (
    "id,_fivetran_synced,allow_channelback,assignee_id,brand_id,created_at,description,due_at,external_id,forum_topic_id,"
    "group_id,has_incidents,is_public,organization_id,priority,problem_id,recipient,requester_id,status,subject,"
    "submitter_id,system_client,ticket_form_id,type,updated_at,url,via_channel,via_source_from_id,via_source_from_title,"
    "via_source_rel,via_source_to_address,via_source_to_name,merged_ticket_ids,via_source_from_address,followup_ids,"
    "via_followup_source_id"
)
COMMENT_COLUMNS = "id,_fivetran_synced,body,created,facebook_comment,public,ticket_id,tweet,user_id,voice_comment"
HISTORY_COLUMNS = "field_name,ticket_id,updated,_fivetran_synced,user_id,value"
USER_COLUMNS = (
    "id,_fivetran_synced,active,alias,authenticity_token,chat_only,created_at,details,email,external_id,last_login_at,locale,"
    "locale_id,moderator,name,notes,only_private_comments,organization_id,phone,remote_photo_url,restricted_agent,role,shared,"
    "shared_agent,signature,suspended,ticket_restriction,time_zone,two_factor_auth_enabled,updated_at,url,verified"
)
GROUP_COLUMNS = "id,_fivetran_deleted,_fivetran_synced,created_at,name,updated_at,url"
SITE_ADDRESS = "https://harbour-lakes.example/api/v2"
GROUP_ID = "360000000777"
FIRST_TICKET = 1001
FIRST_AGENT = 360_000_001_000
FIRST_CUSTOMER = 370_000_000_000
FIRST_COMMENT = 1_000_000_000_000
PRIORITIES = ["low", "normal", "high", "urgent"]
TYPES = ["question", "problem", "incident", "task"]
SUBJECTS = ["Invoice is wrong", "Refund, please", "Complaint about a delivery", "Contract question"]
OPENINGS = [
    "I was charged twice.",
    'Your colleague said "within two days", that was last week.',
    "Please send the invoice again, the old one is lost.",
    "Hello,\n\nthe amount differs from the offer.\n\nRegards",
]


class _Table:
    """Columns of one table, given by name; what is not given is empty."""

    def __init__(self, header: str, rows: int) -> None:
        self.header, self.rows = header, rows
        self.values: dict[str, Texts] = {}

    def same(self, **texts: str) -> None:
        """Give columns one text in all rows."""
        for name, text in texts.items():
            self.values[name] = pick([text], np.zeros(self.rows, dtype=np.int64))

    def write(self, path: Path) -> None:
        """Write all columns of the header in its order."""
        names = self.header.split(",")
        unknown = set(self.values) - set(names)
        if unknown:
            raise KeyError(f"{path.name} has no column {', '.join(sorted(unknown))}")
        nothing = pick([""], np.zeros(self.rows, dtype=np.int64))
        write_csv(path, (self.header + "\n").encode(), [self.values.get(name, nothing) for name in names])


def _agent_ids(agents: Ints) -> Texts:
    return plain(FIRST_AGENT + agents)


def _customer_ids(requesters: Ints) -> Texts:
    return plain(FIRST_CUSTOMER + requesters)


def write_tickets(tickets: Tickets, calls: Calls, *, is_harbour: Flags, as_of_utc: int, path: Path) -> None:
    """Write one row a ticket, as it stands at the time of export."""
    count = len(tickets)
    table = _Table(TICKET_COLUMNS, count)
    number = plain(FIRST_TICKET + np.arange(count))
    from_call = tickets.call >= 0
    taken_up = tickets.first_response_utc < NOT_YET
    status = np.where(tickets.is_deleted, len(STATUS_WORDS), status_of(tickets))
    writing = np.arange(count) % 3 == 0
    table.same(
        allow_channelback="FALSE", brand_id="360000000111", group_id=GROUP_ID, has_incidents="FALSE", is_public="TRUE",
        organization_id="", ticket_form_id="360000000222", merged_ticket_ids="[]", followup_ids="[]",
    )  # fmt: skip
    submitter = either(from_call, _agent_ids(tickets.assignee), _customer_ids(tickets.requester))
    table.values |= {
        "id": number,
        "_fivetran_synced": _synced(count, as_of_utc),
        "assignee_id": blank_where(_agent_ids(tickets.assignee), ~taken_up),
        "created_at": stamp(tickets.created_utc),
        "description": pick(quoted(OPENINGS), tickets.topic),
        "external_id": blank_where(call_ids(calls, np.maximum(tickets.call, 0), is_harbour), ~from_call) if len(calls) else number,
        "priority": pick(PRIORITIES, tickets.priority),
        "requester_id": _customer_ids(tickets.requester),
        "status": pick([*STATUS_WORDS, "deleted"], status),
        "subject": pick(quoted(SUBJECTS), tickets.topic),
        "submitter_id": submitter,
        "type": pick(TYPES, tickets.topic),
        "updated_at": stamp(last_change(tickets)),
        "url": joined(f"{SITE_ADDRESS}/tickets/", number, ".json"),
        "via_channel": either(
            from_call, *(pick(["voice"], np.zeros(count, dtype=np.int64)), pick(["email", "web"], writing.astype(np.int64)))
        ),
    }
    table.write(path)


def _synced(count: int, as_of_utc: int) -> Texts:
    return pick([stamp(np.array([as_of_utc + 900])).to_pylist()[0] + ".000"], np.zeros(count, dtype=np.int64))


AGENT_WRITES, CUSTOMER_WRITES = 0, 1


def write_comments(tickets: Tickets, *, as_of_utc: int, path: Path) -> None:
    """Write one row a comment: the opening (a note by the agent if the case was phoned in), questions, answers, the solution."""
    everyone = np.ones(len(tickets), dtype=bool)
    from_call = tickets.call >= 0
    said: tuple[tuple[Ints, Flags, int, bool, str], ...] = (
        (tickets.created_utc, ~from_call, CUSTOMER_WRITES, True, ""),
        (tickets.created_utc, from_call, AGENT_WRITES, False, "Customer called, see recording."),
        (tickets.first_response_utc, everyone, AGENT_WRITES, True, "Thank you for writing, I am looking into it."),
        (tickets.pending_utc, everyone, AGENT_WRITES, True, "Could you send me the number on the invoice, please?"),
        (tickets.answered_utc, everyone, CUSTOMER_WRITES, True, "Here it is, top right: see the photo."),
        (tickets.hold_utc, everyone, AGENT_WRITES, False, "Waiting for the accounts department."),
        (tickets.solved_utc, everyone, AGENT_WRITES, True, "This is settled, you will find the correction in your account."),
        (tickets.reopened_utc, everyone, CUSTOMER_WRITES, True, "Sorry, it is still not right."),
        (tickets.solved_again_utc, everyone, AGENT_WRITES, True, "Corrected once more."),
    )
    rows = [np.flatnonzero(who & (at < NOT_YET)) for at, who, *_ in said]
    ticket = np.concatenate(rows)
    kind = np.concatenate([np.full(len(part), place) for place, part in enumerate(rows)])
    at = np.concatenate([entry[0][part] for entry, part in zip(said, rows, strict=True)])
    order = np.lexsort((kind, ticket, at))
    ticket, kind, at = ticket[order], kind[order], at[order]
    by_agent = np.array([entry[2] == AGENT_WRITES for entry in said])[kind]
    is_public = np.array([entry[3] for entry in said])[kind]
    body = either(kind == 0, pick(quoted(OPENINGS), tickets.topic[ticket]), pick(quoted([entry[4] for entry in said]), kind))
    table = _Table(COMMENT_COLUMNS, len(ticket))
    table.same(facebook_comment="FALSE", tweet="FALSE", voice_comment="FALSE")
    table.values |= {
        "id": plain(FIRST_COMMENT + np.arange(len(ticket))),
        "_fivetran_synced": _synced(len(ticket), as_of_utc),
        "body": body,
        "created": stamp(at),
        "public": pick(["FALSE", "TRUE"], is_public.astype(np.int64)),
        "ticket_id": plain(FIRST_TICKET + ticket),
        "user_id": either(by_agent, _agent_ids(tickets.assignee[ticket]), _customer_ids(tickets.requester[ticket])),
    }
    table.write(path)


def write_history(tickets: Tickets, *, as_of_utc: int, path: Path) -> None:
    """Write one row a change of status, priority, group or assignee; closing is the system's doing and has no user."""
    everyone = np.zeros(len(tickets), dtype=np.int64)
    by_whom = either(tickets.call >= 0, _agent_ids(tickets.assignee), _customer_ids(tickets.requester))
    customer, agent = _customer_ids(tickets.requester), _agent_ids(tickets.assignee)
    nobody = pick([""], everyone)

    def status(code: int) -> Texts:
        return pick([STATUS_WORDS[code]], everyone)

    changes: tuple[tuple[str, Ints, Texts, Texts], ...] = (
        ("status", tickets.created_utc, by_whom, status(NEW)),
        ("priority", tickets.created_utc, by_whom, pick(PRIORITIES, tickets.priority)),
        ("group_id", tickets.created_utc, by_whom, pick([GROUP_ID], everyone)),
        ("assignee_id", tickets.first_response_utc, agent, agent),
        ("status", tickets.first_response_utc, agent, status(OPEN)),
        ("status", tickets.pending_utc, agent, status(PENDING)),
        ("status", tickets.answered_utc, customer, status(OPEN)),
        ("status", tickets.hold_utc, agent, status(HOLD)),
        ("status", tickets.resumed_utc, agent, status(OPEN)),
        ("status", tickets.solved_utc, agent, status(SOLVED)),
        ("status", tickets.reopened_utc, customer, status(OPEN)),
        ("status", tickets.solved_again_utc, agent, status(SOLVED)),
        ("status", tickets.closed_utc, nobody, status(CLOSED)),
    )
    rows = [np.flatnonzero(at < NOT_YET) for _, at, _, _ in changes]
    ticket = np.concatenate(rows)
    kind = np.concatenate([np.full(len(part), place) for place, part in enumerate(rows)])
    at = np.concatenate([change[1][part] for change, part in zip(changes, rows, strict=True)])
    order = np.lexsort((kind, ticket, at))
    table = _Table(HISTORY_COLUMNS, len(order))
    table.values |= {
        "field_name": pick([change[0] for change in changes], kind[order]),
        "ticket_id": plain(FIRST_TICKET + ticket[order]),
        "updated": stamp(at[order]),
        "_fivetran_synced": _synced(len(order), as_of_utc),
        "user_id": _gathered([change[2] for change in changes], rows, order),
        "value": _gathered([change[3] for change in changes], rows, order),
    }
    table.write(path)


def _gathered(columns: list[Texts], rows: list[Ints], order: Ints) -> Texts:
    """Take each change's texts for the tickets it happened to, in the order of the file."""
    texts = [text for column, part in zip(columns, rows, strict=True) for text in pick(column, part).to_pylist()]
    return pick(texts, order)


def write_users(tickets: Tickets, agents: int, *, as_of_utc: int, path: Path) -> None:
    """Write the case workers and everybody who ever asked for something."""
    customers, first = np.unique(tickets.requester, return_index=True)
    count = agents + len(customers)
    is_agent = np.arange(count) < agents
    known_since = np.concatenate([np.full(agents, as_of_utc - 4 * 365 * 86400), tickets.created_utc[first]])
    name = [*(f"Case worker {number + 1}" for number in range(agents)), *(f"Customer {number}" for number in customers.tolist())]
    table = _Table(USER_COLUMNS, count)
    table.same(
        active="TRUE", chat_only="FALSE", locale="en-US", locale_id="1", moderator="FALSE", only_private_comments="FALSE",
        restricted_agent="FALSE", shared="FALSE", shared_agent="FALSE", suspended="FALSE", ticket_restriction="",
        time_zone="Central Time (US & Canada)", two_factor_auth_enabled="FALSE", verified="TRUE",
    )  # fmt: skip
    ids = np.concatenate([FIRST_AGENT + np.arange(agents), FIRST_CUSTOMER + customers])
    table.values |= {
        "id": plain(ids),
        "_fivetran_synced": _synced(count, as_of_utc),
        "created_at": stamp(known_since),
        "email": joined("u", fixed(digits(ids % 10**10, 10)), "@harbour-lakes.example"),
        "name": pick(name, np.arange(count)),
        "role": pick(["end-user", "agent"], is_agent.astype(np.int64)),
        "updated_at": stamp(known_since),
        "url": joined(f"{SITE_ADDRESS}/users/", plain(ids), ".json"),
    }
    table.write(path)


def write_groups(*, as_of_utc: int, path: Path) -> None:
    """Write the one group there is."""
    table = _Table(GROUP_COLUMNS, 1)
    since = stamp(np.array([as_of_utc - 4 * 365 * 86400])).to_pylist()[0]
    table.same(
        id=GROUP_ID, _fivetran_deleted="FALSE", created_at=since, name=CASEWORK.group_name, updated_at=since,
        url=f"{SITE_ADDRESS}/groups/{GROUP_ID}.json",
    )  # fmt: skip
    table.values["_fivetran_synced"] = _synced(1, as_of_utc)
    table.write(path)
