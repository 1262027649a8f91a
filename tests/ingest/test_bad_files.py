"""Every way in which a whole file is another than it should be: read by its content, or refused with a reason while the others load."""

import gzip
import io
import re
from pathlib import Path

import openpyxl
import pytest

from assets.readers import unpack as unpack_module
from tests.ingest.calls import SETTINGS, call, ingest_calls
from tests.warehouse import CALLS, CALLS_HEADER, deliver, open_warehouse, run_ingest, settings_of

BAD_FILES = Path(__file__).resolve().parents[3] / "shared" / "data" / "bad_files"


@pytest.mark.parametrize("encoding", ["utf-8-sig", "utf-16", "utf-16-be"])
def test_a_byte_order_mark_decides_the_encoding(tmp_path: Path, encoding: str) -> None:
    text = CALLS_HEADER + call(1, queue="Bestellungen für Köln") + call(2)
    content = (b"\xfe\xff" if encoding == "utf-16-be" else b"") + text.encode(encoding)
    with open_warehouse(SETTINGS) as engine:
        assert ingest_calls(engine, tmp_path, content).loaded == 2
        assert engine.rows("select queue from raw.call where line = 2") == [("Bestellungen für Köln",)]


@pytest.mark.parametrize(
    ("encoding", "word"),
    [("cp1251", "Заказы"), ("gbk", "订单处理"), ("big5", "訂單"), ("iso8859-2", "Zamówienia"), ("latin-1", "Größe")],
)
def test_declared_encodings_are_read(tmp_path: Path, encoding: str, word: str) -> None:
    settings = settings_of(CALLS | {"encoding": encoding})
    deliver(tmp_path, "acd/calls.csv", (CALLS_HEADER + call(1, queue=word) + call(2) + call(3, wait="soon", queue=word)).encode(encoding))
    with open_warehouse(settings) as engine:
        result = run_ingest(settings, engine, tmp_path).files[0]
        assert (result.loaded, result.quarantined) == (2, 1)
        assert engine.rows("select queue from raw.call where leg_id = '1'") == [(word,)]
        assert word in engine.rows("select text from ops.quarantine")[0][0]


@pytest.mark.parametrize(
    ("content", "message"),
    [
        (b"", "empty"),
        (b"<!DOCTYPE html>\n<html><body>Please log in</body></html>", "HTML page"),
        (b"version https://git-lfs.github.com/spec/v1\noid sha256:71b6\nsize 18\n", "git-LFS pointer"),
        (b"PK\x03\x04" + b"\0" * 50, "zip archive"),
        (b"\0\1" * 500, "NUL"),
        (b"Call ID;Skill;ANI;Start;Wait;Talk;Result\n1;a;b;c;d;e;f\n", None),
        (b"Call ID,Skil,ANI,Start,Wait,Talk,Result\n1,a,b,c,d,e,f\n", "Did you mean 'Skil'?"),
        (b"Call ID,ANI,Start,Wait,Talk,Result\n1,b,c,d,e,f\n", "there is no column 'Skill' (queue of source acd); found: Call ID, ANI"),
        (gzip.compress(b"Call ID,Skill\n" * 9000, mtime=0)[:60], "gzip file is damaged or cut short"),
        (CALLS_HEADER.encode() + b"1,a,b,31.01.2024 10:00,5,0:00:01,x\n" * 30, "30 of 30 records cannot be read, the first on line 2"),
        (CALLS_HEADER.encode() + b"1,a\n" * 30, "30 of 30 records cannot be read"),
    ],
)
def test_a_file_that_is_no_export_is_refused_and_the_others_load(tmp_path: Path, content: bytes, message: str | None) -> None:
    deliver(tmp_path, "acd/a_good.csv", CALLS_HEADER + call(1))
    deliver(tmp_path, "acd/z_good.csv", CALLS_HEADER + call(2))
    with open_warehouse(SETTINGS) as engine:
        result = ingest_calls(engine, tmp_path, content)
        if message is None:  # another delimiter is found out, and then the values are what cannot be read
            assert (result.status, result.quarantined) == ("loaded", 1)
        else:
            assert result.status == "refused"
            assert result.message is not None and result.message.startswith("acd/calls.csv: ") and message in result.message
        assert engine.rows("select count(*) from raw.call") == [(2,)]


def test_a_refused_file_is_tried_again_when_its_settings_change(tmp_path: Path) -> None:
    deliver(tmp_path, "acd/calls.csv", CALLS_HEADER + "1,Orders,b,31.01.2024 10:00:00,5,0:00:01,x\n2,Orders,b,31.01.2024 11:00:00,5,,x\n")
    with open_warehouse(SETTINGS) as engine:
        assert run_ingest(SETTINGS, engine, tmp_path).files[0].status == "refused"
        assert run_ingest(SETTINGS, engine, tmp_path).files == ()
        mended = settings_of(CALLS | {"timestamp": ["%d.%m.%Y %H:%M:%S"]})
        assert [(file.status, file.loaded) for file in run_ingest(mended, engine, tmp_path).files] == [("loaded", 2)]
        assert engine.rows("select status, count(*) from ops.file_manifest group by status") == [("loaded", 1)]


def test_a_file_nobody_claims_is_named_with_the_nearest_source(tmp_path: Path) -> None:
    deliver(tmp_path, "acd2/calls.csv", CALLS_HEADER + call(1))
    with open_warehouse(SETTINGS) as engine:
        result = run_ingest(SETTINGS, engine, tmp_path).files[0]
        assert (result.status, result.source_id) == ("unclaimed", None)
        assert result.message is not None and "source 'acd'" in result.message and "describe" in result.message


@pytest.mark.parametrize("form", ["lines", "one line", "workbook", "workbook that tells one cell often"])
def test_a_packed_file_that_grows_without_end_is_refused(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, form: str) -> None:
    monkeypatch.setattr(unpack_module, "LARGE_BYTES", 1 << 20)
    monkeypatch.setattr(unpack_module, "ABSURD_FOLD", 20)
    content, name = bomb(form), "acd/calls.csv.gz" if "line" in form else "acd/calls.csv"
    with open_warehouse(SETTINGS) as engine:
        result = ingest_calls(engine, tmp_path, content, name)
        assert (result.status, result.loaded) == ("refused", 0)
        assert "MB and more, over 20 times as much: no export is so repetitive" in str(result.message)


def bomb(form: str) -> bytes:
    """A small file that unpacks to some megabytes."""
    if "line" in form:
        return gzip.compress((CALLS_HEADER + (call(1) * 60_000 if form == "lines" else "x" * 5_000_000)).encode())
    workbook = openpyxl.Workbook()
    sheet = workbook.active
    text = "y" * 30_000
    for _ in range(400):
        sheet.append([text] if "often" in form else ["x" * 20] * 100)
    packed = io.BytesIO()
    workbook.save(packed)
    return packed.getvalue()


def test_a_large_file_that_is_packed_as_exports_are_is_loaded(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(unpack_module, "LARGE_BYTES", 1000)
    content = gzip.compress((CALLS_HEADER + "".join(call(number) for number in range(1000))).encode())
    with open_warehouse(SETTINGS) as engine:
        assert ingest_calls(engine, tmp_path, content).loaded == 1000
        monkeypatch.setattr(unpack_module, "RESERVE_BYTES", 1 << 60)
        result = ingest_calls(engine, tmp_path, content + gzip.compress(call(1001).encode()), "acd/more.csv.gz")
        assert result.status == "refused" and "where files are unpacked. Make room there, or set TMPDIR" in str(result.message)


def test_gzip_is_read_by_its_content(tmp_path: Path) -> None:
    with open_warehouse(SETTINGS) as engine:
        result = ingest_calls(engine, tmp_path, gzip.compress((CALLS_HEADER + call(1) + "7,x\n" + call(2)).encode()))
        assert (result.loaded, result.quarantined) == (2, 1)


@pytest.mark.skipif(not BAD_FILES.is_dir(), reason=f"{BAD_FILES.name} is not beside the checkout")
def test_real_broken_downloads_are_refused(tmp_path: Path) -> None:
    for file in BAD_FILES.glob("*.csv"):
        deliver(tmp_path, f"acd/{file.name}", file.read_bytes())
    with open_warehouse(SETTINGS) as engine:
        report = run_ingest(SETTINGS, engine, tmp_path)
        assert len(report.files) == 2 and {file.status for file in report.files} == {"refused"}


HEADER_BY_SEMICOLONS = CALLS_HEADER.replace(",", ";")


@pytest.mark.parametrize(
    ("content", "told"),
    [
        ("1;orders;0301;31.01.2024 09:00;1;0:01:00;Handled\n", r"`timestamp` of its source .* such as '31.01.2024 09:00'"),
        ("1,orders,0301,2024-01-31 09:00:00,1,0:01:00,Handled\n", "Commas part its 7 fields: correct `delimiter`"),
    ],
)
def test_a_file_whose_settings_are_wrong_names_the_key_and_what_stands_there(tmp_path: Path, content: str, told: str) -> None:
    settings = settings_of(CALLS | {"delimiter": ";"})
    with open_warehouse(settings) as engine:
        deliver(tmp_path, "acd/a.csv", HEADER_BY_SEMICOLONS + content * 40)
        (result,) = run_ingest(settings, engine, tmp_path).files
    assert result.status == "refused" and re.search(told, result.message or ""), result.message
