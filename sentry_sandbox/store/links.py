"""Which objects belong together: many-to-many links between the tables."""

from __future__ import annotations

from collections.abc import Iterable

from sentry_sandbox.store.database import Database, sql


class Links:
    """Pairs of ids of one kind.

    Args:
        database: where they live.
        table: table of the pairs.
        left: column of the first id.
        right: column of the second id.
    """

    def __init__(self, database: Database, table: str, left: str, right: str) -> None:
        self._database = database
        self._table = table
        self._left = left
        self._right = right

    def add(self, left: int, right: int) -> None:
        """Link two objects; harmless when they are linked already."""
        statement = sql("INSERT OR IGNORE INTO {table} VALUES (?, ?)", table=self._table)
        self._database.write(statement, (left, right))

    def remove(self, left: int, right: int) -> None:
        """Unlink two objects."""
        statement = sql(
            "DELETE FROM {table} WHERE {left} = ? AND {right} = ?",
            table=self._table,
            left=self._left,
            right=self._right,
        )
        self._database.write(statement, (left, right))

    def rights(self, left: int) -> list[int]:
        """The ids that the first object is linked to."""
        return self._column(self._right, self._left, left)

    def lefts(self, right: int) -> list[int]:
        """The ids that are linked to the second object."""
        return self._column(self._left, self._right, right)

    def all_rights(self) -> dict[int, list[int]]:
        """The ids that each first object is linked to, in one question for all of them."""
        found: dict[int, list[int]] = {}
        for left, right in self._database.rows(sql("SELECT * FROM {table} ORDER BY 1, 2", table=self._table)):
            found.setdefault(int(left), []).append(int(right))
        return found

    def replace_rights(self, left: int, rights: Iterable[int]) -> None:
        """Link the first object to exactly these."""
        self.remove_left(left)
        for right in rights:
            self.add(left, right)

    def replace_lefts(self, right: int, lefts: Iterable[int]) -> None:
        """Link exactly these to the second object."""
        self.remove_right(right)
        for left in lefts:
            self.add(left, right)

    def remove_left(self, left: int) -> None:
        """Unlink the first object from everything."""
        self._remove_all(self._left, left)

    def remove_right(self, right: int) -> None:
        """Unlink the second object from everything."""
        self._remove_all(self._right, right)

    def _column(self, wanted: str, known: str, value: int) -> list[int]:
        statement = sql(
            "SELECT {wanted} FROM {table} WHERE {known} = ? ORDER BY 1",
            wanted=wanted,
            table=self._table,
            known=known,
        )
        return [int(row[0]) for row in self._database.rows(statement, (value,))]

    def _remove_all(self, column: str, value: int) -> None:
        statement = sql("DELETE FROM {table} WHERE {column} = ?", table=self._table, column=column)
        self._database.write(statement, (value,))
