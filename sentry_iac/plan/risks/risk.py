"""A risk, and what the functions that look for risks see of a step."""

from __future__ import annotations

from dataclasses import dataclass

from sentry_iac.plan.directory import Directory
from sentry_iac.plan.steps import Action, Step
from sentry_iac.plan.words import title


@dataclass(frozen=True, slots=True, kw_only=True)
class Risk:
    """One thing that may be regretted.

    Attributes:
        kind: a key of `sentry_iac.estate.RISKS`.
        resource: the name of the resource, which an allowance in `sentry.yaml` names.
        sentence: what happens, for people.
    """

    kind: str
    resource: str
    sentence: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Suspect:
    """A step that may hold risks, and what the rest of its plan tells about it.

    Attributes:
        step: what happens to one resource.
        directory: the names of all resources.
        touched_monitors: the ids of all monitors that change or go.
        projects_with_a_key: the projects that still have a client key after the plan.
        key_use: when the key of this step was used last, for people; empty where nobody knows.
    """

    step: Step
    directory: Directory
    touched_monitors: frozenset[str]
    projects_with_a_key: frozenset[str]
    key_use: str

    @property
    def title(self) -> str:
        """What the resource is called."""
        return title(self.step, self.directory)

    @property
    def place(self) -> str:
        """What the resource is called, with the project that it belongs to."""
        of = f" (project {self.step.parent})" if self.step.parent and self.step.type != "Project" else ""
        return f"{self.title}{of}"

    @property
    def goes(self) -> bool:
        """Whether the resource goes without another in its place."""
        return self.step.action is Action.DELETE

    def turns_off(self, argument: str) -> bool:
        """Whether a switch that was on is declared off."""
        return self.step.old.get(argument) is True and self.step.new.get(argument) is False

    def touches(self, argument: str) -> bool:
        """Whether an argument changes at Sentry.

        An argument that is no longer declared stays at Sentry as it is, so an update changes only what the engine
        says.
        """
        return self.step.action is not Action.UPDATE or argument in self.step.changed_arguments

    def risk(self, kind: str, sentence: str) -> Risk:
        """Return a risk of this step."""
        return Risk(kind=kind, resource=self.step.name, sentence=sentence)
