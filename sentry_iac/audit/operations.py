"""Operations: whether what was set up once is kept up."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Final

from sentry_iac.audit.check import Check, Finding, Phase, Section, check, failed, passed
from sentry_iac.audit.subject import Subject

_PREVIEW: Final = "sentry-iac preview"


@check(
    "operations.previews",
    Section.OPERATIONS,
    Phase.BEFORE,
    weight=2,
    title="pull requests get a preview",
)
async def previews(subject: Subject) -> Iterable[Finding]:
    """A change of alerts that nobody saw is found on the day they are missed.

    Looks for `sentry-iac preview` in the workflows of the repository.
    """
    workflows = sorted((subject.root / ".github" / "workflows").glob("*.y*ml"))
    wired = [each for each in workflows if _PREVIEW in each.read_text(encoding="utf-8")]
    if wired:
        return [passed(f"{subject.shown(wired[0])} runs `{_PREVIEW}`")]
    return [
        failed(
            f"none of {len(workflows)} workflows runs `{_PREVIEW}`",
            fix="docs/ci.md: copy .github/workflows/preview.yml",
        )
    ]


CHECKS: Final[tuple[Check, ...]] = (previews,)
