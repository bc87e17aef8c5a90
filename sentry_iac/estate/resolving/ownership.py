"""The ownership rules of a project."""

from __future__ import annotations

from collections.abc import Mapping

from sentry_iac.estate.model.settings import OwnershipSpec
from sentry_iac.estate.model.words import ASSIGNMENTS
from sentry_iac.estate.resolving.known import Known
from sentry_iac.estate.resolving.layers import ReportProblem
from sentry_iac.estate.text.errors import Path, quoted
from sentry_iac.estate.written.project import Project
from sentry_rules.ownership import complaints, with_teams


def ownership_of(
    project: Project, path: Path, slugs: Mapping[str, str], teams: Known, report: ReportProblem
) -> OwnershipSpec | None:
    """Return the ownership rules of a project, with each team as its slug in Sentry.

    Args:
        project: the project as written.
        path: its path.
        slugs: slugs of teams by the name in `sentry.yaml`.
        teams: the teams of the stack.
        report: takes unknown teams, teams without access, and rules that Sentry refuses.
    """
    ownership = project.ownership
    if ownership is None:
        return None
    where = (*path, "ownership", "rules")

    def slug(name: str) -> str:
        if name not in teams:
            report(where, teams.unknown(name))
        elif name not in (project.team, *project.shared_with):
            report(where, f"{quoted(name)} has no access to the project; name it under sharedWith as well")
        return slugs.get(name, name)

    for reason in complaints(ownership.rules or ""):
        report(where, reason)
    lines = (ownership.rules or "").splitlines()
    rules = "\n".join(with_teams(line, slug) for line in lines)
    return OwnershipSpec(
        rules=rules if ownership.rules is not None else None,
        fallthrough=ownership.fallthrough,
        auto_assignment=ASSIGNMENTS[ownership.auto_assignment] if ownership.auto_assignment else None,
        codeowners_auto_sync=ownership.codeowners_auto_sync,
    )
