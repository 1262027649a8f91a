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
        numero de caso; id de ticket; номер обращения; incident number; incident id; incident; key; number; id;
        complaint number; report id; reference number; case ref; ref; conversation; numero de reclamation; n reclamation; reclamation;
        radicado; numero de radicado; protocolo; expediente; folio; contacto; dossier; vorgangs nr; sak; sagsnummer
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
        aangemaakt op; utworzono; data utworzenia; создан; дата создания;
        received at; received on; received; opened date; opened on; reported date; date of report; date of receipt; date of complaint;
        date de reception; recu le; fecha de radicacion; fecha de ingreso; fecha de registro; fecha de solicitud; fecha de recepcion;
        data de registro; data de cadastro; data do pedido; angelegt am; angelegt; gemeldet am; eingangsdatum; eingang; meldedatum;
        opprettet; skapad; oprettet; created ms; created ts
    """,
    "updated_at_utc": """
        updated at; updated; updated date; updated on; sys updated on; last updated; last update; last update date; last update time;
        last modified; last modified date; modified time; modified; modified on; date modified; changeddate; date changed; changed;
        date last update;
        date dernier statut; status date; statusdatum; status changed at; status changed;
        status change date; letzter statuswechsel; conversation last updated at; geandert; geandert am;
        letzte anderung; mis a jour; derniere modification; derniere mise a jour; actualizado; ultima modificacion; aggiornato;
        ultima modifica; ultima atualizacao; обновлен
    """,
    "solved_at_utc": """
        resolved at; resolved time; resolved date; resolved; resolved on; solved at; solved on; solved date; date resolved; date solved;
        resolution date; resolutiondate; time to resolution; resolution time; gelost am; losungsdatum; resolu le; date de resolution;
        resuelto; fecha de resolucion; fecha de solucion; risolto; data di risoluzione; data de resolucao; решен;
        fixed at; fixed; fixed on; time resolved; resolved ms; resolved ts; erledigt am; afgehandeld op; data de solucao
    """,
    "closed_at_utc": """
        closed at; closed time; closed date; closed; closed on; date closed; close date; close time; closed dt; ticket closed time;
        last closed at; completed at; completion date; completed date; date completed; completion time; geschlossen; geschlossen am;
        schliesszeit; abgeschlossen am; ferme le; date de fermeture; date de cloture; cloture le; cerrado; fecha de cierre; chiuso;
        data di chiusura; data chiusura; data de fechamento; case close date; afgesloten op; data zamkniecia; закрыт; дата закрытия;
        completed time; completed on; completed; finished at; data de finalizacao; data finalizacao; data de encerramento;
        data de conclusao; fecha de cierre contacto; afsluitdatum; gesloten op; lukket; avslutad; abschlussdatum; erledigungsdatum;
        conversation last closed at
    """,
    "first_response_at_utc": """
        first response at; first response time; first response; first response date; first reply at; first reply time; first reply;
        initial response time; initial response; first responded at; first responded on; first teammate reply at; first agent reply;
        acknowledged at; acknowledged; issue responded; responded at;
        erste antwort; premiere reponse; primera respuesta;
        responded; responded date; responded on; date responded; time responded; response date; response sent;
        first agent response; first contact date; first responded; ack date; acknowledged date; acknowledgement date; first touch;
        reponse le; date de reponse; fecha de respuesta; data de resposta; erste reaktion; reaktionszeitpunkt
    """,
    "vendor_due_at_utc": """
        due at; due date; due by; due by time; due; sla due date; sla due; sla target dt; sla target; sla target date; target date;
        target resolution; service due date; serviceduedate; expected; expected date;
        expected resolution date; planned completion date; deadline; faellig am;
        fallig am; falligkeitsdatum; date d echeance; echeance; fecha limite; fecha de vencimiento; scadenza; prazo;
        resolve by; resolve by deadline; sla resolve by deadline; dueby time; due on; resolution due; resolution due date;
        resolution due by; must be resolved by; sla deadline; prazo de resposta; prazo final; frist; zieltermin; fecha limite de respuesta;
        fristdatum; streefdatum
    """,
    "queue": """
        group; assignment group; team; queue; assigned group; responsible agency; responsible department; agency; owner department;
        owning department; department; team assigned; team currently assigned; support group; division; organizationacronym; gruppe;
        equipe; groupe de techniciens; attribue a groupe de techniciens; grupo; gruppo; groep; grupa; группа;
        mailbox; inbox; team name; group name; owned by team; assigned team; assignment team; dept; city department; department name;
        abteilung; dependencia; unidad; unite responsable; unite resp parent; secretaria; servicio; afdeling; avdeling; zustandige stelle;
        responsible party; organisational unit
    """,
    "status": """
        status; state; ticket status; incident state; case status; sr status; srstatus; request status; bug status; status description;
        dernier statut; current status; current conversation state; serviceorderstatus;
        zustand; statut; estado; stato; статус;
        etat; situacao; situation; estado del contacto; company response to consumer; case state; current state; lifecycle status
    """,
    "priority": "priority; prioritat; priorite; prioridad; priorita; prioriteit; priorytet; приоритет; urgency",
    "type": "type; issue type; ticket type; complaint type; sr type; srtype; service name; service request type; typ; tipo; тип",
    "channel": """
        channel; contact type; via; source; origin; channel type; method received; request source; initial channel; kanal; canal; канал;
        submitted via; received via; request mode; mode; method; medium; reported source; call source; ticket source; case origin;
        mode of contact; intake method; intake channel; canal de ingreso; provenance originale; provenance; eingangskanal; eingangsweg
    """,
    "requester_key": """
        requester; requester id; requester email; caller id; caller; reporter; customer email; customer id; customer; contact id;
        associated contact ids; user id; from email; opened by; melder; kunde; kundennummer; demandeur; demandeur demandeur;
        solicitante; richiedente; заявитель;
        author; creator; supplied email; kundenbenutzer; requested by; reported by; email
    """,
    "assignee": """
        assignee; assigned to; agent; owner; ticket owner; assigned agent; teammate currently assigned; bearbeiter; besitzer;
        assigne a; attribue a; attribue a technicien; technicien; asignado a; assegnato a; исполнитель;
        technician; assigned technician; owned by; assign to; assigned agent; agent assigned; assignees; handled by; staff;
        assigned staff; sachbearbeiter; zustandig; tecnico; responsable; responsavel; atribuido a; behandelaar
    """,
    "contact_id": "call id; phone call id; external call id",
    "topic": """
        topic; category; subcategory; descriptor; request type; help topic; classification; kategorie; categorie; categoria; категория;
        product; issue; reason; motif; motivo; assunto; asunto; concepto; anliegen; anliegenart; thema; acti nom; complaint category;
        sr description
    """,
    "satisfaction": """
        satisfaction; rating; csat; customer satisfaction rating; satisfaction rating; satisfaction score; survey score; survey results;
        happiness rating; conversation rating; zufriedenheit; note de satisfaction; satisfaccion;
        csat score; happiness; nota do consumidor; niveau de satisfaction; calificacion; survey result
    """,
    "tags": "tags; labels; schlagworte; etiquettes; etiquetas",
    "is_escalated": "is escalated; escalated; escalated yn; escalation flag; was escalated; eskaliert; escalado; escalade",
    "is_merged": "is merged; merged; is duplicate; duplicate",
    "is_spam": "is spam; spam; is deleted; deleted; marked as spam",
    "vendor_is_breached": """
        sla breached; is sla breached; sla breach; breached; is breached; sla violated; violated sla; resolution sla violated;
        resolve by breached; resolution breached; missed sla; overdue; is overdue; overdue status; resolution sla status; slm status;
        sla status; resolution status sla; on time; ontime; timely response; timely; made sla; sla met; met sla; within sla;
        sla compliant; hors delai; en terminos; frist uberschritten;
        sla kept; sla achieved; sla result; resolution status; sla for resolution; time to close sla status; resolved on time;
        sla eingehalten; sla verletzt; sla respecte; dans les delais; sla cumplido
    """,
    "vendor_reopens": "reopen count; reopens; reopened count; times reopened; conversation reopens; number of reopens; reopenings",
    "refund_amount": "refund amount; refund; refunded amount; amount refunded; compensation; compensation amount; goodwill amount",
    "handling_s": """
        handle time; handling time; time spent; total time spent; spent time; total task time; time worked; work time; time accounted;
        effort time spent; effort; agent work time; bearbeitungszeit
    """,
}
TICKET_UPDATE = {
    "ticket_id": """
        case id; caseid; case concept name; case; ticket id; ticket; incident id; incident; sr number; service request number;
        number; vorgang;
        ticket key; issue key; service id; case number; conversation id; request id; complaint id; trace id
    """,
    "created_at_utc": """
        start timestamp; starttimestamp; start time; start date; started at; opened at; created at; created on; case created at
    """,
    "at_utc": """
        complete timestamp; timestamp; time timestamp; change date time; status change date; change date; event time; time;
        completetime; end time; date stamp; datestamp; date; sys updated on; sys updated at; zeitpunkt;
        changed at; changed on; edit date; transition date; end timestamp; endtimestamp; end date; finished at; completed at;
        last modified date; created date; start timestamp; event timestamp; ts
    """,
    "status": """
        activity; incident activity type; incidentactivity type;
        sub status; substatus; activityid; activity id; concept name; event concept name;
        event; task; status; state; step; aktivitat;
        to status; new status; new value; newvalue; new state; status to; activity name; operation; step name; tatigkeit;
        actividad; activite
    """,
    "assignee": """
        resource; org resource; owner first name; user; agent; assigned to; performer; owner; bearbeiter;
        changed by; edited by; agent name; owner id; technician
    """,
    "queue": "workgroup; group; involved st; org group; assignment group; team; support section; department; org role",
    "priority": "priority; seriousness; severity; urgency; impact; prioritat",
    "requester_key": "customer; customer id; requester; caller id; client",
    "topic": "product; category; service type; topic; type",
}
