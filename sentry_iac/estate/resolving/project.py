"""One project of `sentry.yaml` in one stack, while it is being resolved."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass

from sentry_iac.estate.model.estate import ProjectKind
from sentry_iac.estate.resolving.known import Known
from sentry_iac.estate.resolving.layers import Layer, ReportProblem, Said, SwitchableT
from sentry_iac.estate.stack.settings import StackSettings
from sentry_iac.estate.text.errors import Path, Problem
from sentry_iac.estate.written.project import Project


@dataclass(frozen=True, slots=True, kw_only=True)
class ProjectInStack:
    """The common input for resolving a project's parts.

    Attributes:
        name: its name in `sentry.yaml`.
        slug: its slug, with the stack's suffix.
        kind: which table of monitor queries it uses.
        written: the project in `sentry.yaml`.
        layers: the layers that speak about it, the least important first.
        stack: the stack.
        teams: the names of the teams of the stack.
        owner: the word for who owns what names nobody itself; None for its team.
        built_ins: whether it has the built-in monitors and alerts that it does not name itself.
        report: takes a problem of a layer.
        report_here: takes a problem of `sentry.yaml`.
    """

    name: str
    slug: str
    kind: ProjectKind
    written: Project
    layers: Sequence[Layer]
    stack: StackSettings
    teams: Known
    owner: str | None
    built_ins: bool
    report: Callable[[Problem], None]
    report_here: ReportProblem

    @property
    def path(self) -> Path:
        """Its path in `sentry.yaml`."""
        return ("projects", self.name)

    def wants(self, built_in: Said[SwitchableT]) -> bool:
        """Whether it has a built-in monitor or alert, by what the layers say of it."""
        return self.built_ins or any(layer.path == self.path for layer, _ in built_in.by_layer)
