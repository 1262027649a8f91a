"""Words that help desks, cities and logs of cases use for their columns.

Belongs here: words, as they stand in headers. Does not: how sure a match is (columns), words of states (state_words).
"""

# Earlier phrases win over later ones: a bare "number" or "id" may be no more than the row's.
TICKET = {
    "ticket_id": """
        ticket id; ticket; ticket number; case id; case number; issue key; unique key; service request id; servicerequestid;
        service request number; service request sr number; sr number; srnumber; request id; request number; conversation id;
        service request num; servicerequestnum; service request; unique id; bug id; complaint id;
        conversation number; case enquiry id; ticketnummer; vorgangsnummer; vorgang; numero de ticket; id du ticket;
        numero de caso; id de ticket; номер обращения; incident number; incident id; incident; key; number; id
    """,
    "created_at_utc": """
        created at; created; created time; opened at; opened; sys created on; date created; open date; open time; open dt; date opened;
        created date; creation date; create date; created on; creation time; date of creation; requested at; requested datetime;
        requested date; date requested; submitted at; submitted; sr create date; add date; adddate; received date; date received;
        reported at; date reported; logged at; raised at; opendate; submit date; requested; incident date; issue reported at;
        date received; dds date creation;
        open timestamp; conversation started at; erstellt; erstellt am; erstellungsdatum;
        eroffnet am; cree le; date de creation; date d ouverture; ouvert le; creado; creado el; fecha de creacion; fecha de apertura;
        creato; data di creazione; data di apertura; data creazione; criado em; data de criacao; data de abertura; aangemaakt;
        aangemaakt op; utworzono; data utworzenia; создан; дата создания
    """,
    "updated_at_utc": """
        updated at; updated; updated date; updated on; sys updated on; last updated; last update; last update date; last update time;
        last modified; last modified date; modified time; modified; modified on; date modified; changeddate; date changed; changed;
        date last update;
        date dernier statut; status date; conversation last updated at; geandert; geandert am;
        letzte anderung; mis a jour; derniere modification; derniere mise a jour; actualizado; ultima modificacion; aggiornato;
        ultima modifica; ultima atualizacao; обновлен
    """,
    "solved_at_utc": """
        resolved at; resolved time; resolved date; resolved; resolved on; solved at; solved on; solved date; date resolved; date solved;
        resolution date; resolutiondate; time to resolution; resolution time; gelost am; losungsdatum; resolu le; date de resolution;
        resuelto; fecha de resolucion; fecha de solucion; risolto; data di risoluzione; data de resolucao; решен
    """,
    "closed_at_utc": """
        closed at; closed time; closed date; closed; closed on; date closed; close date; close time; closed dt; ticket closed time;
        last closed at; completed at; completion date; completed date; date completed; completion time; geschlossen; geschlossen am;
        schliesszeit; abgeschlossen am; ferme le; date de fermeture; date de cloture; cloture le; cerrado; fecha de cierre; chiuso;
        data di chiusura; data chiusura; data de fechamento; case close date; afgesloten op; data zamkniecia; закрыт; дата закрытия
    """,
    "first_response_at_utc": """
        first response at; first response time; first response; first response date; first reply at; first reply time; first reply;
        initial response time; initial response; first responded at; first responded on; first teammate reply at; first agent reply;
        acknowledged at; acknowledged; issue responded; responded at;
        erste antwort; premiere reponse; primera respuesta
    """,
    "vendor_due_at_utc": """
        due at; due date; due by; due by time; due; sla due date; sla due; sla target dt; sla target; sla target date; target date;
        target resolution; service due date; serviceduedate; expected; expected date;
        expected resolution date; planned completion date; deadline; faellig am;
        fallig am; falligkeitsdatum; date d echeance; echeance; fecha limite; fecha de vencimiento; scadenza; prazo
    """,
    "queue": """
        group; assignment group; team; queue; assigned group; responsible agency; responsible department; agency; owner department;
        owning department; department; team assigned; team currently assigned; support group; division; organizationacronym; gruppe;
        equipe; groupe de techniciens; attribue a groupe de techniciens; grupo; gruppo; groep; grupa; группа
    """,
    "status": """
        status; state; ticket status; incident state; case status; sr status; srstatus; request status; bug status; status description;
        dernier statut; current status; current conversation state; serviceorderstatus;
        zustand; statut; estado; stato; статус
    """,
    "priority": "priority; prioritat; priorite; prioridad; priorita; prioriteit; priorytet; приоритет; urgency",
    "type": "type; issue type; ticket type; complaint type; sr type; srtype; service name; service request type; typ; tipo; тип",
    "channel": """
        channel; contact type; via; source; origin; channel type; method received; request source; initial channel; kanal; canal; канал
    """,
    "requester_key": """
        requester; requester id; requester email; caller id; caller; reporter; customer email; customer id; customer; contact id;
        associated contact ids; user id; from email; opened by; melder; kunde; kundennummer; demandeur; demandeur demandeur;
        solicitante; richiedente; заявитель
    """,
    "assignee": """
        assignee; assigned to; agent; owner; ticket owner; assigned agent; teammate currently assigned; bearbeiter; besitzer;
        assigne a; attribue a; attribue a technicien; technicien; asignado a; assegnato a; исполнитель
    """,
    "contact_id": "call id; phone call id; external call id",
    "topic": """
        topic; category; subcategory; descriptor; request type; help topic; classification; kategorie; categorie; categoria; категория
    """,
    "satisfaction": """
        satisfaction; rating; csat; customer satisfaction rating; satisfaction rating; satisfaction score; survey score; survey results;
        happiness rating; conversation rating; zufriedenheit; note de satisfaction; satisfaccion
    """,
    "tags": "tags; labels; schlagworte; etiquettes; etiquetas",
}
TICKET_UPDATE = {
    "ticket_id": """
        case id; caseid; case concept name; case; ticket id; ticket; incident id; incident; sr number; service request number;
        number; vorgang
    """,
    "at_utc": """
        complete timestamp; timestamp; time timestamp; change date time; status change date; change date; event time; time;
        completetime; end time; date stamp; datestamp; date; sys updated on; sys updated at; zeitpunkt
    """,
    "status": """
        activity; incident activity type; incidentactivity type;
        sub status; substatus; activityid; activity id; concept name; event concept name;
        event; task; status; state; step; aktivitat
    """,
    "assignee": "resource; org resource; owner first name; user; agent; assigned to; performer; owner; bearbeiter",
    "queue": "workgroup; group; involved st; org group; assignment group; team; support section; department; org role",
    "priority": "priority; seriousness; severity; urgency; impact; prioritat",
    "requester_key": "customer; customer id; requester; caller id; client",
    "topic": "product; category; service type; topic; type",
}
