"""The errors that commands show to people."""

from __future__ import annotations


class CommandError(Exception):
    """A command cannot go on. The text is what the user reads: what is wrong, where, what to do next.

    Never put a token, a DSN or another secret into it.
    """


class UsageError(CommandError):
    """The words of the command line do not go together; nothing was looked at or done."""
