"""From which columns each column of a table comes, read from the SQL itself.

Belongs here: following a column through common table expressions down to tables. Does not: running or declaring anything.
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from sqlglot import exp
from sqlglot.optimizer.scope import Scope, build_scope

from pipelines.declarations import parsed

Schema = Mapping[str, Mapping[str, Mapping[str, str]]]
Origins = dict[str, list[tuple[str, str]]]
Found = frozenset[tuple[str, str]]


def column_origins(sql: str, schema: Schema) -> Origins:
    """Give for every output column the (table, column) pairs its value is made of; filters and joins do not count.

    `schema` is schema -> table -> column -> type, as the database has it, so that stars and bare names can be resolved.
    """
    tree: Any = parsed(sql)
    scope = build_scope(tree)
    if scope is None:
        return {}
    trail = _Trail(schema)
    return {name: sorted(trail.origins(scope, name)) for name in tree.named_selects}


@dataclass
class _Trail:
    """One walk down an SQL text; what was found of a column is kept."""

    schema: Schema
    known: dict[tuple[int, str | int], Found] = field(default_factory=dict)

    def origins(self, scope: Scope, column: str | int) -> Found:
        """Where a column of a query comes from; a column is known by its name, or by its place in a side of a union."""
        key = (id(scope), column)
        if key not in self.known:
            self.known[key] = frozenset()  # a recursive expression ends here
            parts = self._sides(scope, column) if scope.set_operation_scopes else self._of_select(scope, column)
            self.known[key] = frozenset().union(*parts)
        return self.known[key]

    def _sides(self, scope: Scope, column: str | int) -> Iterator[Found]:
        """The sides of a union are matched by place; the first side names the columns."""
        union: Any = scope.expression
        names = union.named_selects
        by_name = any("*" in _names(side) for side in scope.set_operation_scopes)
        for side in scope.set_operation_scopes:
            yield self.origins(side, column if by_name or column not in names else names.index(column))

    def _of_select(self, scope: Scope, column: str | int) -> Iterator[Found]:
        select: Any = scope.expression
        items = getattr(select, "selects", [])
        told = [items[column]] if isinstance(column, int) else [item for item in items if item.alias_or_name == column]
        for item in told:
            for part in item.find_all(exp.Column):
                if part.table or part.find_ancestor(exp.Select) is select:
                    yield self._of_part(scope, part, item.alias_or_name)
        if isinstance(column, str) and not told:
            yield from (self._of_source(source, column) for source in _starred(scope) if self._has(source, column))

    def _of_part(self, scope: Scope, part: Any, own: str) -> Found:
        if part.table:
            return self._of_source(_sources(scope).get(part.table), part.name)
        holders = [source for source in _sources(scope).values() if self._has(source, part.name)]
        if holders:
            return self._of_source(holders[0], part.name)
        # else it is the name that an earlier column of the same select was given
        return self.origins(scope, part.name) if part.name != own else frozenset()

    def _of_source(self, source: Any, name: str) -> Found:
        if isinstance(source, exp.Table) and source.db:
            return frozenset({(f"{source.db}.{source.name}", name)})
        return self.origins(source, name) if isinstance(source, Scope) else frozenset()

    def _has(self, source: Any, name: str) -> bool:
        if isinstance(source, exp.Table):
            return name in self.schema.get(source.db, {}).get(source.name, {})
        if not isinstance(source, Scope):
            return False
        if source.set_operation_scopes:
            return any(self._has(side, name) for side in source.set_operation_scopes)
        names = _names(source)
        return name in names or ("*" in names and any(self._has(below, name) for below in _starred(source)))


def _names(scope: Scope) -> Sequence[str]:
    return getattr(scope.expression, "named_selects", ())


def _sources(scope: Scope) -> dict[str, Any]:
    """What a select selects from, by the name it has there; other common table expressions in sight are left out."""
    return {name: source for name, (_, source) in scope.selected_sources.items()}


def _starred(scope: Scope) -> list[Any]:
    """The sources of which a select shows every column, by `*` or `source.*`."""
    sources = _sources(scope)
    stars = [item for item in getattr(scope.expression, "selects", ()) if item.is_star]
    return [source for name, source in sources.items() if any(not getattr(star, "table", "") or star.table == name for star in stars)]
