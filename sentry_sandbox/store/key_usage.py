"""How often each client key was used, by the hour."""

from __future__ import annotations

from sentry_sandbox.store.database import Database

HOUR = 3600


class KeyUsage:
    """Error events per client key, hour and outcome (`accepted`, `filtered`, `dropped`)."""

    def __init__(self, database: Database) -> None:
        self._database = database

    def record(self, public_key: str, epoch: float, outcome: str) -> None:
        """Count one error event.

        Args:
            public_key: the key that was used.
            epoch: when, in epoch seconds.
            outcome: `accepted`, `filtered` or `dropped`.
        """
        hour = int(epoch) // HOUR * HOUR
        self._database.write(
            "INSERT INTO key_hours VALUES (?, ?, ?, 1) "
            "ON CONFLICT (public_key, hour, outcome) DO UPDATE SET quantity = quantity + 1",
            (public_key, hour, outcome),
        )

    def between(self, public_key: str, since: int, until: int) -> list[tuple[int, str, int]]:
        """Hour (epoch seconds), outcome and quantity of each hour in the range, ends included."""
        rows = self._database.rows(
            "SELECT hour, outcome, quantity FROM key_hours WHERE public_key = ? AND hour BETWEEN ? AND ?",
            (public_key, since, until),
        )
        return [(int(row[0]), str(row[1]), int(row[2])) for row in rows]

    def forget(self, public_key: str) -> None:
        """Forget a deleted key."""
        self._database.write("DELETE FROM key_hours WHERE public_key = ?", (public_key,))
