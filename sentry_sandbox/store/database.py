"""The SQLite file below every table: one connection, one writer at a time."""

from __future__ import annotations

import sqlite3
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

RECORD_TABLES = (
    "organizations",
    "teams",
    "projects",
    "client_keys",
    "environments",
    "integrations",
    "members",
    "detectors",
    "deleted_crons",
    "former_slugs_of_deleted",
    "workflows",
    "events",
    "issues",
    "replays",
    "replay_jobs",
    "audit_log",
    "openings",
    "firings",
    "releases",
    "artifact_bundles",
)

_IDS = "sqlite_sequence"
_TABLES = (
    *RECORD_TABLES,
    "project_teams",
    "detector_workflows",
    "environment_projects",
    "project_redirects",
    "key_hours",
    "usage_hours",
    "tokens",
    "nested_ids",
    "chunks",
    # Loaded last: inserting into the other tables changes it.
    _IDS,
)
Dump = dict[str, list[tuple[Any, ...]]]

_LINKS = """
CREATE TABLE IF NOT EXISTS project_teams (
    project_id INTEGER NOT NULL, team_id INTEGER NOT NULL, PRIMARY KEY (project_id, team_id)
);
CREATE TABLE IF NOT EXISTS detector_workflows (
    detector_id INTEGER NOT NULL, workflow_id INTEGER NOT NULL, PRIMARY KEY (detector_id, workflow_id)
);
CREATE INDEX IF NOT EXISTS workflow_detectors ON detector_workflows (workflow_id);
CREATE TABLE IF NOT EXISTS environment_projects (
    environment_id INTEGER NOT NULL, project_id INTEGER NOT NULL, PRIMARY KEY (environment_id, project_id)
);
CREATE TABLE IF NOT EXISTS project_redirects (
    organization_id INTEGER NOT NULL, slug TEXT NOT NULL, project_id INTEGER NOT NULL,
    PRIMARY KEY (organization_id, slug)
);
CREATE TABLE IF NOT EXISTS key_hours (
    public_key TEXT NOT NULL, hour INTEGER NOT NULL, outcome TEXT NOT NULL, quantity INTEGER NOT NULL,
    PRIMARY KEY (public_key, hour, outcome)
);
CREATE TABLE IF NOT EXISTS usage_hours (
    project_id INTEGER NOT NULL, hour INTEGER NOT NULL, category TEXT NOT NULL, outcome TEXT NOT NULL,
    quantity INTEGER NOT NULL, PRIMARY KEY (project_id, hour, category, outcome)
);
CREATE TABLE IF NOT EXISTS tokens (
    digest TEXT PRIMARY KEY, kind TEXT NOT NULL, scopes TEXT NOT NULL
);
CREATE TABLE IF NOT EXISTS nested_ids (id INTEGER PRIMARY KEY AUTOINCREMENT);
CREATE TABLE IF NOT EXISTS chunks (
    organization_id INTEGER NOT NULL, checksum TEXT NOT NULL, content BLOB NOT NULL,
    PRIMARY KEY (organization_id, checksum)
);
"""


# AUTOINCREMENT keeps the id of a deleted object from ever naming another one.
_RECORDS = """
CREATE TABLE IF NOT EXISTS {name} (
    id INTEGER PRIMARY KEY AUTOINCREMENT, organization_id INTEGER NOT NULL, project_id INTEGER NOT NULL,
    slug TEXT NOT NULL, body TEXT NOT NULL, created TEXT NOT NULL, updated TEXT NOT NULL,
    visible_from REAL NOT NULL
);
CREATE INDEX IF NOT EXISTS {name}_slug ON {name} (slug, organization_id);
CREATE INDEX IF NOT EXISTS {name}_organization ON {name} (organization_id);
CREATE INDEX IF NOT EXISTS {name}_project ON {name} (project_id);
"""


def sql(template: str, **names: str) -> str:
    """A statement with the names of tables and columns filled in; values go in as parameters, never here.

    Raises:
        ValueError: a name is no identifier.
    """
    for name in names.values():
        if not name.isidentifier():
            raise ValueError(f"{name!r} is no name of a table or column")
    return template.format(**names)


class Database:
    """One SQLite connection that any thread may use, a transaction at a time.

    Args:
        folder: where `sandbox.sqlite3` lives, made when missing; `None` keeps everything in memory.
    """

    def __init__(self, folder: Path | None) -> None:
        if folder is None:
            target = ":memory:"
        else:
            folder.mkdir(parents=True, exist_ok=True)
            target = str(folder / "sandbox.sqlite3")
        self._lock = threading.RLock()
        self._depth = 0
        self._connection = sqlite3.connect(target, isolation_level=None, check_same_thread=False)
        self._connection.row_factory = sqlite3.Row
        self._connection.execute("PRAGMA journal_mode=WAL")
        self._connection.execute("PRAGMA synchronous=NORMAL")
        self._connection.executescript(_LINKS + "".join(sql(_RECORDS, name=name) for name in RECORD_TABLES))

    @contextmanager
    def transaction(self) -> Iterator[None]:
        """All or nothing: what the block wrote is kept when it ends, and undone when it raises."""
        with self._lock:
            if self._depth:
                yield
                return
            self._connection.execute("BEGIN IMMEDIATE")
            self._depth = 1
            try:
                yield
            except BaseException:
                self._connection.execute("ROLLBACK")
                raise
            else:
                self._connection.execute("COMMIT")
            finally:
                self._depth = 0

    @property
    def changes(self) -> int:
        """How many rows were written since the start; while it stays, so does everything that is stored."""
        with self._lock:
            return self._connection.total_changes

    def rows(self, statement: str, parameters: tuple[Any, ...] = ()) -> list[sqlite3.Row]:
        """Every row of a SELECT."""
        with self._lock:
            return self._connection.execute(statement, parameters).fetchall()

    def write(self, statement: str, parameters: tuple[Any, ...] = ()) -> int:
        """Run one INSERT, UPDATE or DELETE; the id of the last inserted row."""
        with self._lock:
            return self._connection.execute(statement, parameters).lastrowid or 0

    def nested_id(self) -> str:
        """A new id for a part of an object (condition, action, data source)."""
        return str(self.write("INSERT INTO nested_ids DEFAULT VALUES"))

    def wipe(self) -> None:
        """Forget every object, token and statistic; ids start at 1 again."""
        with self.transaction():
            for table in _TABLES:
                self.write(sql("DELETE FROM {table}", table=table))

    def dump(self) -> Dump:
        """Every row of every table, and the next ids."""
        return {
            table: [tuple(row) for row in self.rows(sql("SELECT * FROM {table}", table=table))]
            for table in _TABLES
        }

    def load(self, dump: Dump) -> None:
        """Restore everything as it was when `dump` was called."""
        with self.transaction():
            self.wipe()
            for table, rows in dump.items():
                if table == _IDS:
                    # Inserting has moved the next ids on.
                    self.write(sql("DELETE FROM {table}", table=_IDS))
                for row in rows:
                    marks = ", ".join("?" * len(row))
                    self.write(f"{sql('INSERT INTO {table} VALUES', table=table)} ({marks})", row)

    def close(self) -> None:
        """Release the file."""
        with self._lock:
            self._connection.close()
