"""A statement compiled once: the few that every message runs.

SQLAlchemy finds a compiled statement again by walking its whole tree for a cache key; for the
question at the door that walk costs twice the query (measured on SQLite).
"""

from collections.abc import Mapping
from typing import Any

from sqlalchemy import Connection, CursorResult, Dialect
from sqlalchemy.sql.compiler import SQLCompiler
from sqlalchemy.sql.expression import Executable


class Prepared:
    """Runs one statement with values that need no conversion (numbers, text, truth values).

    Rows come as the driver gives them: SQLite has 0 and 1 for truth values.
    """

    def __init__(self, statement: Executable) -> None:
        self._statement = statement
        self._compiled: dict[str, tuple[str, Mapping[str, Any], list[str] | None]] = {}

    def run(self, connection: Connection, **values: Any) -> CursorResult[Any]:
        """The result of the statement with ``values`` for its named parameters."""
        dialect = connection.dialect
        if dialect.name not in self._compiled:
            self._compiled[dialect.name] = self._compile(dialect, values)
        sql, constants, order = self._compiled[dialect.name]
        given = {**constants, **values}
        if order is None:
            return connection.exec_driver_sql(sql, given)
        return connection.exec_driver_sql(sql, tuple([given[name] for name in order]))

    def _compile(
        self, dialect: Dialect, values: Mapping[str, Any]
    ) -> tuple[str, Mapping[str, Any], list[str] | None]:
        compiled = self._statement.compile(dialect=dialect)  # type: ignore[attr-defined]
        assert isinstance(compiled, SQLCompiler)  # noqa: S101 -- tells the type checker
        # Lists (IN …) are written out here; they are constants of the statement.
        whole = compiled.construct_expanded_state(dict(values))
        order = list(whole.positiontup or ()) if compiled.positional else None
        return whole.statement, dict(whole.parameters), order
