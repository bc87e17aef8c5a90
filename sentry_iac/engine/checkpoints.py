"""How often the engine writes a stack's state: after each step as always, or once, at the end of a run.

The engine writes the whole state each time, so a run that makes many objects takes time that grows with the square of
their number. The provider's journal knows what such a run has made (`pulumi_sentry.lifecycle.journal`), and the next
run takes that over: after a kill, a state without any of it loses nothing.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final

ONCE: Final[Mapping[str, str]] = {"PULUMI_EXPERIMENTAL": "true", "PULUMI_SKIP_CHECKPOINTS": "true"}
"""The engine's variables for one write at the end; a run that fails or is interrupted writes, too
(https://www.pulumi.com/docs/iac/cli/environment-variables/)."""

_MANY: Final = 50
"""How many new objects make a run that writes once. Fewer cost about a second (bench/README.md)."""


def once_is_enough(*, made: int, taken_away: int, journal_beside_state: bool) -> bool:
    """Whether a run may write the state once: it makes many objects, and a kill loses nothing.

    Args:
        made: how many objects it makes.
        taken_away: how many it deletes or replaces. The journal does not know of those: after a kill the state would
            still have them, and only a refresh would notice.
        journal_beside_state: whether state and journal are on one disk. A runner that is lost with its disk would
            otherwise take the journal along, while the state, elsewhere, has none of the objects.
    """
    return made >= _MANY and not taken_away and journal_beside_state
