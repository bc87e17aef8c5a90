"""An export as a Pulumi program with the typed classes of `pulumi_sentry`."""

from sentry_iac.export.python.program import write_program

__all__ = ["write_program"]
