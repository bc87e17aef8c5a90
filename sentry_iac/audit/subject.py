"""The subject of an audit: a stack's declaration, its Sentry, and the source of its applications."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from pathlib import Path

from sentry_iac.audit.sentry_view import SentryView
from sentry_iac.estate import ApplicationSpec, Estate
from sentry_iac.source import Patience, Unreadable


@dataclass(frozen=True, slots=True)
class ApplicationSource:
    """The source of one application.

    Attributes:
        spec: the application as the stack declares it.
        folder: where its code is; it may not exist.
    """

    spec: ApplicationSpec
    folder: Path


@dataclass(frozen=True, kw_only=True)
class Subject:
    """One stack, with everything that checks read. No check writes.

    Attributes:
        stack: the stack's name.
        estate: what the stack declares.
        root: the folder with Pulumi.yaml.
        sources: the applications' source, in the estate's order.
        sentry: the stack's Sentry, or None where there is none to ask.
        no_sentry: for people, why there is none, and what to do.
        environ: the environment of the command, in which CI describes itself.
        now: the moment of the audit, with its zone.
        probe: whether events may be sent to the DSNs.
        held: for people, the Sentry that the stack's state is of; empty where no state is in reach.
        elsewhere: for people, why an `up` would stop, where the state is of another Sentry than `sentry`.
        patience: the time that reading may take.
    """

    stack: str
    estate: Estate
    root: Path
    sources: tuple[ApplicationSource, ...]
    sentry: SentryView | None
    no_sentry: str = ""
    environ: Mapping[str, str] = field(default_factory=dict, repr=False)
    now: datetime
    probe: bool = False
    held: str = ""
    elsewhere: str = ""
    patience: Patience = field(default_factory=Patience, repr=False)

    @property
    def folders(self) -> tuple[Path, ...]:
        """The folders of the applications' source, in the estate's order."""
        return tuple(each.folder for each in self.sources)

    @property
    def up(self) -> str:
        """The command that makes Sentry as the stack declares it, and what has to be put right first."""
        apply = f"sentry-iac up --stack {self.stack}"
        return f"{apply}, once the state is of this Sentry (projects.sentry)" if self.elsewhere else apply

    def asked(self) -> SentryView:
        """Return the stack's Sentry.

        Raises:
            Unreadable: there is none to ask.
        """
        if self.sentry is None:
            raise Unreadable(self.no_sentry)
        return self.sentry

    def shown(self, path: Path) -> str:
        """Return a path for people: relative to the project's folder if it is inside."""
        return str(path.relative_to(self.root)) if path.is_relative_to(self.root) else str(path)
