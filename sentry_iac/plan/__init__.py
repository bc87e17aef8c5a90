"""A plan as a value: made from the engine's events, judged by the guard, rendered for people."""

from sentry_iac.plan.making import make_plan
from sentry_iac.plan.plan import Author, Change, Kind, Plan, Verdict
from sentry_iac.plan.render import FORMATS, STYLES, render
from sentry_iac.plan.risks import Risk
from sentry_iac.plan.steps import Action, Apart, Step, is_apart, read_steps

__all__ = [
    "FORMATS",
    "STYLES",
    "Action",
    "Apart",
    "Author",
    "Change",
    "Kind",
    "Plan",
    "Risk",
    "Step",
    "Verdict",
    "is_apart",
    "make_plan",
    "read_steps",
    "render",
]
