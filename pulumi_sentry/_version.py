"""The version of the distribution, read from its metadata so that it is written once (pyproject.toml)."""

from importlib.metadata import version

__version__ = version("pulumi-sentry")
