"""Words that schedules of agents use for their columns.

Belongs here: words, as they stand in headers. Does not: what an activity counts as (shift_draft), how sure a match is (columns).
"""

SHIFT = {
    "agent": "agent; agent name; employee; employee name; name; user; mitarbeiter; agente; conseiller; сотрудник",
    "activity": """
        schedule state; schedule activity; scheduled activity; activity code; activity; activity name; shift activity; exception; aktivitat;
        activite; actividad; attivita; активность
    """,
    "started_at_utc": "start time; start; begin; from; shift start; start date time; beginn; debut; inicio; inizio; начало",
    "ended_at_utc": "end time; end; to; until; stop; stop time; finish; finish time; shift end; end date time; ende; fin; fine; конец",
    "duration_s": "duration; length; scheduled duration; dauer; duree; duracion; durata; длительность",
    "paid_s": "paid hours; paid time; paid; bezahlt; heures payees; horas pagadas; ore pagate",
    "zone": "time zone; timezone; tz; zeitzone; fuseau horaire; zona horaria; fuso orario; часовой пояс",
}
