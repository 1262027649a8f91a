"""One sentence a mistake: where it is, what was found, what was expected, and the nearest valid name.

Belongs here: the shape and the wording of mistakes in `config/*.yaml`. Does not: knowing what is valid (settings,
fields, checks) and reading YAML (documents).
"""

import difflib
import types
import typing
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Union

from pydantic import BaseModel, ValidationError
from pydantic_core import ErrorDetails

Path = tuple[str | int, ...]

EXPECTED = {
    "model_type": "keys and values",
    "model_attributes_type": "keys and values",
    "dict_type": "keys and values",
    "mapping_type": "keys and values",
    "tuple_type": "a list",
    "list_type": "a list",
}


@dataclass(frozen=True, order=True)
class Mistake:
    """One mistake in one file. `line` counts from 1; 0 means the file as a whole."""

    file: str
    line: int
    key: str
    text: str

    def __str__(self) -> str:
        where = [self.file] + ([f"line {self.line}"] if self.line else []) + ([self.key] if self.key else [])
        return f"{', '.join(where)}: {self.text}"


class SettingsError(Exception):
    """The settings cannot be used; the text lists every mistake, one a line."""

    def __init__(self, mistakes: Iterable[Mistake]) -> None:
        self.mistakes = tuple(sorted(set(mistakes)))
        count = len(self.mistakes)
        head = "1 mistake in the settings" if count == 1 else f"{count} mistakes in the settings"
        super().__init__("\n".join([f"{head}:", *(f"  {mistake}" for mistake in self.mistakes)]))


def show(value: object) -> str:
    """Print a value as its writer knows it."""
    if value is None:
        return "nothing"
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, Mapping):
        return f"keys ({', '.join(map(str, value))})" if value else "an empty mapping"
    if isinstance(value, Sequence) and not isinstance(value, str):
        return f"a list of {len(value)}"
    text = str(value)
    text = text if len(text) <= 60 else f"{text[:57]}..."
    return repr(text) if isinstance(value, str) else text


def nearest(name: str, known: Iterable[str]) -> str:
    """Offer the valid name that looks most like `name`, or, of a short list, all of them."""
    names = sorted(set(known))
    by_lower = {known_name.lower(): known_name for known_name in reversed(names)}
    close = difflib.get_close_matches(name.strip().lower(), by_lower, n=1, cutoff=0.6)
    if close:
        return f"; did you mean {by_lower[close[0]]!r}?"
    if not names:
        return "; there are none"
    return f"; known: {', '.join(names)}" if len(names) <= 20 else ""


def key_path(path: Path, data: object) -> str:
    """Write a path as people say it: list entries by their id where they have one, otherwise counted from 1."""
    words = ""
    for step in path:
        if isinstance(step, int):
            data = data[step] if isinstance(data, list) and step < len(data) else None
            name = data.get("id") if isinstance(data, dict) else None
            words += f".{name}" if isinstance(name, str) and name else f"[{step + 1}]"
        else:
            words += f".{step}"
            data = data.get(step) if isinstance(data, dict) else None
    return words.lstrip(".")


def sentence(error: ErrorDetails, model: type[BaseModel]) -> tuple[Path, str]:
    """Turn one finding of the validation into the path it belongs to and a sentence."""
    path = tuple(step for step in error["loc"] if step != "[key]")
    kind, found = error["type"], error["input"]
    if kind == "missing":
        field = keys_of(model_at(model, path[:-1])).get(str(path[-1]), "")
        return path[:-1], f"the key {str(path[-1])!r} is missing" + (f", expected {field}" if field else "")
    if kind == "extra_forbidden":
        return path, f"unknown key {str(path[-1])!r}{nearest(str(path[-1]), keys_of(model_at(model, path[:-1])))}"
    if kind == "mistake":
        context = error.get("ctx", {})
        return path, f"found {show(found)}, expected {context['expected']}{context['hint']}"
    return path, f"found {show(found)}, expected {EXPECTED.get(kind, error['msg'])}"


def sentences(failure: ValidationError, model: type[BaseModel]) -> list[tuple[Path, str]]:
    """Every finding of one validation as path and sentence."""
    return [sentence(error, model) for error in failure.errors(include_url=False)]


def keys_of(model: object) -> dict[str, str]:
    """The keys a model knows, as written in YAML, each with what it expects."""
    if not (isinstance(model, type) and issubclass(model, BaseModel)):
        return {}
    return {field.alias or name: field.description or "" for name, field in model.model_fields.items()}


def model_at(model: Any, path: Path) -> Any:
    """The annotation found by walking `path` from a model through its fields, lists and mappings."""
    for step in path:
        model = _bare(model)
        if isinstance(model, type) and issubclass(model, BaseModel):
            named = {field.alias or name: field.annotation for name, field in model.model_fields.items()}
            model = named.get(str(step))
        else:
            arguments = typing.get_args(model)
            model = arguments[0 if isinstance(step, int) else -1] if arguments else None
    return _bare(model)


def _bare(annotation: Any) -> Any:
    """Take `Annotated[...]` and `... | None` off an annotation."""
    while True:
        origin = typing.get_origin(annotation)
        if origin is typing.Annotated:
            annotation = typing.get_args(annotation)[0]
        elif origin in (Union, types.UnionType):
            annotation = next(choice for choice in typing.get_args(annotation) if choice is not type(None))
        else:
            return annotation
