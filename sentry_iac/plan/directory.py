"""Knows the names of resources by the ids in arguments: values to compare, which `plan.words` puts into sentences."""

from __future__ import annotations

from collections.abc import Iterable

from pulumi.runtime.rpc import UNKNOWN

from sentry_iac.plan.steps import Action, Step


class Directory:
    """Names for ids, learnt from the steps of a plan.

    Args:
        steps: one a resource, unchanged ones included, which only lend their names.
    """

    def __init__(self, steps: Iterable[Step]) -> None:
        self._names: dict[tuple[str, str], str] = {}
        self._new: dict[str, list[str]] = {}
        for step in steps:
            # People know a resource by its name before the change.
            name = str(
                (step.old or step.new).get("name" if step.type.endswith("Monitor") else "slug")
                or step.arguments.get("email")
                or step.name
            )
            if step.id:
                self._names[step.type, step.id] = name
            if not step.id or step.action is Action.REPLACE:
                self._new.setdefault(step.type, []).append(name)

    def name(self, kind: str, id: object) -> str:
        """Return the name of the resource of a type with an id; the id itself if the stack has no such resource.

        An unknown id belongs to a new resource. If only one of the type is new, the result is its name, else `UNKNOWN`.
        """
        if id == UNKNOWN:
            new = self._new.get(kind, [])
            return new[0] if len(new) == 1 else UNKNOWN
        return self._names.get((kind, str(id)), str(id))

    def monitor(self, id: object) -> str | None:
        """Return the name of a monitor of any type; None for new ones and for those that Sentry makes by itself."""
        kinds = sorted({kind for kind, _ in self._names if kind.endswith("Monitor")})
        return next(filter(None, (self._names.get((kind, str(id))) for kind in kinds)), None)
