"""Dagster's event log in SQLite, with a connection that stays open: one for every event costs a small run a third of its time.

Belongs here: how the log's files are opened. Does not: what is in them (Dagster's own class says that).
"""

import os
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any, Self

import sqlalchemy
from dagster import Field, StringSource
from dagster._core.storage.event_log import SqliteEventLogStorage

INDEX = "index"
# A power cut may cost the newest events, never the index; the web page watches a run's own file, so that one is kept up to date.
PRAGMAS = {
    True: ("synchronous=NORMAL",),
    False: ("synchronous=OFF", "wal_autocheckpoint=1"),
}


class EventLog(SqliteEventLogStorage):
    """The default event log of an instance, in the same files; named in `dagster.yaml`."""

    def __init__(self, base_dir: str, inst_data: Any = None) -> None:
        self._engines: dict[str, sqlalchemy.Engine] = {}
        super().__init__(base_dir, inst_data)

    @classmethod
    def config_type(cls) -> dict[str, Any]:
        """Give the settings `dagster.yaml` may make: the folder, the instance's own when none is named."""
        return {"base_dir": Field(StringSource, is_required=False)}

    @classmethod
    def from_config_value(cls, inst_data: Any, config_value: Any) -> Self:
        """Make the log that `dagster.yaml` asks for."""
        return cls(config_value.get("base_dir") or str(Path(os.environ["DAGSTER_HOME"]) / "history" / "runs"), inst_data)

    @contextmanager
    def _connect(self, shard: str) -> Iterator[sqlalchemy.Connection]:
        with self._db_lock:
            engine = self._engine(shard)
            if shard not in self._initialized_dbs:
                self._initdb(engine)
                self._initialized_dbs.add(shard)
            with engine.connect() as connection, connection.begin():
                yield connection

    def _engine(self, shard: str) -> sqlalchemy.Engine:
        """Give the shard's engine; of the runs only the newest asked for stays open, the web page may look at hundreds."""
        if shard not in self._engines:
            for other in self._engines.keys() - {INDEX, shard}:
                self._engines.pop(other).dispose()
            engine = sqlalchemy.create_engine(self.conn_string_for_shard(shard), pool_size=1, connect_args={"timeout": 30})

            @sqlalchemy.event.listens_for(engine, "connect")
            def _careful(connection: Any, _record: Any) -> None:
                for pragma in PRAGMAS[shard == INDEX]:
                    connection.execute(f"PRAGMA {pragma}")

            self._engines[shard] = engine
        return self._engines[shard]

    def dispose(self) -> None:
        """Close what is open."""
        super().dispose()
        for engine in self._engines.values():
            engine.dispose()
        self._engines.clear()
