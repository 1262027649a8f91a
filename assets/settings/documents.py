"""A YAML file as plain data that remembers its lines.

Belongs here: reading YAML, and mistakes of YAML itself (syntax, tabs, a key given twice, an encoding that is not UTF-8).
Does not: what the keys mean. Scalars follow YAML 1.2: `no`, `on` and `07:00` are text, only `true` and `false` are
truth values. Below the keys in `AS_WRITTEN` every scalar stays the text that was written (`007`, `1.0`, `true`).
"""

import difflib
import re
from dataclasses import dataclass, field
from pathlib import Path as FilePath
from typing import Any

import yaml

from assets.settings.messages import Mistake, Path, key_path

AS_WRITTEN = {"id", "name", "aliases", "words", "queue_names", "holidays"}

BOOL, INT, FLOAT, NULL = (f"tag:yaml.org,2002:{name}" for name in ("bool", "int", "float", "null"))


class _Loader(yaml.SafeLoader):
    """PyYAML with the scalars of YAML 1.2."""

    yaml_implicit_resolvers: dict[str, Any] = {}  # noqa: RUF012  the class attribute PyYAML itself fills


for _tag, _pattern, _first in (
    (BOOL, r"^(?:true|True|TRUE|false|False|FALSE)$", "tTfF"),
    (INT, r"^[-+]?(?:0|[1-9][0-9]{0,14})$", "-+0123456789"),
    (FLOAT, r"^[-+]?(?:(?:0|[1-9][0-9]*)?\.[0-9]+(?:[eE][-+]?[0-9]+)?|(?:0|[1-9][0-9]*)[eE][-+]?[0-9]+)$", "-+0123456789."),
    (NULL, r"^(?:~|null|Null|NULL|)$", ["~", "n", "N", ""]),
):
    _Loader.add_implicit_resolver(_tag, re.compile(_pattern), list(_first))


@dataclass
class Document:
    """One YAML file: `data` is its content, `lines` the line of every key path, `mistakes` what is wrong with the YAML."""

    file: str
    data: Any = None
    lines: dict[Path, int] = field(default_factory=dict)
    mistakes: list[Mistake] = field(default_factory=list)
    readable: bool = True

    def line(self, path: Path) -> int:
        """The line of a path, or of the nearest path above it that stands in the file."""
        while path and path not in self.lines:
            path = path[:-1]
        return self.lines.get(path, 1)

    def mistake(self, path: Path, text: str) -> Mistake:
        """A mistake at a path of this file."""
        return Mistake(self.file, self.line(path), key_path(path, self.data), text)


def read_yaml(path: FilePath) -> Document:
    """Read one file; what is wrong with it stands in `mistakes`, and `readable` is false when there is no content."""
    document = Document(f"{path.parent.name}/{path.name}" if path.parent.name else path.name)
    try:
        text = path.read_bytes().decode("utf-8-sig")
        loader = _Loader(text)
        root = loader.get_single_node()
    except FileNotFoundError:
        return _unreadable(document, 0, f"the file is missing{_similar_file(path)}")
    except OSError as failure:
        return _unreadable(document, 0, f"the file cannot be opened ({failure.strerror})")
    except UnicodeDecodeError as failure:
        line = failure.object[: failure.start].count(b"\n") + 1
        return _unreadable(document, line, f"found the byte 0x{failure.object[failure.start]:02x}, expected UTF-8; save the file as UTF-8")
    except yaml.reader.ReaderError as failure:
        line = text[: failure.position].count("\n") + 1
        return _unreadable(document, line, f"found the control character U+{ord(text[failure.position]):04X}; delete it")
    except yaml.MarkedYAMLError as failure:
        return _unreadable(document, *_syntax(failure, text))
    found: list[tuple[int, Path, str]] = []
    if root is not None:
        document.data = _plain(root, (), document.lines, found, as_written=False, above=())
    else:
        document.data = {}
    document.mistakes += [Mistake(document.file, line, key_path(path, document.data), text) for line, path, text in found]
    return document


def _unreadable(document: Document, line: int, text: str) -> Document:
    document.mistakes.append(Mistake(document.file, line, "", text))
    document.readable = False
    return document


def _similar_file(path: FilePath) -> str:
    if not path.parent.is_dir():
        return f": there is no folder {path.parent.name!r}"
    others = [other.name for other in path.parent.iterdir() if other.is_file()]
    close = difflib.get_close_matches(path.name, others, n=1)
    return f"; there is a {close[0]!r}: should it have this name?" if close else ""


def _syntax(failure: yaml.MarkedYAMLError, text: str) -> tuple[int, str]:
    """Line and sentence of a syntax error; the mark of PyYAML is where it noticed, the context where it began."""
    mark = failure.problem_mark or failure.context_mark
    line = mark.line + 1 if mark else 1
    lines = text.splitlines()
    content = lines[line - 1] if line <= len(lines) else ""
    if "\t" in content[: len(content) - len(content.lstrip())] or "\\t" in (failure.problem or ""):
        return line, "found a tab before the first word, expected spaces; YAML is indented with spaces only"
    began = failure.context_mark.line + 1 if failure.context_mark else line
    context = failure.context or ""
    if "quoted scalar" in context:
        return began, "a quote opened on this line is never closed"
    if "flow" in context:
        kind = "[" if "sequence" in context else "{"
        return began, f"a bracket {kind} opened on this line is not closed, or a comma is missing in it; noticed on line {line}"
    remedy = "indent keys of one entry alike, and put text with ':', '#' or quotes in it in quotes as a whole"
    return line, f"not readable as YAML here; {remedy} ({failure.problem})"


def _plain(
    node: yaml.Node,
    path: Path,
    lines: dict[Path, int],
    found: list[tuple[int, Path, str]],
    *,
    as_written: bool,
    above: tuple[yaml.Node, ...],
) -> Any:
    """The content of a node; `lines` and `found` (keys given twice, endless anchors) are filled on the way."""
    lines.setdefault(path, node.start_mark.line + 1)
    if node in above:
        found.append((lines[path], path, "an anchor refers to itself; write the value out"))
        return None
    above = (*above, node)
    if isinstance(node, yaml.MappingNode):
        content: dict[str, Any] = {}
        for key_node, value_node in node.value:
            key = key_node.value if isinstance(key_node, yaml.ScalarNode) else "?"
            line = key_node.start_mark.line + 1
            if key in content:
                text = f"the key {key!r} is given twice, first on line {lines[(*path, key)]}; keep one"
                found.append((line, (*path, key), text))
                continue
            lines[(*path, key)] = line
            written = as_written or key in AS_WRITTEN
            content[key] = _plain(value_node, (*path, key), lines, found, as_written=written, above=above)
        return content
    if isinstance(node, yaml.SequenceNode):
        return [_plain(item, (*path, index), lines, found, as_written=as_written, above=above) for index, item in enumerate(node.value)]
    return _scalar(node.tag, node.value, as_written=as_written)


def _scalar(tag: str, text: str, *, as_written: bool) -> Any:
    if as_written:
        return None if tag == NULL and not text else text
    if tag == NULL:
        return None
    if tag == BOOL:
        return text.lower() == "true"
    if tag == INT:
        return int(text)
    if tag == FLOAT:
        return float(text)
    return text
