"""Uploaded pieces of files, by their content."""

from __future__ import annotations

from sentry_sandbox.store.database import Database


class Chunks:
    """The pieces that an organization has, by their SHA-1; the same piece is kept once."""

    def __init__(self, database: Database) -> None:
        self._database = database

    def add(self, organization_id: int, checksum: str, content: bytes) -> None:
        """Keep a piece; harmless where it is there already."""
        self._database.write(
            "INSERT OR IGNORE INTO chunks VALUES (?, ?, ?)", (organization_id, checksum, content)
        )

    def size(self, organization_id: int, checksum: str) -> int | None:
        """The size of a piece, in bytes; None where it was not uploaded."""
        rows = self._database.rows(
            "SELECT length(content) FROM chunks WHERE organization_id = ? AND checksum = ?",
            (organization_id, checksum),
        )
        return int(rows[0][0]) if rows else None

    def get(self, organization_id: int, checksum: str) -> bytes | None:
        """The content of a piece; None where it was not uploaded."""
        rows = self._database.rows(
            "SELECT content FROM chunks WHERE organization_id = ? AND checksum = ?",
            (organization_id, checksum),
        )
        return bytes(rows[0][0]) if rows else None
