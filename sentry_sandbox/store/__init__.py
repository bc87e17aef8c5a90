"""Everything a sandbox remembers, on one SQLite file."""

from __future__ import annotations

from contextlib import AbstractContextManager
from pathlib import Path

from sentry_sandbox.store.chunks import Chunks
from sentry_sandbox.store.database import Database, Dump
from sentry_sandbox.store.key_usage import KeyUsage
from sentry_sandbox.store.links import Links
from sentry_sandbox.store.redirects import Redirects
from sentry_sandbox.store.table import JsonObject, Record, Table, Tally
from sentry_sandbox.store.tokens import ALL_SCOPES, TOKEN_KINDS, Caller, Tokens
from sentry_sandbox.store.usage import Usage

__all__ = ["ALL_SCOPES", "TOKEN_KINDS", "Caller", "JsonObject", "Record", "Store", "Table", "Tally"]


class Store:
    """The tables, by name.

    Args:
        folder: where the SQLite file lives; `None` keeps everything in memory.
    """

    def __init__(self, folder: Path | None = None) -> None:
        database = Database(folder)
        self._database = database
        self._kept: Dump | None = None
        self.organizations = Table(database, "organizations")
        self.teams = Table(database, "teams")
        self.projects = Table(database, "projects")
        self.keys = Table(database, "client_keys")
        self.environments = Table(database, "environments")
        self.integrations = Table(database, "integrations")
        self.members = Table(database, "members")
        self.detectors = Table(database, "detectors")
        self.deleted_crons = Table(database, "deleted_crons")
        self.former_slugs_of_deleted = Table(database, "former_slugs_of_deleted")
        self.workflows = Table(database, "workflows")
        self.events = Table(database, "events")
        self.issues = Table(database, "issues")
        self.replays = Table(database, "replays")
        self.replay_jobs = Table(database, "replay_jobs")
        self.audit_log = Table(database, "audit_log")
        self.openings = Table(database, "openings")
        self.firings = Table(database, "firings")
        self.releases = Table(database, "releases")
        self.artifact_bundles = Table(database, "artifact_bundles")
        self.chunks = Chunks(database)
        self.project_teams = Links(database, "project_teams", "project_id", "team_id")
        self.detector_workflows = Links(database, "detector_workflows", "detector_id", "workflow_id")
        self.environment_projects = Links(database, "environment_projects", "environment_id", "project_id")
        self.redirects = Redirects(database)
        self.key_usage = KeyUsage(database)
        self.usage = Usage(database)
        self.tokens = Tokens(database)

    def transaction(self) -> AbstractContextManager[None]:
        """All or nothing for what the block writes."""
        return self._database.transaction()

    @property
    def changes(self) -> int:
        """How many rows were written since the start."""
        return self._database.changes

    def nested_id(self) -> str:
        """A new id for a part of an object."""
        return self._database.nested_id()

    def wipe(self) -> None:
        """Forget everything."""
        self._database.wipe()

    def keep(self) -> None:
        """Remember everything as it is now, until the process ends."""
        self._kept = self._database.dump()

    def restore(self) -> None:
        """Restore everything as it was when `keep` was called.

        Raises:
            ValueError: `keep` was never called.
        """
        if self._kept is None:
            raise ValueError("nothing was kept; POST keep does so")
        self._database.load(self._kept)

    def close(self) -> None:
        """Release the file."""
        self._database.close()
