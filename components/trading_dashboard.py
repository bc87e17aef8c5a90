"""The trading dashboard as its people see it: one product of two applications."""

from __future__ import annotations

from collections.abc import Mapping

import pulumi

from sentry_iac.components import Application

FRONTEND = "gvses-frontend"
BACKEND = "gvses-backend"


class TradingDashboard:
    """The React front end and the FastAPI back end.

    Attributes:
        frontend: None while `sentry.yaml` does not declare it.
        backend: None while `sentry.yaml` does not declare it.
    """

    def __init__(self, applications: Mapping[str, Application]) -> None:
        """Find the two applications.

        Args:
            applications: what the program has declared, by the name of the project in `sentry.yaml`.
        """
        self.frontend = applications.get(FRONTEND)
        self.backend = applications.get(BACKEND)

    def pages(self) -> dict[str, pulumi.Output[str]]:
        """The pages at Sentry that people of the dashboard open, by part of the product."""
        parts = {"frontend": self.frontend, "backend": self.backend}
        return {part: app.project.url for part, app in parts.items() if app is not None}
