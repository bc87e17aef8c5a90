"""What a reviewer has to know before saying yes: what is lost, who sees more, what becomes public.

Risks are found by comparing a step's arguments before and after. Their sentences are for people: nothing reads them.
"""

from sentry_iac.plan.risks.finding import find_risks
from sentry_iac.plan.risks.projects_and_keys import takes_key_out_of_use
from sentry_iac.plan.risks.risk import Risk

__all__ = ["Risk", "find_risks", "takes_key_out_of_use"]
