"""What stands in the place of a report that could not be made."""

from __future__ import annotations

import os
from pathlib import Path

from sentry_iac.commands.shared.reports import Format, publish
from sentry_iac.errors import CommandError
from sentry_iac.plan import Kind
from sentry_iac.plan.render import render_failure
from sentry_iac.plan.scrub import Scrubber

_LONGEST_REASON = 2000


def publish_failure(
    kind: Kind, stack: str, error: CommandError, form: Format, output_file: Path | None
) -> None:
    """Write the reason for a missing report into the comment's file, so that it does not show an old plan.

    Raises:
        CommandError: the file cannot be written.
    """
    if form is Format.MARKDOWN and output_file is not None:
        # An error may quote a file, and more people read a comment than a terminal.
        reason = Scrubber(os.environ)(str(error), limit=_LONGEST_REASON)
        publish(render_failure(kind, stack, reason), output_file)
