"""A small valid set of settings that tests write down, change in one place and load."""

from collections.abc import Callable
from pathlib import Path

import pytest

FILES = {
    "centre": """\
name: Quay
currency: EUR
sites:
  - id: quay
    name: Quay
    timezone: Europe/Berlin
    country: DE
queues:
  - id: orders
    name: Orders
    site: quay
    aliases: [orders, ORD]
    open: {mon-fri: "08:00-20:00", sat: "09:00-17:00"}
  - id: support
    name: Support
    site: quay
    aliases: [help]
""",
    "sources": """\
sources:
  - id: acd
    reader: delimited
    kind: call
    files: "acd/*.csv"
    site: quay
    timezone: Europe/Berlin
    columns:
      leg_id: Call
      wait_s: {column: Wait, format: "h:mm:ss"}
    words:
      outcome:
        answered: [Handled]
        abandoned: [Lost]
""",
    "targets": """\
targets:
  - kpi: service_level
    scope: company
    target: 0.8
    owner: Head
    due: 2026-12-31
""",
    "staffing": """\
defaults:
  shrinkage: {holiday: 0.08, breaks: 0.10}
queues:
  orders: {max_occupancy: 0.8}
""",
}

Write = Callable[..., Path]


@pytest.fixture
def write(tmp_path: Path) -> Write:
    """Write the files into a folder `config`; each change is (file, old text, new text)."""

    def write_files(*changes: tuple[str, str, str]) -> Path:
        folder = tmp_path / "config"
        folder.mkdir(exist_ok=True)
        texts = dict(FILES)
        for name, old, new in changes:
            assert old in texts[name], f"{name} has no {old!r}"
            texts[name] = texts[name].replace(old, new, 1)
        for name, text in texts.items():
            (folder / f"{name}.yaml").write_text(text, encoding="utf-8")
        return folder

    return write_files
