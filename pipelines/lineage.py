"""From which columns each column of a table comes, read from the SQL itself.

Belongs here: following a column through common table expressions down to tables. Does not: running or declaring anything.
"""

from collections.abc import Mapping
from typing import Any

import sqlglot
from sqlglot import exp
from sqlglot.optimizer.qualify import qualify
from sqlglot.optimizer.scope import Scope, build_scope

Schema = Mapping[str, Mapping[str, Mapping[str, str]]]
Origins = dict[str, list[tuple[str, str]]]


def column_origins(sql: str, schema: Schema) -> Origins:
    """Give for every output column the (table, column) pairs its value is made of; filters and joins do not count.

    `schema` is schema -> table -> column -> type, as the database has it, so that stars and bare names can be resolved.
    """
    tree = sqlglot.parse_one(sql, read="duckdb")
    qualified: Any = qualify(tree, dialect="duckdb", schema=_plain(schema), validate_qualify_columns=False, identify=False)
    scope = build_scope(qualified)
    if scope is None:
        return {}
    known: dict[tuple[int, str], frozenset[tuple[str, str]]] = {}
    return {name: sorted(_origins(scope, name, known)) for name in qualified.named_selects}


def _plain(schema: Schema) -> dict[str, object]:
    return {name: {table: dict(columns) for table, columns in tables.items()} for name, tables in schema.items()}


def _origins(scope: Scope, name: str, known: dict[tuple[int, str], frozenset[tuple[str, str]]]) -> frozenset[tuple[str, str]]:
    key = (id(scope), name)
    if key in known:
        return known[key]
    known[key] = frozenset()  # a recursive expression ends here
    if scope.set_operation_scopes:
        place = _place(scope.expression, name)
        parts = [_origins(side, _name_at(side.expression, place, name), known) for side in scope.set_operation_scopes]
        known[key] = frozenset().union(*parts)
        return known[key]
    found: set[tuple[str, str]] = set()
    select: Any = scope.expression
    for item in select.selects:
        if item.alias_or_name != name:
            continue
        for column in item.find_all(exp.Column):
            source = scope.sources.get(column.table)
            if isinstance(source, exp.Table) and source.db:
                found.add((f"{source.db}.{source.name}", column.name))
            elif isinstance(source, Scope):
                found |= _origins(source, column.name, known)
    known[key] = frozenset(found)
    return known[key]


def _place(expression: Any, name: str) -> int:
    names = expression.named_selects
    return names.index(name) if name in names else -1


def _name_at(expression: Any, place: int, name: str) -> str:
    """The sides of a union are matched by position; the first side names the columns."""
    names = expression.named_selects
    return names[place] if 0 <= place < len(names) else name
