"""Words that help desks, cities and logs of cases use for their columns.

Belongs here: words, as they stand in headers. Does not: how sure a match is (columns), words of states (states).
"""

TICKET = {
    "ticket_id": """
        ticket id; ticket; ticket number; case id; case number; issue key; unique key; service request id; service request number;
        sr number; request id; request number; number; incident; key; id; ticketnummer; vorgang; номер обращения
    """,
    "created_at_utc": """
        created at; created; created time; opened at; opened; sys created on; date created; open date; date opened; created date;
        creation date; requested at; submitted at; erstellt; cree le; creado; creato; aangemaakt; utworzono; создан
    """,
    "updated_at_utc": """
        updated at; updated; updated date; sys updated on; last updated; last update time; last modified date; modified; geandert;
        mis a jour; actualizado; aggiornato; обновлен
    """,
    "solved_at_utc": """
        resolved at; resolved time; resolved date; resolved; solved at; date resolved; resolution date; time to resolution;
        resolution time; gelost am; resolu le; resuelto; risolto; решен
    """,
    "closed_at_utc": """
        closed at; closed time; closed date; closed; date closed; close date; completed at; completion date; completed date;
        geschlossen; ferme le; cerrado; chiuso; закрыт
    """,
    "first_response_at_utc": """
        first response at; first response time; first response; first reply at; first reply time; first reply; initial response time;
        initial response; first responded at; erste antwort
    """,
    "queue": """
        group; assignment group; team; queue; assigned group; responsible agency; agency; owner department; department; gruppe;
        equipe; grupo; gruppo; groep; grupa; группа
    """,
    "status": "status; state; ticket status; incident state; zustand; statut; estado; stato; статус",
    "priority": "priority; prioritat; priorite; prioridad; priorita; prioriteit; priorytet; приоритет; urgency",
    "type": "type; issue type; ticket type; complaint type; sr type; service request type; typ; tipo; тип",
    "channel": "channel; contact type; via; source; origin; channel type; method received; kanal; canal; канал",
    "requester_key": """
        requester; requester id; caller id; reporter; customer; customer id; opened by; melder; demandeur; solicitante;
        richiedente; заявитель
    """,
    "assignee": "assignee; assigned to; agent; owner; bearbeiter; assigne a; asignado a; assegnato a; исполнитель",
    "contact_id": "call id; contact id; external id",
    "topic": "topic; category; subcategory; descriptor; request type; kategorie; categorie; categoria; категория",
    "satisfaction": "satisfaction; rating; csat; zufriedenheit",
}
TICKET_UPDATE = {
    "ticket_id": """
        case id; caseid; case concept name; case; ticket id; ticket; incident id; incident; sr number; service request number;
        number; vorgang
    """,
    "at_utc": """
        complete timestamp; timestamp; time timestamp; change date time; status change date; change date; event time; time;
        completetime; end time; date; sys updated on; sys updated at; zeitpunkt
    """,
    "status": """
        activity; sub status; substatus; activityid; activity id; concept name; event concept name;
        event; task; status; state; step; aktivitat
    """,
    "assignee": "resource; org resource; owner first name; user; agent; assigned to; performer; owner; bearbeiter",
    "queue": "workgroup; group; involved st; org group; assignment group; team; support section; department; org role",
    "priority": "priority; seriousness; severity; urgency; impact; prioritat",
    "requester_key": "customer; customer id; requester; caller id; client",
    "topic": "product; category; service type; topic; type",
}
