"""What `describe` makes of yes-or-no columns, of complaints among types, of states, and of histories of cases."""

from pathlib import Path
from typing import Any

import pytest
import yaml

from assets.describe import describe
from assets.drafting.state_words import state_of


def drafted(folder: Path, header: str, *rows: str, times: int = 12) -> tuple[dict[str, Any], str]:
    """Describe a file with these rows over and over, `n` counting the repetitions; give the entry and its text."""
    lines = [row.format(n=f"{n:04}", day=f"{1 + n:02}") for n in range(times) for row in rows]
    path = folder / "export.csv"
    path.write_text("\n".join([header, *lines]) + "\n", encoding="utf-8")
    text = describe(path).text
    return yaml.safe_load(text)["sources"][0], text


def test_a_promise_that_was_kept_is_turned_into_one_that_was_broken(tmp_path: Path) -> None:
    entry, _ = drafted(
        tmp_path,
        "Complaint ID,Date received,Company response,Status,Timely response?",
        "9{n},01/{day}/2024,Explained,Closed,Yes",
        "8{n},01/{day}/2024,Explained,Open,No",
    )
    assert entry["columns"]["vendor_is_breached"] == "Timely response?"
    assert entry["words"]["vendor_is_breached"] == {"false": ["Yes"], "true": ["No"]}
    assert entry["columns"]["type"] == {"value": "complaint"}, "the number is called that of a complaint"


def test_words_of_a_promise_are_drafted_and_what_is_neither_stands_for_nothing(tmp_path: Path) -> None:
    entry, text = drafted(
        tmp_path,
        "Ticket ID,Created,Status,SLA Status,Escalated,Merged",
        "A{n},2024-01-{day} 10:00,Closed,Breached,Y,false",
        "B{n},2024-01-{day} 11:00,Closed,Within SLA,N,true",
        "C{n},2024-01-{day} 12:00,Open,Paused,N,false",
    )
    assert entry["words"]["vendor_is_breached"] == {"false": ["Within SLA"], "true": ["Breached"]}
    assert entry["options"] == {"nothing": {"vendor_is_breached": ["Paused"]}}
    assert (entry["columns"]["is_escalated"], entry["columns"]["is_merged"]) == ("Escalated", "Merged")
    assert "is_escalated" not in entry["words"], "plain yes and no need no word"
    assert "Is a ticket with a yes under Merged the same request as another?" in text


def test_the_column_that_tells_complaints_is_the_type(tmp_path: Path) -> None:
    entry, text = drafted(
        tmp_path,
        "radicado;fecha_radicacion;tipo_lugar;naturaleza;estado;fecha_cierre",
        "2026{n}1;2024-01-{day} 10:00:00;calle;Queja;Cerrado;2024-01-{day} 11:00:00",
        "2026{n}2;2024-01-{day} 10:30:00;casa;Petición;En trámite;",
    )
    assert (entry["columns"]["type"], entry["words"]["type"]) == ("naturaleza", {"complaint": ["Queja"]})
    assert (entry["columns"]["ticket_id"], entry["columns"]["closed_at_utc"]) == ("radicado", "fecha_cierre")
    assert entry["words"]["status"] == {"open": ["En trámite"], "closed": ["Cerrado"]}
    assert "What do these mean?" not in text


@pytest.mark.parametrize(
    ("header", "rows", "columns"),
    [
        pytest.param(
            "CaseID,ActivityName,StartTimestamp,EndTimestamp,Team",
            ("{n},Register,2024-01-{day} 10:00:00,2024-01-{day} 10:05:00,A", "{n},Resolve,2024-01-{day} 11:00:00,2024-01-{day} 11:05:00,A"),
            {"at_utc": "EndTimestamp", "created_at_utc": "StartTimestamp", "status": "ActivityName", "queue": "Team"},
            id="steps with a beginning and an end",
        ),
        pytest.param(
            "Ticket Key,Changed At,From Status,To Status,Changed By",
            ("HD-{n},2024-01-{day} 10:00,New,In Progress,ann", "HD-{n},2024-01-{day} 11:00,In Progress,Done,bob"),
            {"ticket_id": "Ticket Key", "at_utc": "Changed At", "status": "To Status"},
            id="changes of state",
        ),
        pytest.param(
            "Id,CaseId,OwnerId,Status,LastModifiedDate",
            ("a{n},c{n},o1,New,2024-01-{day}T10:00:00.000Z", "b{n},c{n},o2,Closed,2024-01-{day}T11:00:00.000Z"),
            {"ticket_id": "CaseId", "at_utc": "LastModifiedDate", "status": "Status"},
            id="the case after each change",
        ),
    ],
)
def test_a_history_of_cases_is_no_list_of_them(header: str, rows: tuple[str, ...], columns: dict[str, str], tmp_path: Path) -> None:
    entry, _ = drafted(tmp_path, header, *rows)
    assert entry["kind"] == "ticket_update"
    assert columns.items() <= entry["columns"].items()


def test_of_a_history_of_all_fields_the_other_fields_are_passed_over(tmp_path: Path) -> None:
    entry, text = drafted(
        tmp_path,
        "Id,CaseId,CreatedDate,Field,OldValue,NewValue",
        "a{n},c{n},2024-01-{day}T10:00:00.000Z,created,,",
        "b{n},c{n},2024-01-{day}T10:30:00.000Z,Owner,ann,bob",
        "d{n},c{n},2024-01-{day}T11:00:00.000Z,Status,New,Closed",
    )
    assert (entry["kind"], entry["columns"]["status"]) == ("ticket_update", "NewValue")
    assert entry["options"] == {"skip": {"Field": ["Owner"]}}, "the creation is kept, for it tells when the case began"
    assert "Only changes of the state are states" in text


def test_a_list_without_an_end_asks_which_column_tells_it(tmp_path: Path) -> None:
    _, text = drafted(
        tmp_path,
        "Ticket ID,Created,Status,Approved",
        "A{n},2024-01-{day} 10:00,Closed,2024-01-{day} 12:00",
        "B{n},2024-01-{day} 11:00,Open,",
    )
    assert "No column was recognised as the time when a ticket was solved or closed. Is it one of Approved?" in text


def test_a_zone_that_the_header_names_is_taken(tmp_path: Path) -> None:
    entry, _ = drafted(tmp_path, "Ticket ID,Created at (America/New_York),Status", "A{n},2024-01-{day} 10:00,Closed")
    assert entry["timezone"] == "America/New_York"


def test_an_end_of_1900_does_not_hide_that_a_column_tells_ends(tmp_path: Path) -> None:
    entry, _ = drafted(
        tmp_path,
        "Ticket ID,Created,Close Date,Status",
        "A{n},2024-01-{day} 10:00:00,1900-01-01 00:00:00,Open",
        "B{n},2024-01-{day} 10:00:00,2024-01-{day} 11:00:00,Closed",
    )
    assert entry["columns"]["closed_at_utc"] == "Close Date"


def test_a_conversation_s_number_is_no_length_of_talk(tmp_path: Path) -> None:
    entry, _ = drafted(
        tmp_path,
        "Conversation #,Customer,Status,Mailbox,Created At,Closed At,Handle Time",
        "{n},c{n},Closed,Help,2024-01-{day} 10:00:00,2024-01-{day} 11:00:00,5m 2s",
    )
    assert (entry["kind"], entry["columns"]["ticket_id"]) == ("ticket", "Conversation #")
    assert entry["columns"]["handling_s"] == {"column": "Handle Time", "format": "h m s"}


@pytest.mark.parametrize(
    ("word", "state"),
    [
        ("Not resolved", None),
        ("Clôturée", "closed"),
        ("warten zur Erinnerung", "pending"),
        ("Fixed - Council", "solved"),
        ("Onhold", "hold"),
        ("Supprimée", "deleted"),
        ("Respondido", "solved"),
        ("Closed - Works Completed", "closed"),
        ("Open - not assigned", "open"),
        ("Close Ticket", "closed"),
        ("已完成", "solved"),
    ],
)
def test_states_of_strangers_are_known_and_a_denial_is_not_taken_for_the_word_in_it(word: str, state: str | None) -> None:
    assert state_of(word) == state


def test_numbers_with_leading_noughts_are_no_dates_that_stand_for_none(tmp_path: Path) -> None:
    entry, _ = drafted(
        tmp_path,
        "CaseNumber,Owner,Status,CreatedDate,ClosedDate",
        "0000{n}1,ann,Closed,2024-01-{day}T10:00:00Z,2024-01-{day}T11:00:00Z",
        "0000{n}2,bob,New,2024-01-{day}T10:00:00Z,",
    )
    assert (entry["kind"], entry["columns"]["ticket_id"], entry["columns"]["closed_at_utc"]) == ("ticket", "CaseNumber", "ClosedDate")


def test_names_without_blanks_and_a_target_in_hours_are_understood(tmp_path: Path) -> None:
    entry, _ = drafted(
        tmp_path,
        "ticketnumber,createdon,modifiedon,statuscode,sla_hours,isescalated",
        "CAS-{n},2024-01-{day} 10:00,2024-01-{day} 11:00,Resolved,48,false",
        "CAT-{n},2024-01-{day} 10:30,2024-01-{day} 11:30,Active,24,true",
    )
    assert entry["columns"] == {
        "ticket_id": "ticketnumber",
        "created_at_utc": "createdon",
        "updated_at_utc": "modifiedon",
        "status": "statuscode",
        "is_escalated": "isescalated",
        "vendor_due_at_utc": {"column": "createdon", "plus": "sla_hours", "format": "hours"},
    }


@pytest.mark.parametrize(
    ("header", "rows", "columns"),
    [
        pytest.param(
            "Meldingsnummer;Datum melding;Tijd melding;Hoofdcategorie;Status;Datum afhandeling;Tevredenheid",
            ("{n}1;{day}-01-2024;10:15;Afval;Afgehandeld;{day}-01-2024;5", "{n}2;{day}-01-2024;11:15;Licht;In behandeling;;"),
            {
                "ticket_id": "Meldingsnummer",
                "created_at_utc": {"columns": ["Datum melding", "Tijd melding"]},
                "satisfaction": "Tevredenheid",
            },
            id="Dutch",
        ),
        pytest.param(
            "Номер обращения;Дата создания;Дата закрытия;Статус;Срок;Просрочено",
            (
                "{n}1;{day}.01.2024 10:00:00;{day}.01.2024 11:00:00;Закрыто;{day}.01.2024 12:00:00;Нет",
                "{n}2;{day}.01.2024 10:00:00;;Новое;;Да",
            ),
            {"vendor_due_at_utc": "Срок", "vendor_is_breached": "Просрочено", "closed_at_utc": "Дата закрытия"},
            id="Russian",
        ),
        pytest.param(
            "Numero segnalazione;Data segnalazione;Data chiusura;Stato;Tipologia",
            ("{n}1;{day}/01/2024 10.15;{day}/01/2024 11.15;Chiusa;Reclamo", "{n}2;{day}/01/2024 10.20;;Aperta;Segnalazione"),
            {"created_at_utc": "Data segnalazione", "closed_at_utc": "Data chiusura", "type": "Tipologia"},
            id="Italian, with a point in the time of day",
        ),
        pytest.param(
            "工单编号,创建时间,完成时间,工单状态,工单类型",
            ("{n}1,2024-01-{day} 10:00:00,2024-01-{day} 11:00:00,已完成,投诉", "{n}2,2024-01-{day} 10:30:00,,处理中,咨询"),
            {"ticket_id": "工单编号", "created_at_utc": "创建时间", "closed_at_utc": "完成时间", "status": "工单状态"},
            id="Chinese",
        ),
    ],
)
def test_lists_of_other_languages_are_drafted(header: str, rows: tuple[str, ...], columns: dict[str, Any], tmp_path: Path) -> None:
    entry, text = drafted(tmp_path, header, *rows)
    assert entry["kind"] == "ticket"
    assert {canonical: entry["columns"].get(canonical) for canonical in columns} == columns
    assert "What do these mean?" not in text
