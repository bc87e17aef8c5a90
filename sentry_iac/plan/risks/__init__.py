"""The risks of a plan for a reviewer: losses, wider access, less privacy.

They come from comparing a step's arguments before and after. Their sentences are only for people.
"""

from sentry_iac.plan.risks.finding import find_risks
from sentry_iac.plan.risks.projects_and_keys import takes_key_out_of_use
from sentry_iac.plan.risks.risk import Risk

__all__ = ["Risk", "find_risks", "takes_key_out_of_use"]
