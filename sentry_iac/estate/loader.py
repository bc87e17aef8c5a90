"""Makes the estate from `sentry.yaml` and a stack's settings."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path as FilePath
from typing import Final

from sentry_iac.estate.model.estate import Estate
from sentry_iac.estate.model.guard import GuardSpec
from sentry_iac.estate.resolving.policy import policy_of
from sentry_iac.estate.resolving.resolver import Resolver
from sentry_iac.estate.stack.settings import StackSettings
from sentry_iac.estate.text.document import Document, decode_document, parse_document, read_document
from sentry_iac.estate.text.errors import Problem, SpecError
from sentry_iac.estate.text.validation import validate
from sentry_iac.estate.written.file import SentryYaml
from sentry_iac.estate.written.guard import Guard, guard_of
from sentry_iac.policy import PolicySpec

_GUARD: Final = "guard"


def load_estate(sentry_yaml: FilePath, stack: StackSettings) -> Estate:
    """Read `sentry_yaml` and return what `stack` declares, fully resolved.

    Raises SpecError with one line for each mistake in the file, or in the stack's config.
    """
    return make_estate(read_document(sentry_yaml), stack)


def parse_estate(text: str, stack: StackSettings, file: str = "sentry.yaml") -> Estate:
    """Do as `load_estate` does, from the text of a file called `file`."""
    return make_estate(parse_document(text, file), stack)


def load_policy(sentry_yaml: FilePath) -> PolicySpec:
    """Return the settings of the rules in `sentry_yaml`, for any stack; raises SpecError as `load_estate` does."""
    document = read_document(sentry_yaml)
    spec, problems = validate(SentryYaml, document.value, document.problem, document.text)
    if spec is None or problems:
        raise SpecError(problems)
    return policy_of(spec)


def parse_guard(content: bytes, file: str = "sentry.yaml") -> GuardSpec:
    """Return the `guard:` of a file, for any stack, whatever the rest of the file says.

    Raises SpecError if the file is no YAML mapping, or its guard cannot be understood.
    """
    document = decode_document(content, file)
    if not isinstance(document.value, dict):
        raise SpecError([document.problem((), "is no mapping (indented `key: value` lines)")])
    if _GUARD not in document.value:
        return GuardSpec()
    guard, problems = validate(
        Guard,
        document.value[_GUARD],
        lambda path, message: document.problem((_GUARD, *path), message),
        lambda path: document.text((_GUARD, *path)),
    )
    if guard is None or problems:
        raise SpecError(problems)
    return guard_of(guard)


def make_estate(document: Document, stack: StackSettings) -> Estate:
    """Do as `load_estate` does, from a file that was read already."""
    spec, problems = validate(SentryYaml, document.value, document.problem, document.text)
    if spec is None:
        raise SpecError(problems)
    resolver = Resolver(spec, document, stack, _names(document, "teams"), _names(document, "projects"))
    estate = resolver.estate()
    problems += [problem for problem in resolver.problems if not _explained(problem, problems)]
    if problems:
        raise SpecError(problems)
    return estate


def _names(document: Document, section: str) -> Sequence[str]:
    value = document.value.get(section) if isinstance(document.value, dict) else None
    return list(value) if isinstance(value, dict) else []


def _explained(problem: Problem, earlier: Sequence[Problem]) -> bool:
    """Whether a problem only follows from an earlier one, of a value inside it or around it."""
    return any(
        problem.file == other.file
        and (other.path[: len(problem.path)] == problem.path or problem.path[: len(other.path)] == other.path)
        for other in earlier
    )
