"""A large workbook written out as CSV: how long it takes, and how memory grows with its rows.

Belongs here: making the workbook as spreadsheets save it (words kept apart in a table of strings), timing its reading. Does not:
reading it (assets/readers/sheets).
"""

import zipfile
from pathlib import Path

from bench.measure import measured

HEADER = ("Call ID", "Skill", "ANI", "Start", "Wait", "Talk", "Agent", "Result", "Topic", "Note")
PARTS = (10, 1)  # a tenth of the rows, then all of them
_READ = (
    "import sys; from pathlib import Path; from assets.readers.sheets import write_sheet; write_sheet(Path(sys.argv[1]), Path(sys.argv[2]))"
)
_MAIN = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"
_RELATIONS = "http://schemas.openxmlformats.org/package/2006/relationships"
_OFFICE = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
_TYPES = "http://schemas.openxmlformats.org/package/2006/content-types"
_KIND = "application/vnd.openxmlformats-officedocument.spreadsheetml"


def sheets(folder: Path, rows: int) -> None:
    """Write out a sheet of a tenth of `rows` calls, and one of all of them."""
    for part in PARTS:
        path = folder / f"calls_{part}.xlsx"
        _make(path, rows // part)
        own = measured(["-c", _READ, str(path), str(path.with_suffix(".csv"))])
        size_mb = path.stat().st_size / 1e6
        print(f"{rows // part:>9,} rows, {size_mb:6.1f} MB: {own.wall_s:6.1f} s, peak {own.peak_gb * 1000:5.0f} MB", flush=True)


def _make(path: Path, rows: int) -> None:
    """Write the parts of a workbook one after the other; every row has two words of its own, an id and a note."""
    shared = [*HEADER, "Orders", "Handled", "Lost", "delivery", *(f"agent {number}" for number in range(40))]
    own = len(shared)
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED, compresslevel=1) as book:
        types = "".join(
            f'<Override PartName="/xl/{part}.xml" ContentType="{_KIND}.{kind}+xml"/>'
            for part, kind in (("workbook", "sheet.main"), ("worksheets/sheet1", "worksheet"), ("sharedStrings", "sharedStrings"))
        )
        rels = '<Default Extension="rels" ContentType="application/vnd.openxmlformats-package.relationships+xml"/>'
        book.writestr("[Content_Types].xml", f'<Types xmlns="{_TYPES}">{rels}{types}</Types>')
        book.writestr("_rels/.rels", _relations({"rId1": ("officeDocument", "xl/workbook.xml")}))
        parts = {"rId1": ("worksheet", "worksheets/sheet1.xml"), "rId2": ("sharedStrings", "sharedStrings.xml")}
        book.writestr("xl/_rels/workbook.xml.rels", _relations(parts))
        sheet = '<sheets><sheet name="Calls" sheetId="1" r:id="rId1"/></sheets>'
        book.writestr("xl/workbook.xml", f'<workbook xmlns="{_MAIN}" xmlns:r="{_OFFICE}">{sheet}</workbook>')
        with book.open("xl/sharedStrings.xml", "w", force_zip64=True) as file:
            file.write(f'<sst xmlns="{_MAIN}">'.encode())
            words = (word for row in range(rows) for word in (f"C{row:08}", f"note {row}"))
            for word in (*shared, *words):
                file.write(f"<si><t>{word}</t></si>".encode())
            file.write(b"</sst>")
        with book.open("xl/worksheets/sheet1.xml", "w", force_zip64=True) as file:
            file.write(f'<worksheet xmlns="{_MAIN}"><sheetData>'.encode())
            file.write(_row(1, [("s", place) for place in range(len(HEADER))]))
            for row in range(rows):
                told = [
                    ("s", own + 2 * row),
                    ("s", 10),
                    ("n", 300000000 + row),
                    ("n", 46023 + row / 2335),
                    ("n", row % 61),
                    ("n", row % 600),
                ]
                told += [("s", 14 + row % 40), ("s", 11 if row % 9 else 12), ("s", 13), ("s", own + 2 * row + 1)]
                file.write(_row(row + 2, told))
            file.write(b"</sheetData></worksheet>")


def _row(number: int, cells: list[tuple[str, float]]) -> bytes:
    told = "".join(f'<c r="{chr(65 + place)}{number}" t="{kind}"><v>{value}</v></c>' for place, (kind, value) in enumerate(cells))
    return f'<row r="{number}">{told}</row>'.encode()


def _relations(parts: dict[str, tuple[str, str]]) -> str:
    told = "".join(f'<Relationship Id="{name}" Type="{_OFFICE}/{kind}" Target="{target}"/>' for name, (kind, target) in parts.items())
    return f'<Relationships xmlns="{_RELATIONS}">{told}</Relationships>'
