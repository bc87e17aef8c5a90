"""Which objects of which Sentry a stack's state holds, read from the state without a request."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, Final

from pulumi_sentry.lifecycle.place import Place, elsewhere, is_default

KIND: Final = "sentry:index:"
PROVIDER: Final = "pulumi:providers:sentry"
_FILES = frozenset({"EnvFile"})

Resource = Mapping[str, Any]


@dataclass(frozen=True)
class Held:
    """The objects of one provider of a stack.

    Attributes:
        place: where they are, as far as the state says.
        provider: the name of the provider in the program; empty for the default one.
        kinds: their number by kind; files on this machine do not count.
    """

    place: Place
    provider: str = ""
    kinds: Mapping[str, int] = field(default_factory=dict)

    @property
    def count(self) -> int:
        """Return the number of objects."""
        return sum(self.kinds.values())

    def refusal(self, asked: Place, stack: str, outcome: str = "nothing was changed at either") -> str | None:
        """Return why a run for another Sentry cannot work on these objects; None where it can, or only Sentry knows.

        The environment decides only on the default provider's Sentry.

        Args:
            asked: the place that the run is for, as configured or as Sentry describes it.
            stack: the stack's name.
            outcome: the consequence, for people.
        """
        if asked.organization_id:
            apart = not self.place.is_same(asked)
        else:
            # A state of version 0.1.0 has the slug only, no id.
            named = self.place.organization_id or self.place.organization in {"", asked.organization}
            apart = not (named and self.place.can_be(asked.site))
        if self.provider or not self.count or not apart:
            return None
        return elsewhere(self.place, asked, stack=stack, count=self.count, outcome=outcome)


def held_in(resources: Sequence[Resource]) -> list[Held]:
    """Return the objects that a state holds, one item for each provider.

    Args:
        resources: a deployment's, as `pulumi stack export` and the file backend write them.
    """
    inputs = {f"{each.get('urn')}::{each.get('id', '')}": each.get("inputs") or {} for each in resources}
    groups: dict[str, list[Resource]] = {}
    for each in resources:
        if is_ours(each) and each.get("custom") and each.get("type") != PROVIDER:
            groups.setdefault(str(each.get("provider") or ""), []).append(each)
    found = []
    for reference, group in groups.items():
        kinds = Counter(str(each["type"]).removeprefix(KIND) for each in group)
        urn = reference.rpartition("::")[0]
        name = "" if not urn or is_default(urn) else urn.rsplit("::", 1)[-1]
        place = Place.recorded(inputs.get(reference, {}))
        if not (place.organization_id and place.site):
            place = _of_pages(group) or place
        found.append(Held(place, name, {kind: n for kind, n in kinds.items() if kind not in _FILES}))
    return found


def is_ours(resource: Resource) -> bool:
    """Whether a resource of a state is this package's: an object, a file, or the provider."""
    return str(resource.get("type")).startswith(KIND) or resource.get("type") == PROVIDER


def _of_pages(group: Iterable[Resource]) -> Place | None:
    pages = (Place.of_page((each.get("outputs") or {}).get("url")) for each in group)
    return next(filter(None, pages), None)
