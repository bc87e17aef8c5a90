"""Sentry for Pulumi programs, on Sentry's Monitors & Alerts API.

import pulumi_sentry as sentry

team = sentry.Team("web", sentry.TeamArgs(slug="web"))
project = sentry.Project("shop", sentry.ProjectArgs(name="Shop", slug="shop", team=team.id))
key = sentry.ProjectKey("shop", sentry.ProjectKeyArgs(project=project.id, name="production"))
pulumi.export("dsn", key.dsn)
"""

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from pulumi_sentry.exports import *  # noqa: F403 - the same names for type checkers
else:

    def __getattr__(name):
        """Return what the package offers, and import it (and Pulumi's SDK) when it is asked for the first time.

        The client, the `.env` files and the place of a state need no SDK; the command line starts with them alone.
        """
        # An import asks for its own modules here, too; none of them is what the package offers.
        if name.startswith("__") and name not in {"__all__", "__version__"}:
            raise AttributeError(name)
        from importlib import import_module  # noqa: PLC0415 - an import that nobody may need

        offered = import_module("pulumi_sentry.exports")
        if name == "__all__" or name in offered.__all__:
            value = getattr(offered, name)
        else:
            # The words of an argument, such as `AlertActionType.EMAIL`: `pulumi import` writes them so.
            words = import_module("pulumi_sentry.plugin.constants").constants() if name[:1].isupper() else {}
            if name not in words:
                raise AttributeError(f"module 'pulumi_sentry' has no attribute {name!r}")
            value = words[name]
        globals()[name] = value
        return value

    def __dir__():
        """Return all names for completion."""
        from pulumi_sentry.exports import __all__ as names  # noqa: PLC0415 - as above

        return sorted({*globals(), *names})
