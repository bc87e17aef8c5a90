"""Words for resources and their changes, as on Sentry's own pages, not as property paths.

The words come last: no decision reads them. `plan.arguments` and `plan.directory` have the values for decisions.
"""

from sentry_iac.plan.words.alerts import actions, tells
from sentry_iac.plan.words.changes import differences
from sentry_iac.plan.words.comings_and_goings import facts, farewell
from sentry_iac.plan.words.monitors import firing
from sentry_iac.plan.words.nouns import noun, spaced
from sentry_iac.plan.words.resources import called, monitor_name, name_of, named, title
from sentry_iac.plan.words.values import value

__all__ = [
    "actions",
    "called",
    "differences",
    "facts",
    "farewell",
    "firing",
    "monitor_name",
    "name_of",
    "named",
    "noun",
    "spaced",
    "tells",
    "title",
    "value",
]
