"""Changes of a client key, and of the `.env` file with its DSN, in words."""

from __future__ import annotations

from sentry_iac.plan.arguments import mapping, retirement_stage
from sentry_iac.plan.directory import Directory
from sentry_iac.plan.steps import SECRET, Step
from sentry_iac.plan.words.values import arrow, moved, value


def retiring(step: Step, _directory: Directory) -> list[str]:
    """Return how far a key is on its way out."""
    old, new = (retirement_stage(each) for each in (step.old, step.new))
    if old == new:
        is_news = "retirement.leaked" in step.changed and mapping(step.new.get("retirement")).get("leaked")
        return ["has leaked, and never comes back" if is_news else "retires in another way"]
    means = {"grace": "retires, and stays valid for now", "": "is no longer retired"}
    return [means.get(new, new)]


def active(step: Step, _directory: Directory) -> list[str]:
    """Return whether Sentry takes events of a key."""
    return ["activated" if step.new.get("isActive") else "deactivated"]


def rate_limit(step: Step, _directory: Directory) -> list[str]:
    """Return the rate limit of a key, before and after."""
    return [moved("rateLimit", value(step.old.get("rateLimit")), value(step.new.get("rateLimit")))]


def variables(step: Step, _directory: Directory) -> list[str]:
    """Return which variables of an `.env` file change; never a secret."""
    old, new = (mapping(each.get("values")) for each in (step.old, step.new))
    touched = {path.partition(".")[2] for path in step.changed if "." in path}
    said = []
    for name in sorted({*old, *new, *touched}):
        if old.get(name) != new.get(name):
            said.append(_variable(name, old.get(name), new.get(name)))
        elif name in touched:
            # Two secrets look the same.
            said.append(
                f"{name} changes" if old.get(name) == SECRET else f"{name} is missing or edited in the file"
            )
    return said or ["the DSN changes"]


def _variable(name: str, old: object, new: object) -> str:
    if old is None:
        return f"{name} is added"
    if new is None:
        return f"{name} is removed"
    return f"{name} {arrow(value(old), value(new))}"
