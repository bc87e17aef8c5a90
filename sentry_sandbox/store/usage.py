"""Quantities of incoming data by the hour, which an organization's quota is counted with."""

from __future__ import annotations

from dataclasses import dataclass

from sentry_sandbox.store.database import Database

HOUR = 3600


@dataclass(frozen=True)
class Quantity:
    """The quantity of one category that a project sent within an hour.

    Args:
        project_id: the project.
        hour: its start, in epoch seconds.
        category: `error`, `transaction`, `span`, `replay`, ...
        outcome: `accepted`, `filtered`, `rate_limited`, `client_discard`, ...
        quantity: how many.
    """

    project_id: int
    hour: int
    category: str
    outcome: str
    quantity: int


class Usage:
    """Quantities by project, hour, category and outcome."""

    def __init__(self, database: Database) -> None:
        self._database = database

    def record(self, project_id: int, epoch: float, category: str, outcome: str, quantity: int = 1) -> None:
        """Count something.

        Args:
            project_id: where it came in.
            epoch: when, in epoch seconds.
            category: its category.
            outcome: its outcome.
            quantity: how many.
        """
        self._database.write(
            "INSERT INTO usage_hours VALUES (?, ?, ?, ?, ?) "
            "ON CONFLICT (project_id, hour, category, outcome) DO UPDATE SET quantity = quantity + excluded.quantity",
            (project_id, int(epoch) // HOUR * HOUR, category, outcome, quantity),
        )

    def between(self, project_ids: list[int], since: int, until: int) -> list[Quantity]:
        """The quantities of projects from one hour to another, the last hour left out."""
        marks = ", ".join("?" * len(project_ids))
        rows = self._database.rows(
            f"SELECT * FROM usage_hours WHERE hour >= ? AND hour < ? AND project_id IN ({marks}) "  # noqa: S608 - marks only
            "ORDER BY project_id, hour, category, outcome",
            (since, until, *project_ids),
        )
        return [Quantity(int(row[0]), int(row[1]), str(row[2]), str(row[3]), int(row[4])) for row in rows]
