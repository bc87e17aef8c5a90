"""Team `web` and project `shop`, which several cases refer to; they are made by hand once, for all cases."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from tests.e2e.cases.case import World
from tests.sentry_api import SentryByHand


class Neighbour(SentryByHand):
    """A person who reuses a team or project that another case created."""

    def team(self, slug: str) -> dict[str, Any]:
        path = f"teams/{{org}}/{slug}/"
        return self.get(path) if self.status(path) == 200 else super().team(slug)

    def project(self, team: str, slug: str) -> dict[str, Any]:
        path = f"projects/{{org}}/{slug}/"
        return self.get(path) if self.status(path) == 200 else super().project(team, slug)


def with_project(hand: SentryByHand, _folder: Path) -> World:
    """A team and a project of it."""
    team = hand.team("web")
    return {"team": team["id"], "project": hand.project("web", "shop")["id"]}
