"""The name of a release: the version, the tag and the top heading of CHANGELOG.md agree, or nothing is released."""

from __future__ import annotations

import re
import runpy
from dataclasses import dataclass
from pathlib import Path

from sentry_iac.pulumi_cli.steps import StepError

VERSION_FILE = "pulumi_sentry/_version.py"
CHANGELOG = "CHANGELOG.md"

UNRELEASED = "Unreleased"
"""The heading of what the next release will have."""

# What Python's packaging and Pulumi's plugins both read as the same version: three numbers.
_VERSION = re.compile(r"(\d+)\.(\d+)\.(\d+)")
_HEADING = re.compile(r"^## (.+)$", re.MULTILINE)
_RELEASED = re.compile(rf"({_VERSION.pattern}) \(\d{{4}}-\d\d-\d\d\)")


@dataclass(frozen=True)
class Naming:
    """What a checkout calls itself.

    Attributes:
        version: the version, as in `pulumi_sentry/_version.py`.
        heading: the first heading of the second level in CHANGELOG.md.
        released: the version that CHANGELOG.md names as the last released one; None before the first.
        notes: the text under the first heading.
    """

    version: str
    heading: str
    released: str | None
    notes: str

    @property
    def unreleased(self) -> bool:
        """Whether the first section is that of the next release, so that a tag would be refused."""
        return self.heading == UNRELEASED


def read(root: Path) -> Naming:
    """Read what a checkout calls itself.

    Args:
        root: the checkout.

    Raises:
        StepError: the version or a heading has another form than a release needs.
    """
    version = str(runpy.run_path(str(root / VERSION_FILE))["__version__"])
    if not _VERSION.fullmatch(version):
        raise StepError(f"{VERSION_FILE}: {version!r} is not three numbers, such as 1.2.3; Pulumi needs them")
    changes = (root / CHANGELOG).read_text(encoding="utf-8")
    headings = _HEADING.findall(changes)
    if not headings:
        raise StepError(f"{CHANGELOG}: there is no heading such as `## {UNRELEASED}`")
    for number, heading in enumerate(headings):
        if not (_RELEASED.fullmatch(heading) or (number == 0 and heading == UNRELEASED)):
            raise StepError(
                f"{CHANGELOG}: the heading `## {heading}` is neither `## {UNRELEASED}` at the top nor a version with "
                "its day, such as `## 1.2.3 (2026-01-31)`"
            )
    released = [found[1] for heading in headings if (found := _RELEASED.fullmatch(heading))]
    notes = _HEADING.split(changes)[2].strip()
    return Naming(version, headings[0], released[0] if released else None, notes)


def demand(naming: Naming, tag: str | None) -> None:
    """Demand that a version, its heading and its tag agree.

    Args:
        naming: what the checkout calls itself.
        tag: the tag of the release, such as `v1.2.3`; None before there is one.

    Raises:
        StepError: they do not, with what to change.
    """
    if naming.unreleased:
        if naming.released is not None and _numbers(naming.version) <= _numbers(naming.released):
            raise StepError(
                f"{CHANGELOG} has changes after {naming.released}, and {VERSION_FILE} still says {naming.version}: "
                "write the version of the next release there"
            )
    elif naming.released != naming.version:
        raise StepError(
            f"{CHANGELOG} begins with {naming.released} and {VERSION_FILE} says {naming.version}: make them the same"
        )
    if tag is None:
        return
    if tag != f"v{naming.version}":
        raise StepError(
            f"the tag {tag} is not v{naming.version}, which {VERSION_FILE} says: tag a commit whose version it is"
        )
    if naming.unreleased:
        raise StepError(
            f"{CHANGELOG} still begins with `## {UNRELEASED}`: write `## {naming.version} (the day)` in its place, "
            "commit it, and tag that commit"
        )


def _numbers(version: str) -> tuple[int, ...]:
    return tuple(int(part) for part in version.split("."))
