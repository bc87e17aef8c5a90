"""A risk, and the view of a step for the functions that look for risks."""

from __future__ import annotations

from dataclasses import dataclass

from sentry_iac.plan.directory import Directory
from sentry_iac.plan.steps import Action, Step
from sentry_iac.plan.words import title


@dataclass(frozen=True, slots=True, kw_only=True)
class Risk:
    """A change that somebody may regret.

    Attributes:
        kind: a key of `sentry_iac.estate.RISKS`.
        resource: the name of the resource; an exception in `sentry.yaml` names it.
        sentence: the risk, for people.
    """

    kind: str
    resource: str
    sentence: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Suspect:
    """A step that may hold risks, with the facts about the rest of its plan.

    Attributes:
        step: the change of one resource.
        directory: the names of all resources.
        touched_monitors: the ids of all monitors that change or go.
        projects_with_a_key: the projects that still have a client key after the plan.
        key_use: the last use of this step's key, for people; empty if unknown.
    """

    step: Step
    directory: Directory
    touched_monitors: frozenset[str]
    projects_with_a_key: frozenset[str]
    key_use: str

    @property
    def title(self) -> str:
        """The resource for people."""
        return title(self.step, self.directory)

    @property
    def place(self) -> str:
        """The resource for people, with its project."""
        of = f" (project {self.step.parent})" if self.step.parent and self.step.type != "Project" else ""
        return f"{self.title}{of}"

    @property
    def goes(self) -> bool:
        """Whether the resource goes without a replacement."""
        return self.step.action is Action.DELETE

    def turns_off(self, argument: str) -> bool:
        """Whether a switch goes from on to off."""
        return self.step.old.get(argument) is True and self.step.new.get(argument) is False

    def touches(self, argument: str) -> bool:
        """Whether an argument changes at Sentry.

        Sentry keeps an argument that is no longer declared, so an update changes only the paths that the engine names.
        """
        return self.step.action is not Action.UPDATE or argument in self.step.changed_arguments

    def risk(self, kind: str, sentence: str) -> Risk:
        """Return a risk of this step."""
        return Risk(kind=kind, resource=self.step.name, sentence=sentence)
