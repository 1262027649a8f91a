"""The gate proves a file clean at memory speed, and knows where each record stands when it is not."""

import random
from pathlib import Path

import numpy as np
import pytest

from assets.readers import blocks as blocks_module
from assets.readers import sieve as sieve_module
from assets.readers.framing import clean_lines, frame_of, take_record
from assets.readers.gate import gate
from assets.readers.gated import Gated
from assets.readers.protocol import Delimited, Lines, Unreadable

THREE = Delimited(("a", "b", "c"))


def through(tmp_path: Path, content: bytes, shape: Delimited | Lines = THREE, encoding: str = "utf-8") -> tuple[Gated, bytes]:
    """Send bytes through the gate; give the result and what a parser would read (headers left out)."""
    path = tmp_path / "file.csv"
    path.write_bytes(content)
    gated = gate(path, shape, encoding=encoding, clean_path=tmp_path / "clean")
    assert gated.records == gated.good + len(gated.bad) + gated.skipped
    return gated, b"".join(gated.path.read_bytes().splitlines(keepends=True)[gated.skip_lines :])


def test_a_clean_file_is_read_where_it_lies(tmp_path: Path) -> None:
    gated, _ = through(tmp_path, b'h1,h2,h3\n1,"a ""b"", c",3\n4,5,6\n')
    assert (gated.path.name, gated.skip_lines, gated.good, gated.skipped, gated.bad) == ("file.csv", 1, 2, 1, [])
    assert gated.lines(np.array([0, 1])).tolist() == [2, 3]


@pytest.mark.parametrize(
    ("line", "clean"),
    [
        (b"1,2,3\n", True),
        (b'1,"2",3\n', True),
        (b'"","a""b",""\n', True),
        (b'1,"a,b",3\n', True),
        (b'1,5" pipe,3\n', False),
        (b'1, "2",3\n', False),
        (b'1,"2"x,3\n', False),
        (b'x"1,"2,3\n', False),
        (b"1,2\n", False),
        (b"1,2,3,4\n", False),
        (b"\n", False),
        (b"1,\0,3\n", False),
        (b"1,\xff,3\n", False),
        ("1,ü,3\n".encode(), True),
        (b"1,2,3\r\n", False),
    ],
)
def test_a_block_is_clean_only_when_every_line_is(line: bytes, clean: bool) -> None:
    found = clean_lines(b"a,b,c\n" + line + b"d,e,f\n", frame_of(THREE), end_of_line=None, count_fields=True)
    assert (found == (3, b"\n")) is clean


def test_two_wrong_lines_that_add_up_are_not_clean() -> None:
    assert clean_lines(b"1,2\n1,2,3,4\n", frame_of(THREE), end_of_line=None, count_fields=True) is None


def test_a_quote_inside_a_field_is_text(tmp_path: Path) -> None:
    gated, read = through(tmp_path, b'h1,h2,h3\n1,5" pipe,3\n4, "x",6\n')
    assert gated.good == 2
    assert read == b'1,"5"" pipe",3\n4," ""x""",6\n'


def test_a_header_of_several_lines_is_one_record(tmp_path: Path) -> None:
    gated, read = through(tmp_path, b'h1,"long\nname",h3\n1,2,3\n')
    assert (gated.skipped, gated.good, read) == (1, 1, b"1,2,3\n")
    assert gated.lines(np.array([0])).tolist() == [3]


def test_an_unclosed_quote_costs_its_own_line_only(tmp_path: Path) -> None:
    for rest in (b"", b'7,"x",9\n', b'7,x",9\n'):
        gated, _ = through(tmp_path, b'h1,h2,h3\n1,"2,3\n4,5,6\n' + rest)
        assert next((bad.line, bad.reason) for bad in gated.bad) == (2, "unclosed quote")
        assert gated.good == 1 + (1 if rest else 0)


def test_a_file_whose_records_are_mostly_bad_is_given_up(tmp_path: Path) -> None:
    with pytest.raises(Unreadable, match=r"records cannot be read, the first on line 2: 1 fields where 3 are expected"):
        through(tmp_path, b"h1,h2,h3\n" + b"x;y;z\n" * 5000)


def test_lines_take_anything_but_what_no_text_has(tmp_path: Path) -> None:
    gated, read = through(tmp_path, b'1|"a|b\n\n2|x,y\n3|\x1f\n4|\0\n5|', Lines())
    assert read == b'1|"a|b\n2|x,y\n5|\n'
    assert [(bad.line, bad.reason) for bad in gated.bad] == [(4, "control character 0x1F"), (5, "NUL byte")]
    assert gated.lines(np.array([0, 1, 2])).tolist() == [1, 3, 6]


@pytest.mark.parametrize("seed", range(8))
def test_blocks_of_any_size_let_the_same_records_through(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, seed: int) -> None:
    chance = random.Random(seed)
    pieces = ["1,2,3", '4,"5,5",6', '7,"a\nb",9', "x,y", '8,"open,9', "", "ü,ö,ä", '"q""q",,', 'a,5" b,c', "1,2,3,4"]
    content = ("h1,h2,h3\n" + "\n".join(chance.choices(pieces, k=200)) + "\n").encode()
    whole, read = through(tmp_path, content)
    for block_bytes in (7, 50, 333):
        monkeypatch.setattr(blocks_module, "BLOCK_BYTES", block_bytes)
        monkeypatch.setattr(sieve_module, "_CLOSE_LOOK_BYTES", 11)
        parts, read_in_parts = through(tmp_path, content)
        assert (parts.sha256, parts.good, parts.skipped, parts.bad) == (whole.sha256, whole.good, whole.skipped, whole.bad)
        assert (read_in_parts, parts.lines(np.arange(parts.good)).tolist()) == (read, whole.lines(np.arange(whole.good)).tolist())


def test_a_record_is_taken_apart_as_it_was_written() -> None:
    frame = frame_of(THREE)
    assert take_record(b'1,"a ""b""\nc",\n', frame) == [b"1", b'a "b"\nc', b""]
    assert take_record(b'1,"a" b,c\n', frame) is None
    assert take_record(b'1,"a,b\n', frame) is None
