"""One project of `sentry.yaml` as one stack has it, while it is being resolved."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass

from sentry_iac.estate.model.estate import ProjectKind
from sentry_iac.estate.resolving.layers import Layer, ReportProblem
from sentry_iac.estate.stack.settings import StackSettings
from sentry_iac.estate.text.errors import Path, Problem
from sentry_iac.estate.written.file import Project


@dataclass(frozen=True, slots=True, kw_only=True)
class ProjectInStack:
    """What the resolving of a project's parts has in common.

    Attributes:
        name: its name in `sentry.yaml`.
        slug: its slug, with the stack's suffix.
        kind: which table of monitor queries it uses.
        written: what `sentry.yaml` says under its name.
        layers: the places that speak about it, the least important first.
        stack: the stack.
        teams: the names of all teams.
        report: takes a problem of a layer.
        report_here: takes a problem of `sentry.yaml`.
    """

    name: str
    slug: str
    kind: ProjectKind
    written: Project
    layers: Sequence[Layer]
    stack: StackSettings
    teams: Sequence[str]
    report: Callable[[Problem], None]
    report_here: ReportProblem

    @property
    def path(self) -> Path:
        """Where `sentry.yaml` speaks of it."""
        return ("projects", self.name)
