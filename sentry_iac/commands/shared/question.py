"""A question to the person at the terminal."""

from __future__ import annotations

import sys

from sentry_iac.errors import CommandError


def on_a_terminal() -> bool:
    """Whether a person can see a question and answer it."""
    return sys.stdin.isatty() and sys.stdout.isatty()


def confirmed(question: str) -> bool:
    """Ask, and return whether the answer is yes; anything else, and the end of the input, is no.

    Raises:
        KeyboardInterrupt: Ctrl-C was the answer.
    """
    try:
        answer = input(f"{question} [y/N] ")
    except EOFError:
        print()
        return False
    except KeyboardInterrupt:
        # The next message starts on a line of its own.
        print()
        raise
    return answer.strip().lower() in {"y", "yes"}


def answer(question: str) -> str:
    """Ask, and return what was answered, without spaces around it.

    Raises:
        CommandError: the input has ended.
        KeyboardInterrupt: Ctrl-C was the answer.
    """
    try:
        return input(question).strip()
    except EOFError:
        print()
        raise CommandError("the input ended before the last answer; nothing was written") from None
    except KeyboardInterrupt:
        print()
        raise
