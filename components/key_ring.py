"""The client keys that one stack gives a project."""

from __future__ import annotations

import pulumi

import pulumi_sentry as sentry
from sentry_iac.spec import KeySpec


class KeyRing(pulumi.ComponentResource):
    """The current client key of a project.

    Attributes:
        dsn: what the application is configured with; a secret.
    """

    def __init__(
        self,
        name: str,
        spec: KeySpec,
        project: sentry.Project,
        opts: pulumi.ResourceOptions | None = None,
    ) -> None:
        """Declare the key.

        Args:
            name: the application's name.
            spec: what the key should be.
            project: the project it sends to.
            opts: Pulumi's resource options.
        """
        super().__init__("sentry-iac:components:KeyRing", name, {}, opts)
        loader = sentry.LoaderOptionsArgs(
            has_replay=spec.loader.has_replay,
            has_performance=spec.loader.has_performance,
            has_debug=spec.loader.has_debug,
            has_feedback=spec.loader.has_feedback,
            has_logs_and_metrics=spec.loader.has_logs_and_metrics,
        )
        limit = spec.rate_limit
        self.key = sentry.ProjectKey(
            name,
            sentry.ProjectKeyArgs(
                project=project.id,
                name=spec.name,
                is_active=spec.is_active,
                rate_limit=sentry.RateLimitArgs(count=limit.count, window=limit.window) if limit else None,
                browser_sdk_version=spec.browser_sdk_version,
                dynamic_sdk_loader_options=loader if loader.declared() else None,
            ),
            pulumi.ResourceOptions(parent=self),
        )
        self.dsn = self.key.dsn
        self.register_outputs({})
