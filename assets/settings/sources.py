"""Where records come from: models of config/sources.yaml.

Belongs here: which keys a source and its columns have. Does not: what one key asks of another (source_checks).
"""

from collections.abc import Mapping
from typing import Annotated, Any

from pydantic import BeforeValidator, Field

from assets.settings.fields import (
    ColumnReference,
    ColumnReferences,
    Delimiter,
    Encoding,
    FilePattern,
    Flag,
    Identifier,
    Model,
    Number,
    Quote,
    Text,
    Texts,
    Words,
    Zone,
    one_of,
    scale_in_order,
)


def _as_column(value: Any) -> Any:
    if isinstance(value, list):
        return {"columns": value}
    return value if isinstance(value, Mapping) else {"column": value}


class SourceColumn(Model):
    """Where the values of one canonical column come from; what is None or empty is the source's, or the reader's, own."""

    column: ColumnReference | None = Field(default=None, description="the name of a column, or its number counted from 1")
    columns: ColumnReferences = Field(default=(), description="columns joined by a blank, such as a date and a time")
    value: Text | None = Field(default=None, description="the same text for every record, where the file has no such column")
    filled: Text | None = Field(default=None, description="instead of what stands in the column: this text where anything does")
    empty: Text | None = Field(default=None, description="this text where nothing stands in the column")
    above: Text | None = Field(default=None, description="a word above the header; what stands beside it holds for every record")
    times: ColumnReference | None = Field(default=None, description="a column to multiply with, which makes a mean a sum")
    format: Text | None = Field(default=None, description="a format the reader knows, such as h:mm:ss")
    timestamp: Texts = Field(default=(), description='strptime formats such as "%d.%m.%Y %H:%M"')
    decimal: Annotated[str, one_of(".", ",")] | None = Field(default=None, description="the decimal sign")
    plus: ColumnReferences = Field(default=(), description="columns with durations to be added")
    since: ColumnReferences = Field(default=(), description="the time a duration begins with; of several columns the first filled one")
    until: ColumnReferences = Field(default=(), description="the time a duration ends with; of several columns the first filled one")


class Scale(Model):
    """The scale of one survey instrument."""

    min: Number = Field(description="the lowest answer")
    max: Number = Field(description="the highest answer")
    reversed: Flag = Field(default=False, description="whether low is good")


class Source(Model):
    """Where records come from: which files, which reader, what the owner alone can say about them."""

    id: Identifier = Field(description="the source's id")
    reader: Text = Field(description="the name of a reader")
    kind: Text | None = Field(default=None, description="the kind of record, such as call, ticket or survey")
    files: FilePattern = Field(description='a file pattern relative to the landing folder, such as "acd/calls_*.csv*"')
    site: Text = Field(description="the id of a site")
    timezone: Zone = Field(default="UTC", description="an IANA time zone such as Europe/Berlin")
    timestamp: Texts = Field(default=(), description='strptime formats such as "%d.%m.%Y %H:%M"')
    delimiter: Delimiter | None = Field(default=None, description='one character, or the word "tab"')
    encoding: Encoding | None = Field(default=None, description="an encoding such as utf-8 or cp1252")
    header: Flag = Field(default=True, description="whether the first record names the columns")
    quote: Quote = Field(default='"', description="the character that quotes fields")
    decimal: Annotated[str, one_of(".", ",")] = Field(default=".", description="the decimal sign")
    columns: dict[str, Annotated[SourceColumn, BeforeValidator(_as_column)]] = Field(
        default_factory=dict, description="canonical column and where it comes from"
    )
    words: dict[str, dict[str, Words]] = Field(default_factory=dict, description="field, canonical word and the words that mean it")
    same_calls_as: Text | None = Field(default=None, description="another source that tells the same calls")
    queue_names: dict[str, Texts] = Field(default_factory=dict, description="queue id and its names in this source alone")
    scales: dict[str, Annotated[Scale, BeforeValidator(scale_in_order)]] = Field(
        default_factory=dict, description="survey instrument and its scale"
    )
    keywords: Texts = Field(default=(), description="words looked for in subject and text of tickets; the text itself is dropped")
    options: dict[str, Any] = Field(default_factory=dict, description="options of the reader")


class Sources(Model):
    """config/sources.yaml."""

    sources: tuple[Source, ...] = Field(description="a list of sources")
