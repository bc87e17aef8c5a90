"""`.local/env`: what a shell sources so that plain `pulumi` commands work by hand."""

from __future__ import annotations

import shlex
from collections.abc import Mapping
from pathlib import Path

_HEADER = """\
# Written by `sentry-iac up`, and written again by the next one. In sh or bash: . .local/env
# Private: it may hold the token of the local sandbox.
"""


def render_shell_env(
    exports: Mapping[str, str], expected: Mapping[str, str], notes: Mapping[str, str], bin_folder: Path
) -> str:
    """Return the text of a file for `source` in any POSIX shell.

    Args:
        exports: the variables it sets.
        expected: variables that the user's own environment has to bring, with what each is for; their values are
            never written down, and sourcing the file names a missing one.
        notes: an alternative for a variable in `expected`.
        bin_folder: the folder that comes first on PATH.
    """
    lines = [_HEADER.rstrip("\n")]
    lines += [f"export {name}={shlex.quote(value)}" for name, value in exports.items()]
    folder = shlex.quote(str(bin_folder))
    # Sourcing twice must not make PATH grow.
    lines += [
        'case "$PATH" in',
        f"  {folder} | {folder}:*) ;;",
        f'  *) export PATH={folder}"${{PATH:+:$PATH}}" ;;',
        "esac",
    ]
    for name, purpose in expected.items():
        names = [name, *([notes[name]] if name in notes else [])]
        is_missing = " && ".join(f'[ -z "${{{each}+set}}" ]' for each in names)
        message = shlex.quote(f"{' or '.join(names)} is not set in this shell; export it: {purpose}")
        lines += [f"if {is_missing}; then", f"  echo {message} >&2", "fi"]
    return "\n".join(lines) + "\n"
