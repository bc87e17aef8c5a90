"""The forms that Sentry gives to what it is sent, as types of arguments.

An argument of such a type is brought into the form where it is checked, in a program and in the provider. State, the
comparison with what is at Sentry and the recognition of a leftover object all see that form alone.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    Trimmed = str
    TrimmedLower = str
else:
    from typing import Annotated

    from pydantic import StringConstraints

    Trimmed = Annotated[str, StringConstraints(strip_whitespace=True)]
    """Without blanks and line breaks around it (Django REST framework's `CharField`)."""

    TrimmedLower = Annotated[str, StringConstraints(strip_whitespace=True, to_lower=True)]
    """Trimmed, and in lower case (sentry: `clean_newline_inputs`)."""
