"""The provider in this process, behind real gRPC and with a scripted Sentry."""

from tests.unit.pulumi_sentry.conftest import engine, sentry, unconfigured

__all__ = ["engine", "sentry", "unconfigured"]
