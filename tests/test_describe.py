"""What `describe` says about exports of strangers, hand-written in the layouts centres really send."""

import gzip
import re
from fnmatch import fnmatchcase
from pathlib import Path
from typing import Any

import pytest
import yaml

from assets.describe import describe
from assets.readers.protocol import Unreadable
from assets.readers.records import KINDS
from assets.readers.registry import READERS
from assets.settings.messages import SettingsError
from assets.settings.settings import load_settings
from assets.settings.sources import Source

REAL = Path(__file__).parents[2] / "shared" / "data"

CENTRE = """\
name: Quay
currency: EUR
sites: [{id: quay, name: Quay, timezone: Europe/Berlin}]
queues: [{id: orders, name: Orders, site: quay}]
"""

BANK_HEADER = "line\tcall_id\tcustomer_id\ttype\tdate\tvru_entry\tq_start\tq_time\toutcome\tser_start\tser_time\tserver\r\n"


def bank(rows: int = 60) -> str:
    """A week of one row a call: date as YYMMDD, times without leading zero, a trailing tab, no time zone."""
    ends = ("AGENT", "AGENT", "HANG", "PHANTOM", "KVETCH")
    lines = [
        f"L{n % 2}\t{n // 2}\t{n % 9}\tPS\t99020{1 + n % 5}\t{7 + n % 9}:0{n % 10}:47\t0:00:00\t{n % 40}\t{ends[n % 5]}"
        f"\t7:02:55\t{n % 300}\tSERVER{n % 5}\t\r\n"
        for n in range(rows)
    ]
    return BANK_HEADER + "".join(lines)


def written(folder: Path, content: str | bytes, file_name: str = "calls_2024-05.csv") -> Path:
    path = folder / file_name
    path.write_bytes(content if isinstance(content, bytes) else content.encode())
    return path


def entry_of(text: str) -> dict[str, Any]:
    entry: dict[str, Any] = yaml.safe_load(text)["sources"][0]
    return entry


def answered(text: str, folder: Path, **answers: str) -> Source:
    """The draft with its FILL_INs answered, read by the settings as an owner's own file."""
    for key, answer in answers.items():
        text = text.replace(f"{key}: FILL_IN", f"{key}: {answer}")
    (folder / "centre.yaml").write_text(CENTRE)
    (folder / "sources.yaml").write_text(text)
    (folder / "targets.yaml").write_text("targets: []\n")
    (folder / "staffing.yaml").write_text("defaults: {}\n")
    columns = {kind.name: [column.name for column in kind.columns] for kind in KINDS.values()}
    (source,) = load_settings(folder, known_readers=READERS, known_columns=columns).sources
    return source


def test_a_draft_answered_by_its_owner_loads_and_plans(tmp_path: Path) -> None:
    path = written(tmp_path, bank(), "bank_1999-02.txt")
    found = describe(path)
    source = answered(found.text, tmp_path, timezone="Asia/Jerusalem", site="quay")
    plan = READERS[source.reader].plan(source, path.read_bytes(), path.name)
    assert (source.id, plan.kind.name, plan.zone, plan.local) == ("bank", "call", "Asia/Jerusalem", {"entered_at_utc"})
    assert {"leg_id", "entered_at_utc", "wait_s", "talk_s", "outcome", "agent", "customer_key"} <= set(plan.values)


def test_what_only_the_owner_knows_is_asked_beside_its_key(tmp_path: Path) -> None:
    found = describe(written(tmp_path, bank()))
    lines = found.text.splitlines()
    asked = {lines[place + 1].split(":")[0].strip(): line for place, line in enumerate(lines[:-1]) if line.strip().startswith("# ?")}
    assert {"files", "site", "timezone", "entered_at_utc", "leg_id", "wait_s", "outcome"} <= set(asked)
    assert "time zone" in asked["timezone"]
    assert len(found.questions) == sum(line.strip().startswith("# ?") for line in lines)


def test_a_date_without_time_and_a_time_of_day_are_joined(tmp_path: Path) -> None:
    entry = entry_of(describe(written(tmp_path, bank())).text)
    assert entry["columns"]["entered_at_utc"] == {"columns": ["date", "vru_entry"]}
    assert (entry["timestamp"], entry["delimiter"]) == ("%y%m%d %H:%M:%S", "tab")


def test_an_id_that_repeats_is_offered_with_the_column_that_makes_it_unique(tmp_path: Path) -> None:
    entry = entry_of(describe(written(tmp_path, bank())).text)
    assert entry["columns"]["leg_id"] == {"columns": ["line", "call_id"]}


def test_outcome_words_are_guessed_and_unknown_ones_asked_with_their_counts(tmp_path: Path) -> None:
    found = describe(written(tmp_path, bank()))
    assert entry_of(found.text)["words"]["outcome"] == {"answered": ["AGENT"], "abandoned": ["HANG"], "excluded": ["PHANTOM"]}
    assert any('"KVETCH" (12)' in question for question in found.questions)


@pytest.mark.parametrize(
    ("dates", "timestamp", "is_asked"),
    [
        (["01/02/2024 10:00:00", "03/04/2024 11:00:00"], "%d/%m/%Y %H:%M:%S", True),
        (["13/02/2024 10:00:00", "03/04/2024 11:00:00"], "%d/%m/%Y %H:%M:%S", False),
        (["02/13/2024 10:00 AM", "03/04/2024 11:00 PM"], "%m/%d/%Y %I:%M %p", False),
        (["01.02.2024 10:00", "13.02.2024 11:00"], "%d.%m.%Y %H:%M", False),
        (["2024-02-01T10:00:00", "2024-02-13T11:00:00"], "%Y-%m-%dT%H:%M:%S", False),
    ],
)
def test_the_day_order_is_asked_only_where_every_date_fits_both(tmp_path: Path, dates: list[str], timestamp: str, is_asked: bool) -> None:
    rows = "".join(f"c{n},{date},answered\n" for n, date in enumerate(dates))
    found = describe(written(tmp_path, f"Call ID,Start Time,Disposition\n{rows}"))
    assert entry_of(found.text)["timestamp"] == timestamp
    assert any("day first" in question for question in found.questions) == is_asked


@pytest.mark.parametrize(
    ("encoding", "header", "outcome"),
    [
        ("cp1251", "Номер звонка;Очередь;Оператор;Результат;Дата и время;Время ожидания", "Потерян"),
        ("cp1252", "Anrufnummer;Warteschlange;Mitarbeiter;Ergebnis;Anrufbeginn;Wartezeit Größe", "Verloren"),
        ("utf-8", "Identifiant appel;File d'attente;Conseiller;Résultat;Date heure;Temps d'attente", "Abandonné"),
        ("utf-16", "Id llamada;Cola;Agente;Resultado;Fecha hora;Tiempo de espera", "Abandonada"),
        ("utf-8-sig", "Id chiamata;Coda;Operatore;Esito;Data ora;Tempo di attesa", "Persa"),
    ],
)
def test_headers_of_other_languages_and_encodings_are_understood(tmp_path: Path, encoding: str, header: str, outcome: str) -> None:
    rows = "".join(f"{n};Prodaja;A{n % 3};{outcome};{10 + n % 5}.02.2024 10:0{n % 10}:00;0:00:{10 + n}\n" for n in range(30))
    entry = entry_of(describe(written(tmp_path, f"{header}\n{rows}".encode(encoding))).text)
    found = {"contact_id", "queue", "agent", "outcome", "entered_at_utc", "wait_s"}
    assert found <= set(entry["columns"]), entry
    assert entry["words"]["outcome"] == {"abandoned": [outcome]}
    assert entry["delimiter"] == ";"
    assert entry.get("encoding", "utf-8") == encoding.removesuffix("-sig")
    assert entry["columns"]["wait_s"]["format"] == "h:mm:ss"


def test_a_file_without_header_is_described_by_column_numbers(tmp_path: Path) -> None:
    rows = "".join(f"call-{n},2024-05-0{1 + n % 9} 10:00:00,ANSWERED,{n}\n" for n in range(30))
    entry = entry_of(describe(written(tmp_path, rows)).text)
    assert entry["header"] is False
    assert (entry["columns"]["leg_id"], entry["columns"]["entered_at_utc"], entry["columns"]["outcome"]) == (1, 2, 3)


def test_a_decimal_comma_is_declared(tmp_path: Path) -> None:
    rows = "".join(f"{n};2024-05-01 10:00:0{n % 10};{n},5;Answered\n" for n in range(30))
    assert entry_of(describe(written(tmp_path, f"Call ID;Start;Wait;Outcome\n{rows}")).text)["decimal"] == ","


def test_empty_cells_of_hold_are_asked_about_and_the_answer_makes_them_none(tmp_path: Path) -> None:
    header = "Call ID,Queue,Start Time,Wait Time,Talk Time,Hold Time,Result\n"
    rows = "".join(
        f"c{n},Orders,2024-05-{1 + n % 28:02} 10:{n % 60:02}:00,0:00:0{n % 9},0:0{n % 7}:10,{'0:00:20' if n % 4 == 0 else ''},Answered\n"
        for n in range(40)
    )
    text = describe(written(tmp_path, header + rows)).text
    (line,) = [line for line in text.splitlines() if "is read as unknown" in line]
    assert "Hold Time is empty in 30 of 40 conversations" in line
    told = line.partition("write hold_s: ")[2]
    source = answered(re.sub(r"hold_s: \{column.*\}\n", f"hold_s: {told}\n", text, count=1), tmp_path, timezone="UTC", site="quay")
    assert (source.columns["hold_s"].format, source.columns["hold_s"].empty) == ("h:mm:ss", "0:00:00")


def test_no_number_address_or_name_of_a_customer_is_shown(tmp_path: Path) -> None:
    rows = "".join(f"{n},2024-05-01 10:00:0{n % 10},+49 30 12345{n:02},Ann Example{n},ann{n}@example.org,Answered\n" for n in range(30))
    text = describe(written(tmp_path, f"Call ID,Start,Caller,Customer Name,Mail,Outcome\n{rows}")).text
    assert "customer_key: Caller" in text
    assert not [secret for secret in ("12345", "Ann Example", "example.org") if secret in text]


def test_a_list_of_survey_answers_is_drafted_as_survey_with_its_scale_asked(tmp_path: Path) -> None:
    rows = "".join(f"i{n},2024-05-01 10:00:00,2024-05-01 12:00:00,c{n},{1 + n % 5}\n" for n in range(30))
    found = describe(written(tmp_path, f"Invite ID,Sent at,Answered at,Call ID,Satisfaction score\n{rows}"))
    entry = entry_of(found.text)
    assert (entry["kind"], entry["columns"]["csat"], entry["scales"]) == ("survey", "Satisfaction score", {"csat": {"min": 1, "max": 5}})
    source = answered(found.text, tmp_path, timezone="Europe/Berlin", site="quay")
    assert "at_utc" in READERS["delimited"].plan(source, (tmp_path / "calls_2024-05.csv").read_bytes(), "x.csv").values


def test_a_draft_that_leaves_the_queue_open_is_refused_by_the_settings(tmp_path: Path) -> None:
    path = written(tmp_path, "date,incoming,answered,abandoned\n2020-01-01,9,8,1\n2020-01-02,7,7,0\n")
    with pytest.raises(SettingsError, match="found FILL_IN"):
        answered(describe(path).text, tmp_path, timezone="Europe/Berlin", site="quay")


@pytest.mark.parametrize(
    ("content", "reader"),
    [
        ("id,_fivetran_synced,created_at,updated_at,requester_id,status\n1,x,y,z,2,open\n", "zendesk"),
        ("1717397259|17.2|sales|NONE|ENTERQUEUE||030|1\n1717397260|17.2|sales|A|CONNECT|1|17.3|1\n", "queue_log"),
    ],
)
def test_a_vendors_own_layout_needs_hardly_an_answer(tmp_path: Path, content: str, reader: str) -> None:
    found = describe(written(tmp_path, content), source_id="mine")
    assert found.reader == reader
    assert answered(found.text, tmp_path, site="quay").id == "mine"


def test_a_qualtrics_export_offers_its_questions_and_takes_the_zone_it_states(tmp_path: Path) -> None:
    ids = ['{""ImportId"":""_recordId""}', '{""ImportId"":""endDate"",""timeZone"":""America/Denver""}', '{""ImportId"":""QID1""}']
    lines = ["ResponseId,EndDate,Q1", "Response ID,End Date,How satisfied are you?", ",".join(f'"{cell}"' for cell in ids)]
    lines += [f"R_{n},2024-05-01 10:00:00,{'Good' if n % 2 else 'Bad'}" for n in range(20)]
    path = written(tmp_path, "\n".join(lines) + "\n")
    found = describe(path)
    source = answered(found.text, tmp_path, site="quay")
    assert (source.timezone, source.columns["csat"].column, source.words) == ("America/Denver", "Q1", {"csat": {}})
    assert any("Good, Bad" in question or "Bad, Good" in question for question in found.questions)
    assert READERS["qualtrics"].plan(source, path.read_bytes(), path.name).kind.name == "survey"


def test_a_packed_file_is_described_like_a_plain_one(tmp_path: Path) -> None:
    plain = describe(written(tmp_path, bank(), "a.txt"), source_id="x")
    packed = describe(written(tmp_path, gzip.compress(bank().encode()), "a.txt.gz"), source_id="x")
    assert entry_of(packed.text) == entry_of(plain.text)


@pytest.mark.parametrize(
    ("content", "said"),
    [
        (b"", "empty"),
        (b"\n\n  \n", "blank"),
        (b"<!DOCTYPE html><html><body>Please log in</body></html>", "HTML page"),
        (b"version https://git-lfs.github.com/spec/v1\noid sha256:0\nsize 1\n", "git lfs pull"),
        (b"PK\x03\x04" + bytes(200), "spreadsheet"),
        (bytes(range(256)) * 20, "binary"),
        (b'{"conversationId": "1"}\n{"conversationId": "2"}\n', "JSON"),
        (b"just one line of prose\nand another\n", "columns"),
    ],
)
def test_what_is_no_export_is_named_with_what_to_do(tmp_path: Path, content: bytes, said: str) -> None:
    with pytest.raises(Unreadable, match=said):
        describe(written(tmp_path, content))


def test_a_file_that_is_not_there_is_no_traceback(tmp_path: Path) -> None:
    with pytest.raises(Unreadable, match="not there"):
        describe(tmp_path / "nothing.csv")


@pytest.mark.skipif(not (REAL / "anonymous_bank").is_dir(), reason="the real week of calls is not at hand")
def test_the_real_week_of_calls_is_understood_but_for_zone_and_site(tmp_path: Path) -> None:
    (path,) = (REAL / "anonymous_bank").glob("*.txt")
    found = describe(path)
    source = answered(found.text, tmp_path, timezone="Asia/Jerusalem", site="quay")
    plan = READERS["delimited"].plan(source, path.read_bytes()[:65536], path.name)
    assert plan.shape.delimiter == "\t" and source.timestamp == ("%y%m%d %H:%M:%S",)  # type: ignore[union-attr]
    assert entry_of(found.text)["words"]["outcome"] == {"answered": ["AGENT"], "abandoned": ["HANG"], "excluded": ["PHANTOM"]}


@pytest.mark.skipif(not REAL.is_dir(), reason="the real exports are not at hand")
def test_every_real_file_gets_a_draft_or_a_sentence() -> None:
    for path in sorted(REAL.glob("*/*.*")):
        if path.suffix == ".md":
            continue
        try:
            found = describe(path)
        except Unreadable as told:
            assert path.name in str(told)
            continue
        assert entry_of(found.text)["reader"] in READERS


@pytest.mark.parametrize("name", ["queue_log.5.gz", "queue_log.1", "queue_log-20260131.gz", "queue_log"])
def test_the_pattern_of_a_rotated_log_fits_the_log_of_today_too(tmp_path: Path, name: str) -> None:
    log = b"1700000000|1700000000.1|orders|NONE|ENTERQUEUE||0301234567|1\n" * 20
    (tmp_path / name).write_bytes(gzip.compress(log) if name.endswith(".gz") else log)
    (entry,) = yaml.safe_load("sources:\n" + describe(tmp_path / name).text)["sources"]
    pattern = entry["files"].split("/")[1]
    assert fnmatchcase("queue_log", pattern) and fnmatchcase(name, pattern), pattern


def test_the_other_kinds_a_table_may_hold_are_named(tmp_path: Path) -> None:
    path = tmp_path / "export.csv"
    path.write_text("Collaborateur;Jour;Prise;Fin\n" + "Ann;02.11.2026;08h00;16h00\n" * 20, encoding="utf-8")
    (kinds,) = [note for note in describe(path).notes if note.startswith("Where they are records of something else")]
    assert "shift_activity" in kinds or "taken for shift_activity" in describe(path).text
