"""The canonical record shapes of dispatch systems: units sent to incidents, and events of incidents.

Belongs here: names, types and keys of `raw.dispatch` and `raw.dispatch_event`. Does not: parsing (readers), loading (engine).
"""

from assets.readers.kinds import Column, Kind

_OF_INCIDENT = (
    Column("contact_id", "varchar", "call the incident was born from, by the telephone system's id, where the export carries it"),
    Column("queue", "varchar", "queue or line the call came in on, as the export names it"),
    Column("service", "varchar", "service asked for (fire, police, medical, taxi, truck ...) as written"),
    Column("priority", "varchar", "priority as written, digits and letters alike"),
    Column("disposition", "varchar", "how the incident ended, as written"),
    Column("area", "varchar", "district, beat or zone as written"),
)

DISPATCH = Kind(
    "dispatch",
    (
        Column("dispatch_id", "varchar", "one unit sent to one incident; both ids where the export has none of its own", required=True),
        Column("incident_id", "varchar", "the incident, job or order, however many units were sent", required=True),
        Column("unit_id", "varchar", "vehicle or crew; nothing where none was sent"),
        *_OF_INCIDENT,
        Column("at_utc", "timestamp", "the first of its instants, which gives the record its day", required=True),
        Column("received_at_utc", "timestamp", "instant the call came in at the centre"),
        Column("answered_at_utc", "timestamp", "instant the call was answered"),
        Column("created_at_utc", "timestamp", "instant the incident was entered into the dispatch system"),
        Column("promised_at_utc", "timestamp", "instant by which arrival was promised"),
        Column("dispatched_at_utc", "timestamp", "instant the unit was sent"),
        Column("enroute_at_utc", "timestamp", "instant the unit set out"),
        Column("arrived_at_utc", "timestamp", "instant the unit was on the scene"),
        Column("transporting_at_utc", "timestamp", "instant the unit left the scene with patient, passenger or load"),
        Column("delivered_at_utc", "timestamp", "instant it reached hospital or destination"),
        Column("closed_at_utc", "timestamp", "instant the unit was free again, or the incident was closed"),
        Column("updated_at_utc", "timestamp", "when the source last changed the record, where it says so"),
    ),
    key=("source_id", "dispatch_id"),
    at="at_utc",
    version="updated_at_utc",
    queue="queue",
)

DISPATCH_EVENT = Kind(
    "dispatch_event",
    (
        Column("event_id", "varchar", "the source's id of the event, or one made of its content", required=True),
        Column("incident_id", "varchar", "the incident, job or order", required=True),
        Column("event", "varchar", "event word as written; conformed in staging through config.word", required=True),
        Column("at_utc", "timestamp", "instant of the event; of a promise, the instant promised", required=True),
        Column("unit_id", "varchar", "vehicle or crew the event is about; nothing where it is about the incident"),
        *_OF_INCIDENT,
    ),
    key=("source_id", "event_id"),
    at="at_utc",
    queue="queue",
)

DISPATCH_KINDS = (DISPATCH, DISPATCH_EVENT)
