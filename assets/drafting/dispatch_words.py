"""Words that dispatch systems of fire, police, ambulance, taxi and haulage use for their columns and events.

Belongs here: words, as they stand in headers and cells. Does not: how sure a match is (columns), those of switches (vocabulary).
"""

_OF_INCIDENT = {
    "contact_id": "phone call id; telephone call id; call uuid; call ref; call taker ref; customer call; session id; anruf id; id appel",
    "queue": "queue; line; trunk group; call source; warteschlange; linie",
    "service": """
        service; agency; agency type; discipline; call type; incident type; event type; nature; nature of call; type code;
        initial type; initial call type; close type; problem; einsatzart; title; call description;
        description; dienst; nature intervention; tipo de servicio; tipo servizio; вид службы; служба
    """,
    "priority": """
        priority; pri; priority code; grade; response grade; priority level; urgency; dringlichkeit; prioritat; priorite;
        prioridad; priorita;
        prioriteit; priorytet; приоритет
    """,
    "disposition": """
        disposition; dispo; call final disposition; final disposition; close code; clearance code; outcome; result; status;
        cancel reason; ergebnis; statut; resultado; esito; результат; статус
    """,
    "area": """
        beat; district; zone; sector; neighborhood district; neighborhood; precinct; battalion; area; division; region; bezirk;
        police district number; township; twp; municipality; borough; ward; council district;
        gebiet; secteur; zona; район
    """,
}
_IDS = {
    "incident_id": """
        incident number; incident id; incident no; incident; call number; cad number; cad event number; event number; event no;
        event id; case number; call id; job number; job id; job; order number; order id; order; booking id; booking; trip id;
        ride id; run number; incident key; inc no; incident ref; cad incident id; starfire incident id; nopd item; item number;
        item no; cad event id; event;
        call no; call identifier; dispatch number; incident identifier; fd number; report number; einsatznummer; einsatz id;
        einsatz; auftragsnummer; auftrag; numero intervention; numero de;
        incidente; numero incidente; номер заказа; заказ; номер вызова
    """,
    "unit_id": """
        unit id; unit; unit number; unit name; apparatus; vehicle id; vehicle; call sign; callsign; car; cab; taxi; truck;
        resource; resource id; crew; driver; fahrzeug; wagen; funkrufname; vehicule; engin; unidad; vehiculo; veicolo; mezzo;
        машина; экипаж; автомобиль; водитель
    """,
}
DISPATCH = {
    **_IDS,
    "dispatch_id": "row id; rowid; dispatch id; assignment id; unit assignment id; record id",
    **_OF_INCIDENT,
    "received_at_utc": """
        received; received at; call received; time received; time rcvd; received time; phone pickup; call time; time of call;
        call rcvd; rcvd; incident; incident date; incident created; time call received; call received time; original time queued;
        time queued; queued;
        call entry; alarm time; time of alarm; psap received; phone pick up; time create; create date;
        booked; booked at; booking time; ordered at; order time; requested; requested at; request time; eingang; anrufzeit;
        bestellt am; bestellt; recu; heure appel; recibido; ricevuto; принят; время вызова; datetime; date time; timestamp;
        date of call; time of call;
        time stamp; call date time; call datetime; start time; incident start time
    """,
    "answered_at_utc": "answered; answered at; call answered; answer time; time answered; angenommen; decroche; contestada; отвечен",
    "created_at_utc": """
        entry; entered; time entered; created; created at; time created; create time; cad entry; call created; incident created;
        event created; erstellt; eroffnet; cree; creado; creato; создан
    """,
    "promised_at_utc": """
        promised; promised at; promised time; promised arrival; eta; estimated arrival; estimated time of arrival; due; due at;
        scheduled arrival; appointment; zugesagt; zugesagt um; termin; promis; prometido; promesso; обещано
    """,
    "dispatched_at_utc": """
        mobilised; mobilized; date and time mobilised; time mobilised;
        dispatch; dispatched; dispatched at; dispatch time; time dispatched; time disp; unit dispatched; first unit dispatched;
        deployed; deployed time; resource deployed; first disp; disp; first assignment; first unit assigned; first dispatch;
        first dispatched; first unit dispatched time;
        unit dispatched time; time of dispatch;
        unit notified; notified; assigned; assigned at; assign time; time assigned; allocated; alarm; alarmed; vergeben am;
        vergeben; alarmiert;
        alarmierung; disponiert; engage; despachado; assegnato; назначен
    """,
    "enroute_at_utc": """
        first enrt; enrt; first activation; first enroute; first unit enroute; unit enroute; time of enroute; unit responded; rolling;
        date and time mobile; time mobile; mobile;
        enroute; en route; time enroute; time enrt; response; responding; unit responding; turnout; departed; departure; started;
        ausgeruckt; abfahrt; depart; en camino; salida; partenza; выехал; выезд
    """,
    "arrived_at_utc": """
        first arrv; arrv; first arr; first on scene; first unit on scene; first arrived; first arrival; time arrive;
        time of arrival; unit on scene;
        unit arrived time; on scene time;
        date and time arrived;
        arrived time; on scene; onscene; arrived; arrived at; arrival; arrival time; time arrived; time arrv; at scene;
        unit arrived; at pickup;
        ankunft; eingetroffen; an einsatzstelle; arrive; sur les lieux; llegada; en el lugar; arrivo; sul posto; прибыл; прибытие
    """,
    "transporting_at_utc": """
        first to hosp; to hospital; first to hospital; enroute hospital; transport enroute; depart for hospital;
        transport; transporting; left scene; depart scene; pickup; picked up; passenger on board; loaded; besetzt; pris en charge
    """,
    "delivered_at_utc": """
        first hosp arrival; hospital arrival; first hospital arrival; arrive hospital; transport arrived;
        hospital; at hospital; arrived hospital; drop off; dropoff; dropped off; delivered; at destination; unloaded; am ziel;
        zielort; hopital; entregado; consegnato; доставлен
    """,
    "closed_at_utc": """
        lu clear; last unit clear; incident close; incident closed; time close; call closed; call cleared; unit cleared; last unit cleared;
        available; cleared; clear; time clear; time cleared; closed; closed at; close time; completed; completed at; end time;
        date and time returned; returned;
        back in service; in service; frei; beendet; abgeschlossen; ende; disponible; cloture; cerrado; chiuso; завершен
    """,
    "updated_at_utc": "updated; updated at; last updated; modified; data as of; geandert",
}
DISPATCH_EVENT = {
    **_IDS,
    "event_id": "row id; rowid; log id; record id; entry id; event id; id",
    "event": "event; what; activity; action; status; state; status code; milestone; ereignis; evenement; evento; событие; статус",
    **{name: words for name, words in _OF_INCIDENT.items() if name != "disposition"},
    "at_utc": """
        timestamp; time stamp; when; at; time; date time; datetime; event time; status time; logged at; zeitpunkt; zeit; horodatage;
        fecha hora; data ora; время
    """,
}
EVENTS = {
    "received": "received; call received; rcvd; request; requested; eingang; принят",
    "answered": "answered; call answered; angenommen",
    "created": "created; entered; entry; opened; booked; ordered; erstellt; eroffnet; bestellt; cree; creado; создан",
    "promised": "promised; eta; zugesagt",
    "dispatched": """
        dispatched; dispatch; disp; dsp; assigned; allocated; alarmed; alarmiert; vergeben; disponiert; engage; despachado;
        назначен
    """,
    "enroute": "enroute; en route; enrt; responding; response; departed; started; ausgeruckt; abfahrt; выехал",
    "arrived": "arrived; on scene; onscene; at scene; arrv; arrival; at customer; at pickup; ankunft; eingetroffen; прибыл",
    "transporting": "transporting; transport; left scene; picked up; pickup; passenger on board; loaded",
    "delivered": "delivered; at hospital; hospital; dropped off; drop off; unloaded; at destination; доставлен",
    "closed": "closed; cleared; clear; available; completed; complete; done; finished; back in service; frei; beendet; завершен",
}
