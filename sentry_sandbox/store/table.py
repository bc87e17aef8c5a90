"""Objects of one kind: an id, the organization and project, a slug, and a JSON body."""

from __future__ import annotations

import json
import sqlite3
import time
from dataclasses import dataclass
from typing import Any

from sentry_sandbox.store.database import Database, sql
from sentry_sandbox.store.times import now_iso

JsonObject = dict[str, Any]


@dataclass
class Record:
    """One stored object.

    Args:
        id: decimal id, never reused.
        organization_id: id of the organization it belongs to; 0 for organizations themselves.
        project_id: id of the project it belongs to; 0 when it belongs to none.
        slug: another way to find it in its organization (a slug, a name, a public key); may be empty.
        body: everything else, JSON.
        created: ISO time of creation.
        updated: ISO time of the last save.
        visible_from: epoch seconds before which the API does not show it yet.
    """

    id: int
    organization_id: int
    project_id: int
    slug: str
    body: JsonObject
    created: str
    updated: str
    visible_from: float

    @property
    def id_text(self) -> str:
        """The id as Sentry's bodies carry it."""
        return str(self.id)


@dataclass(frozen=True)
class Tally:
    """The objects of one project, counted.

    Args:
        count: how many there are.
        newest: ISO time of the last one's creation.
    """

    count: int
    newest: str


def _record(row: sqlite3.Row) -> Record:
    return Record(
        id=row["id"],
        organization_id=row["organization_id"],
        project_id=row["project_id"],
        slug=row["slug"],
        body=json.loads(row["body"]),
        created=row["created"],
        updated=row["updated"],
        visible_from=row["visible_from"],
    )


class Table:
    """The records of one kind.

    Args:
        database: where they live.
        name: one of `RECORD_TABLES`.
    """

    def __init__(self, database: Database, name: str) -> None:
        self._database = database
        self._name = name

    def add(
        self,
        body: JsonObject,
        *,
        organization_id: int = 0,
        project_id: int = 0,
        slug: str = "",
        visible_from: float = 0.0,
    ) -> Record:
        """Store a new object and give it an id."""
        now = now_iso()
        new_id = self._write(
            "INSERT INTO {table} (organization_id, project_id, slug, body, created, updated, visible_from) "
            "VALUES (?, ?, ?, ?, ?, ?, ?)",
            (organization_id, project_id, slug, json.dumps(body), now, now, visible_from),
        )
        return Record(new_id, organization_id, project_id, slug, body, now, now, visible_from)

    def save(self, record: Record) -> Record:
        """Write slug and body back."""
        record.updated = now_iso()
        self._write(
            "UPDATE {table} SET slug = ?, body = ?, updated = ? WHERE id = ?",
            (record.slug, json.dumps(record.body), record.updated, record.id),
        )
        return record

    def remove(self, record_id: int) -> None:
        """Forget an object; harmless when it is gone already."""
        self._write("DELETE FROM {table} WHERE id = ?", (record_id,))

    def remove_in_project(self, project_id: int, *, all_but_newest: int = 0) -> None:
        """Forget the objects of a project, but for the newest ones."""
        self._write(
            "DELETE FROM {table} WHERE project_id = ? AND id NOT IN "
            "(SELECT id FROM {table} WHERE project_id = ? ORDER BY id DESC LIMIT ?)",
            (project_id, project_id, all_but_newest),
        )

    def get(self, record_id: int) -> Record | None:
        """The object with this id, once it is visible."""
        return next(iter(self._select("id = ?", (record_id,))), None)

    def find(self, *, organization_id: int, slug: str) -> Record | None:
        """The object with this slug in an organization."""
        return next(iter(self._select("organization_id = ? AND slug = ?", (organization_id, slug))), None)

    def exists(self, slug: str) -> bool:
        """Whether an object of any organization has this slug."""
        return bool(self._select("slug = ?", (slug,)))

    def in_organization(self, organization_id: int) -> list[Record]:
        """Every visible object of an organization, by id."""
        return self._select("organization_id = ?", (organization_id,))

    def in_project(self, project_id: int) -> list[Record]:
        """Every visible object of a project, by id."""
        return self._select("project_id = ?", (project_id,))

    def last_in_project(self, project_id: int, limit: int) -> list[Record]:
        """The newest objects of a project, newest first."""
        return self._select("project_id = ?", (project_id,), f"ORDER BY id DESC LIMIT {int(limit)}")

    def last_in(self, organization_id: int, limit: int) -> list[Record]:
        """The newest objects of an organization, newest first."""
        return self._select("organization_id = ?", (organization_id,), f"ORDER BY id DESC LIMIT {int(limit)}")

    def everything(self) -> list[Record]:
        """Every visible object, by id."""
        return self._select("1 = 1", ())

    def count(self) -> int:
        """How many objects there are, hidden ones included."""
        rows = self._database.rows(sql("SELECT count(*) FROM {table}", table=self._name))
        return int(rows[0][0])

    def count_in_organization(self, organization_id: int) -> int:
        """How many objects an organization has, hidden ones included."""
        statement = sql("SELECT count(*) FROM {table} WHERE organization_id = ?", table=self._name)
        return int(self._database.rows(statement, (organization_id,))[0][0])

    def tallies(self, organization_id: int) -> dict[int, Tally]:
        """How many objects each project of an organization has, by its id; projects without any are left out."""
        statement = sql(
            "SELECT project_id, count(*), max(created) FROM {table} WHERE organization_id = ? GROUP BY project_id",
            table=self._name,
        )
        rows = self._database.rows(statement, (organization_id,))
        return {int(project): Tally(int(count), str(newest)) for project, count, newest in rows}

    def _write(self, template: str, parameters: tuple[Any, ...]) -> int:
        return self._database.write(sql(template, table=self._name), parameters)

    def _select(self, where: str, parameters: tuple[Any, ...], order: str = "ORDER BY id") -> list[Record]:
        statement = sql("SELECT * FROM {table} WHERE visible_from <= ? AND ", table=self._name)
        rows = self._database.rows(f"{statement}{where} {order}", (time.time(), *parameters))
        return [_record(row) for row in rows]
