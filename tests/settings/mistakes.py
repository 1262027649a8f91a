"""Mistakes in the settings of the small centre: the change that makes one (file, what stands there, what is written), its whole message."""

from assets.readers.records import KINDS

CASES = {
    "an unknown key is named with the nearest one": (
        ("centre", "currency: EUR", "currency: EUR\nmin_m: 20"),
        "config/centre.yaml, line 3, min_m: unknown key 'min_m'; did you mean 'min_n'?",
    ),
    "an unknown key deep in a list is found by the id of its entry": (
        ("centre", "aliases: [help]", "alias: [help]"),
        "config/centre.yaml, line 17, queues.support.alias: unknown key 'alias'; did you mean 'aliases'?",
    ),
    "a wrong type says what was found": (
        ("centre", "currency: EUR", "currency: EUR\nmin_n: many"),
        "config/centre.yaml, line 3, min_n: found 'many', expected a whole number, 0 or more",
    ),
    "a truth value in words of old YAML is corrected": (
        ("sources", "kind: call", "kind: call\n    header: no"),
        "config/sources.yaml, line 5, sources.acd.header: found 'no', expected true or false; did you mean false?",
    ),
    "a list where keys belong": (
        ("staffing", "  shrinkage: {holiday: 0.08, breaks: 0.10}", "  shrinkage: [0.08, 0.10]"),
        "config/staffing.yaml, line 2, defaults.shrinkage: found a list of 2, expected keys and values",
    ),
    "a single value where a list belongs": (
        ("centre", "queues:", "queues: none\nqueue:"),
        "config/centre.yaml, line 8, queues: found 'none', expected a list",
        "config/centre.yaml, line 9, queue: unknown key 'queue'; did you mean 'queues'?",
        "config/staffing.yaml, line 4, queues.orders: unknown queue 'orders'; there are none",
    ),
    "no queue at all": (
        ("targets", "targets:\n  - kpi", "targets: []\nx:\n  - kpi"),
        "config/targets.yaml, line 2, x: unknown key 'x'; known: page, targets",
    ),
    "a missing key is reported at its entry": (
        ("centre", "    timezone: Europe/Berlin\n", ""),
        "config/centre.yaml, line 4, sites.quay: the key 'timezone' is missing, expected an IANA time zone such as Europe/Berlin",
    ),
    "an unknown time zone is named with the nearest one": (
        ("centre", "Europe/Berlin", "Europe/Kiew"),
        "config/centre.yaml, line 6, sites.quay.timezone: found 'Europe/Kiew', expected an IANA time zone such as"
        " Europe/Berlin; did you mean 'Europe/Kiev'?",
    ),
    "a currency in small letters": (
        ("centre", "currency: EUR", "currency: eur"),
        "config/centre.yaml, line 2, currency: found 'eur', expected a currency of three capital letters such as EUR; did you mean EUR?",
    ),
    "an id with blanks": (
        ("sources", "id: acd", "id: My ACD"),
        "config/sources.yaml, line 2, sources.My ACD.id: found 'My ACD', expected an id of lower-case letters, digits and"
        " underscores that begins with a letter; did you mean 'my_acd'?",
    ),
    "an unknown site of a queue": (
        ("centre", "site: quay\n    aliases: [help]", "site: key\n    aliases: [help]"),
        "config/centre.yaml, line 16, queues.support.site: unknown site 'key'; known: quay",
    ),
    "an unknown site of a source": (
        ("sources", "site: quay", "site: quai"),
        "config/sources.yaml, line 6, sources.acd.site: unknown site 'quai'; did you mean 'quay'?",
    ),
    "an unknown country": (
        ("centre", "country: DE", "country: Germany"),
        "config/centre.yaml, line 7, sites.quay.country: found 'Germany', expected a country code whose public holidays are"
        " known, such as DE or US; leave the key out and list the days under holidays",
    ),
    "an unknown subdivision": (
        ("centre", "country: DE", "country: DE\n    subdivision: by"),
        "config/centre.yaml, line 8, sites.quay.subdivision: unknown subdivision 'by' of DE; did you mean 'BY'?",
    ),
    "an unknown reader": (
        ("sources", "reader: delimited", "reader: queuelog"),
        "config/sources.yaml, line 3, sources.acd.reader: unknown reader 'queuelog'; did you mean 'queue_log'?",
    ),
    "an unknown kind of record": (
        ("sources", "kind: call", "kind: calls"),
        "config/sources.yaml, line 4, sources.acd.kind: unknown kind of record 'calls'; did you mean 'call'?",
    ),
    "an unknown canonical column": (
        ("sources", "leg_id: Call", "legid: Call"),
        "config/sources.yaml, line 9, sources.acd.columns.legid: unknown canonical column of call 'legid'; did you mean 'leg_id'?",
    ),
    "an unknown outcome": (
        ("sources", "abandoned: [Lost]", "abandonned: [Lost]"),
        "config/sources.yaml, line 14, sources.acd.words.outcome.abandonned: unknown outcome 'abandonned'; did you mean 'abandoned'?",
    ),
    "an unknown queue in the names of a source": (
        ("sources", "    words:", "    queue_names: {order: [1]}\n    words:"),
        "config/sources.yaml, line 11, sources.acd.queue_names.order: unknown queue 'order'; did you mean 'orders'?",
    ),
    "an unknown queue in the staffing": (
        ("staffing", "orders:", "order:"),
        "config/staffing.yaml, line 4, queues.order: unknown queue 'order'; did you mean 'orders'?",
    ),
    "an unknown KPI": (
        ("targets", "kpi: service_level", "kpi: servicelevel"),
        "config/targets.yaml, line 2, targets[1].kpi: unknown KPI 'servicelevel'; did you mean 'service_level'?",
    ),
    "a KPI in a band needs a comparator": (
        ("targets", "kpi: service_level", "kpi: handle_time"),
        "config/targets.yaml, line 2, targets[1]: the key 'comparator' is missing, expected at_least or at_most: for"
        " handle_time neither higher nor lower is better by itself",
    ),
    "an unknown queue in a scope": (
        ("targets", "scope: company", "scope: queue/suport"),
        "config/targets.yaml, line 3, targets[1].scope: unknown queue 'suport'; did you mean 'support'?",
    ),
    "two targets for one thing": (
        (
            "targets",
            "targets:",
            "targets:\n  - {kpi: service_level, scope: company, target: 0.9, owner: Me, due: 2027-01-31}",
        ),
        "config/targets.yaml, line 4, targets[2].scope: service_level has a target for 'company' already, on line 2; keep one",
    ),
    "a comparator that is none": (
        ("targets", "target: 0.8", "target: 0.8\n    comparator: atleast"),
        "config/targets.yaml, line 5, targets[1].comparator: found 'atleast', expected one of at_least, at_most; did you mean 'at_least'?",
    ),
    "calls without a queue": (
        ("centre", "queues:", "queues: []\nqueue:"),
        "config/centre.yaml, line 8, queues: expected at least one queue under `queues`; only a centre whose sources are all dispatches"
        " can do without",
        "config/centre.yaml, line 9, queue: unknown key 'queue'; did you mean 'queues'?",
        "config/staffing.yaml, line 4, queues.orders: unknown queue 'orders'; there are none",
    ),
    "an id given twice": (
        ("centre", "id: support", "id: orders"),
        "config/centre.yaml, line 14, queues.orders.id: the queue 'orders' is given twice, first on line 9; every id stands once",
    ),
    "the queue of the house": (
        ("centre", "id: support", "id: unmapped"),
        "config/centre.yaml, line 14, queues.unmapped.id: the queue 'unmapped' is the house's own, for names nobody has mapped;"
        " choose another id",
    ),
    "one name of two queues": (
        ("centre", "aliases: [help]", "aliases: [help, ORD]"),
        "config/centre.yaml, line 17, queues.support.aliases[2]: the name 'ORD' belongs to the queue 'orders' already (line 12);"
        " keep one, or say under queue_names in sources.yaml which source means which",
    ),
    "one name of two queues within a source": (
        ("sources", "    words:", "    queue_names: {orders: [1], support: [2, 1]}\n    words:"),
        "config/sources.yaml, line 11, sources.acd.queue_names.support[2]: the word '1' means the queue 'orders' already; keep one",
    ),
    "one word with two meanings": (
        ("sources", "abandoned: [Lost]", "abandoned: [Lost, HANDLED]"),
        "config/sources.yaml, line 14, sources.acd.words.outcome.abandoned[2]: the word 'HANDLED' means the outcome 'answered'"
        " already; keep one",
    ),
    "a percentage where a share belongs": (
        ("staffing", "max_occupancy: 0.8", "max_occupancy: 80"),
        "config/staffing.yaml, line 4, queues.orders.max_occupancy: found 80, expected a share from 0 to 1 (0.8 means 80 %);"
        " did you mean 0.8?",
    ),
    "a date in another order": (
        ("targets", "due: 2026-12-31", "due: 31.12.2026"),
        "config/targets.yaml, line 6, targets[1].due: found '31.12.2026', expected a date written as year-month-day, such as 2026-12-31",
    ),
    "a date no calendar has": (
        ("targets", "due: 2026-12-31", "due: 2026-02-30"),
        "config/targets.yaml, line 6, targets[1].due: found '2026-02-30', expected a date written as year-month-day, such as"
        " 2026-12-31; the calendar has no such day",
    ),
    "hours over midnight": (
        ("centre", '"09:00-17:00"', '"22:00-06:00"'),
        "config/centre.yaml, line 13, queues.orders.open.sat: found '22:00-06:00', expected hours that end after they begin, on"
        ' the same day; write "22:00-24:00" here and "00:00-06:00" on the next day',
    ),
    "hours that overlap": (
        ("centre", '"09:00-17:00"', '"09:00-12:00,11:00-17:00"'),
        "config/centre.yaml, line 13, queues.orders.open.sat: found '09:00-12:00,11:00-17:00', expected hours in order that do not overlap",
    ),
    "a weekday written out": (
        ("centre", "sat:", "saturday:"),
        "config/centre.yaml, line 13, queues.orders.open.saturday: found 'saturday', expected days such as mon, mon-fri, sat,sun or"
        " holiday; did you mean 'sat'?",
    ),
    "a weekday twice": (
        ("centre", "sat:", "fri-sat:"),
        "config/centre.yaml, line 13, queues.orders.open: found keys (mon-fri, fri-sat), expected each day once; fri is in 'mon-fri'"
        " and in 'fri-sat'",
    ),
    "a start of the day without its zero": (
        ("centre", "country: DE", "country: DE\n    day_start: 7:00"),
        'config/centre.yaml, line 8, sites.quay.day_start: found \'7:00\', expected a time of day from "00:00" to "23:59"',
    ),
    "a pattern with backslashes": (
        ("sources", '"acd/*.csv"', "acd\\*.csv"),
        "config/sources.yaml, line 5, sources.acd.files: found 'acd\\\\*.csv', expected a file pattern relative to the landing"
        " folder, such as \"acd/calls_*.csv*\"; write forward slashes: 'acd/*.csv'",
    ),
    "a pattern that leaves the landing folder": (
        ("sources", "acd/*.csv", "../acd/*.csv"),
        "config/sources.yaml, line 5, sources.acd.files: found '../acd/*.csv', expected a file pattern relative to the landing"
        ' folder, such as "acd/calls_*.csv*"; it may not leave the landing folder',
    ),
    "an unknown encoding": (
        ("sources", "kind: call", "kind: call\n    encoding: utf-9"),
        "config/sources.yaml, line 5, sources.acd.encoding: found 'utf-9', expected an encoding such as utf-8, cp1252 or latin-1;"
        " did you mean 'utf-8'?",
    ),
    "a delimiter of two characters": (
        ("sources", "kind: call", "kind: call\n    delimiter: ';;'"),
        'config/sources.yaml, line 5, sources.acd.delimiter: found \';;\', expected one character such as "," or ";", or the word tab',
    ),
    "a delimited source without kind": (
        ("sources", "    kind: call\n", ""),
        "config/sources.yaml, line 2, sources.acd: the key 'kind' is missing; the reader 'delimited' must be told the kind of record:"
        f" one of {', '.join(KINDS)}",
    ),
    "a source without time zone": (
        ("sources", "    timezone: Europe/Berlin\n", ""),
        "config/sources.yaml, line 2, sources.acd: the key 'timezone' is missing; the reader 'delimited' needs the time zone of the"
        " file's times: an IANA time zone such as Europe/Berlin, or UTC",
    ),
    "a column from nowhere": (
        ("sources", 'column: Wait, format: "h:mm:ss"', 'format: "h:mm:ss"'),
        "config/sources.yaml, line 10, sources.acd.columns.wait_s: expected one of the keys 'column', 'columns' and 'value'",
    ),
    "a column number 0": (
        ("sources", "leg_id: Call", "leg_id: 0"),
        "config/sources.yaml, line 9, sources.acd.columns.leg_id.column: found 0, expected the number of a column, counted from 1",
    ),
    "a scale upside down": (
        ("sources", "    words:", "    scales: {csat: {min: 5, max: 1}}\n    words:"),
        "config/sources.yaml, line 11, sources.acd.scales.csat: found keys (min, max), expected a scale whose min is below its max;"
        " min is 5 and max is 1",
    ),
    "a key given twice": (
        ("centre", "currency: EUR", "currency: EUR\nname: Pier"),
        "config/centre.yaml, line 3, name: the key 'name' is given twice, first on line 1; keep one",
    ),
    "a tab": (
        ("centre", "    name: Quay", "\tname: Quay"),
        "config/centre.yaml, line 5: found a tab before the first word, expected spaces; YAML is indented with spaces only",
    ),
    "an unclosed quote": (
        ("sources", '"h:mm:ss"}', '"h:mm:ss}'),
        "config/sources.yaml, line 10: a quote opened on this line is never closed",
    ),
    "a bracket that is not closed": (
        ("centre", "aliases: [help]", "aliases: [help"),
        "config/centre.yaml, line 17: a bracket [ opened on this line is not closed, or a comma is missing in it; noticed on line 18",
    ),
    "text behind a quoted value": (
        ("targets", "owner: Head", 'owner: "Head" of all'),
        "config/targets.yaml, line 5: not readable as YAML here; indent keys of one entry alike, and put text with ':', '#' or quotes"
        " in it in quotes as a whole (expected <block end>, but found '<scalar>')",
    ),
    "a control character": (
        ("targets", "owner: Head", "owner: He\x00ad"),
        "config/targets.yaml, line 5: found the control character U+0000; delete it",
    ),
    "an intervention nobody could place": (
        (
            "centre",
            "currency: EUR",
            "currency: EUR\ninterventions:\n  - {id: drill, kind: trainig, scope: queue/order, from: 2026-03-02, to: 2026-03-01}",
        ),
        "config/centre.yaml, line 4, interventions.drill.kind: found 'trainig', expected one of training, tool, process, kb,"
        " staffing, incident; did you mean 'training'?",
        "config/centre.yaml, line 4, interventions.drill.scope: unknown queue 'order'; did you mean 'orders'?",
        "config/centre.yaml, line 4, interventions.drill.to: found '2026-03-01', expected a day on or after its first one, 2026-03-02",
    ),
    "an intervention given twice": (
        (
            "centre",
            "currency: EUR",
            "currency: EUR\ninterventions:\n  - {id: a, kind: tool, scope: company, from: 2026-03-02}"
            "\n  - {id: a, kind: kb, scope: company}",
        ),
        "config/centre.yaml, line 5, interventions.a: the key 'from' is missing, expected its first day, such as 2026-03-01",
        "config/centre.yaml, line 5, interventions.a.id: the intervention 'a' is given twice, first on line 4; every id stands once",
    ),
    "a name of two agents": (
        ("centre", "currency: EUR", "currency: EUR\nagents: {ann: [A 1, Ann], bob: [Ann]}"),
        "config/centre.yaml, line 3, agents.bob[1]: the name 'Ann' belongs to the agent 'ann' already; keep one",
    ),
    "an anchor in itself": (
        ("sources", "    words:", "    options: &here {again: *here}\n    words:"),
        "config/sources.yaml, line 11, sources.acd.options.again: an anchor refers to itself; write the value out",
    ),
}
