"""Projects scrub personal data."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Final

from sentry_iac.policy.planned import Planned, of_type
from sentry_iac.policy.rule import Finding, in_project

_SCRUBBING: Final = {
    "dataScrubber": "scrubs no data",
    "dataScrubberDefaults": "leaves Sentry's own scrubbing rules out",
    "scrubIPAddresses": "keeps IP addresses",
}


def unscrubbed_projects(planned: Planned) -> Iterator[Finding]:
    """Yield the projects whose personal data may stay at Sentry."""
    everywhere = list(planned.of("OrganizationSettings"))
    for name, resources in planned.applications.items():
        for project in of_type(resources, "Project"):
            # The organization's requirements hold for every project.
            missing = [
                said
                for setting, said in _SCRUBBING.items()
                if not project.is_on(setting) and not any(each.is_on(setting) for each in everywhere)
            ]
            if missing:
                yield Finding(
                    resource=project.name,
                    urn=project.urn,
                    says=f"project {name} {' and '.join(missing)}, as far as is declared",
                    fix=in_project(name, "privacy", value="strict"),
                )
