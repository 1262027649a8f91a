"""Exports in other languages and encodings: the draft that runs.

Every file is written by hand in its system's layout; the expected sums are counted by hand beside it.
"""

from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from assets.drafting.encodings import likeliest
from tests.readers.test_drafts_of_strangers import loaded, total

Rows = Callable[..., list[dict[str, Any]]]
ROWS = (("1", "15", "09:00:05", "12", "185", 0), ("2", "15", "09:02:05", "45", "0", 1), ("3", "25", "13:02:05", "8", "120", 0))


def calls(header: str, words: tuple[str, str], *, sign: str = ";", day: str = "{}.01.2024", queue: str, agent: str) -> str:
    """Three calls under a header: id, queue, moment, wait, talk, outcome, agent."""
    cells = [
        (number, queue, f"{day.format(date)} {clock}", wait, talk, words[lost], agent) for number, date, clock, wait, talk, lost in ROWS
    ]
    return "\n".join([header, *(sign.join(record) for record in cells)]) + "\n"


POLISH = calls(
    "Identyfikator połączenia;Kolejka;Data rozpoczęcia;Czas oczekiwania;Czas rozmowy;Status;Konsultant",
    ("Odebrane", "Porzucone"),
    queue="Sprzedaż",
    agent="Łucja Wójcik",
)
CZECH = calls(
    "ID hovoru;Fronta;Začátek;Čekání;Délka hovoru;Výsledek;Operátor", ("Přijato", "Opuštěno"), queue="Příchozí", agent="Jiří Dvořák"
)
HUNGARIAN = calls(
    "Hívásazonosító;Várósor;Időpont;Várakozási idő;Beszélgetési idő;Eredmény;Ügynök",
    ("Fogadott", "Elhagyott"),
    queue="Értékesítés",
    agent="Őze Gyűrű",
)
GREEK = calls(
    "Κωδικός κλήσης;Ουρά;Ημερομηνία;Αναμονή;Συνομιλία;Αποτέλεσμα;Χειριστής",
    ("Απαντήθηκε", "Εγκαταλείφθηκε"),
    day="{}/1/2024",
    queue="Πωλήσεις",
    agent="Άννα",
)
RUSSIAN = calls(
    "Номер звонка;Очередь;Начало звонка;Время ожидания;Длительность разговора;Результат;Оператор",
    ("Отвечен", "Потерян"),
    queue="Продажи",
    agent="Иван Петров",
)
MAINLAND = calls(
    "通话ID,技能组,进入队列时间,等待时长,通话时长,结果,坐席", ("已接听", "放弃"), sign=",", day="2024/1/{}", queue="销售", agent="王小明"
)
TAIWAN = calls(
    "通話編號,佇列,進線時間,等候時間,通話時間,狀態,客服人員", ("已接聽", "放棄"), sign=",", day="2024/1/{}", queue="銷售", agent="王小明"
)
HEBREW = calls(
    "מספר שיחה;תור;תאריך ושעה;זמן המתנה;זמן שיחה;תוצאה;נציג", ("נענתה", "ננטשה"), day="{}/01/2024", queue="מכירות", agent="יעל כהן"
)
STARTS = ["2024-01-15 09:00:05", "2024-01-15 09:02:05", "2024-01-25 13:02:05"]


@pytest.mark.parametrize(
    ("content", "encoding"),
    [
        (POLISH, "iso8859-2"),
        (POLISH, "cp1250"),
        (CZECH, "iso8859-2"),
        (HUNGARIAN, "iso8859-2"),
        (GREEK, "cp1253"),
        (RUSSIAN, "cp1251"),
        (HEBREW, "cp1255"),
        (GREEK, "iso8859-7"),
        (MAINLAND, "gbk"),
        (TAIWAN, "big5"),
        (TAIWAN, "utf-16"),
        (GREEK, "utf-8-sig"),
    ],
)
def test_a_log_of_calls_is_drafted_in_its_language_and_encoding(rows_of: Rows, tmp_path: Path, content: str, encoding: str) -> None:
    entry, rows = loaded(rows_of, tmp_path, content, encoding=encoding)
    assert [str(row["entered_at_utc"]) for row in rows] == STARTS
    assert (total(rows, "wait_s"), total(rows, "talk_s")) == (12 + 45 + 8, 185 + 120)
    assert [row["leg_id"] for row in rows] == ["1", "2", "3"]
    second = content.splitlines()[2].replace(",", ";").split(";")
    assert {row["queue"] for row in rows} == {second[1]} and {row["agent"] for row in rows} == {second[6]}
    assert {meaning: len(told) for meaning, told in entry["words"]["outcome"].items()} == {"answered": 1, "abandoned": 1}


@pytest.mark.parametrize(
    ("text", "encoding"),
    [
        ("Číslo hovoru;Příchozí;Přijato;Opuštěno", "iso8859-2"),
        ("Identyfikator połączenia;Sprzedaż;Rozłączone", "cp1250"),
        ("Номер звонка;Очередь;Отвечен", "koi8-r"),
        ("номер звонка;очередь;отвечен;продажи", "cp1251"),
        ("מספר שיחה;תור;זמן המתנה;נענתה;ננטשה;מכירות;יעל כהן", "cp1255"),
        ("Κωδικός κλήσης;Ουρά;Αναμονή;Άννα;Ώρα", "cp1253"),
        ("Κωδικός κλήσης;Ουρά;Αναμονή;Άννα;Ώρα", "iso8859-7"),
        ("Номер звонка;Очередь;Отвечен", "cp866"),
        ("Çağrı numarası;Satış;Cevaplandı;Ayşe", "cp1254"),
        ("Skambučio numeris;Atsiliepta;Žiedas;Šiauliai", "cp1257"),
        ("通話番号,キュー,応答,田中", "cp932"),
        ("콜번호,큐,영업,응답,포기", "euc_kr"),
        ("Gespräch;Wartezeit;Müller;Größe", "cp1252"),
    ],
)
def test_the_encoding_is_the_one_in_which_words_are_words(text: str, encoding: str) -> None:
    written = "\n".join([text] * 3).encode(encoding)
    assert written.decode(likeliest(written)) == "\n".join([text] * 3)


SUMS_IN = {
    "cp1253": "Ουρά;Ημερομηνία;Ώρα;Εισερχόμενες κλήσεις;Απαντημένες κλήσεις;Εγκαταλελειμμένες κλήσεις;Απαντήθηκαν εντός 20 δευτ.",
    "iso8859-2": "Várósor;Dátum;Időszak;Bejövő hívások;Fogadott hívások;Elhagyott hívások;Fogadott 20 mp-en belül",
    "cp1250": "Fronta;Datum;Čas;Příchozí hovory;Přijaté hovory;Opuštěné hovory;Přijaté do 20 s",
    "gbk": "技能组;日期;时段;呼入量;接通量;放弃量;20秒内接听",
    "big5": "佇列;日期;時段;進線數;接聽數;放棄數;20秒內接聽",
    "cp1251": "Очередь;Дата;Интервал;Поступило звонков;Отвечено;Потеряно;Отвечено за 20 сек",
}


@pytest.mark.parametrize("encoding", SUMS_IN)
def test_sums_of_half_hours_are_drafted_in_their_language_and_encoding(rows_of: Rows, tmp_path: Path, encoding: str) -> None:
    content = SUMS_IN[encoding] + "\nA;2024-01-15;09:00;50;45;5;40\nA;2024-01-15;09:30;40;40;0;38\n"
    entry, rows = loaded(rows_of, tmp_path, content, encoding=encoding)
    assert [str(row["at_utc"]) for row in rows] == ["2024-01-15 09:00:00", "2024-01-15 09:30:00"]
    assert {row["queue"] for row in rows} == {"A"}
    sums = {name: total(rows, name) for name in ("offered", "answered", "abandoned", "answered_in_time")}
    assert sums == {"offered": 90, "answered": 85, "abandoned": 5, "answered_in_time": 78}
    assert entry["kind"] == "interval_total"
