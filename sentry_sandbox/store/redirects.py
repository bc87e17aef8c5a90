"""Slugs that projects had before they were renamed."""

from __future__ import annotations

from sentry_sandbox.store.database import Database


class Redirects:
    """Old project slugs and the project each of them leads to."""

    def __init__(self, database: Database) -> None:
        self._database = database

    def add(self, organization_id: int, slug: str, project_id: int) -> None:
        """Remember that a project had this slug."""
        self._database.write(
            "INSERT OR REPLACE INTO project_redirects VALUES (?, ?, ?)", (organization_id, slug, project_id)
        )

    def target(self, organization_id: int, slug: str) -> int | None:
        """Id of the project that had this slug, if any."""
        rows = self._database.rows(
            "SELECT project_id FROM project_redirects WHERE organization_id = ? AND slug = ?",
            (organization_id, slug),
        )
        return int(rows[0][0]) if rows else None

    def former_slugs(self, project_id: int) -> list[str]:
        """The slugs that a project had before."""
        rows = self._database.rows("SELECT slug FROM project_redirects WHERE project_id = ?", (project_id,))
        return [str(row[0]) for row in rows]

    def forget_slug(self, organization_id: int, slug: str) -> None:
        """Forget a former slug, since a project has taken it."""
        self._database.write(
            "DELETE FROM project_redirects WHERE organization_id = ? AND slug = ?", (organization_id, slug)
        )

    def forget_project(self, project_id: int) -> None:
        """Forget the former slugs of a deleted project."""
        self._database.write("DELETE FROM project_redirects WHERE project_id = ?", (project_id,))
