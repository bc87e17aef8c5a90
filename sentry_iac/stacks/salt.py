"""The salt that Pulumi writes into `Pulumi.<stack>.yaml`, and when it has to go.

Pulumi keeps the salt of a stack's passphrase both in the stack file, which people commit, and in the state.
With a random passphrase for each checkout, a salt from elsewhere makes every command fail with
"incorrect passphrase".
"""

from __future__ import annotations

import re
import stat
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import yaml

from sentry_iac.errors import CommandError
from sentry_iac.files.layout import Layout
from sentry_iac.files.private_files import read_if_present, write_atomically
from sentry_iac.stacks.local_state import local_salts

_SALT_LINE = re.compile(r"^encryptionsalt:[ \t]*(?P<salt>\S+)[ \t]*\r?\n?", re.MULTILINE)
_SECRET = re.compile(r"""^[ \t-]*(?P<quote>["']?)secure(?P=quote):[ \t]""", re.MULTILINE)


def holds_foreign_secrets(layout: Layout, stack: str) -> bool:
    """Whether the stack file has secrets that the local passphrase did not encrypt."""
    text = read_if_present(layout.stack_file(stack)) or ""
    return bool(_SECRET.search(text)) and _has_foreign_salt(layout, stack, text)


def drop_foreign_salt(layout: Layout, stack: str) -> bool:
    """Take a salt that does not fit the local state out of the stack file; Pulumi writes the right one again.

    Returns:
        Whether the file was changed.

    Raises:
        CommandError: the file holds secrets that were encrypted with another passphrase.
    """
    path = layout.stack_file(stack)
    text = read_if_present(path) or ""
    if not _has_foreign_salt(layout, stack, text):
        return False
    if _SECRET.search(text):
        raise CommandError(
            f"{path.name} holds secrets that {layout.shown(layout.passphrase_file)} cannot decrypt; "
            "export PULUMI_CONFIG_PASSPHRASE or PULUMI_CONFIG_PASSPHRASE_FILE with the right one, "
            "or remove these secrets and the encryptionsalt line and set them again"
        )
    _rewrite(path, _SALT_LINE.sub("", text))
    return True


@contextmanager
def without_a_new_salt(path: Path) -> Iterator[None]:
    """Undo the salt that every Pulumi command adds to a stack file; other changes stay.

    Args:
        path: the stack's file; it need not be there.
    """
    before = read_if_present(path)
    try:
        yield
    finally:
        after = read_if_present(path)
        if after is not None and after != before and _SALT_LINE.search(after):
            without = _SALT_LINE.sub("", after)
            if before is None and not without.strip():
                path.unlink(missing_ok=True)
            elif before is not None and _same_settings(without, before):
                _rewrite(path, before)


def put_back(path: Path, before: str | None, written: str | None) -> None:
    """Undo our edit of a stack file, unless somebody has edited the file since.

    Args:
        path: the stack's file.
        before: its text before the edit.
        written: its text after the edit; a salt that was added or removed since does not count.

    Raises:
        CommandError: somebody has edited it since, or it cannot be written.
    """
    now = read_if_present(path)
    if before is None or now is None or written is None:
        return
    if not _same_settings(_SALT_LINE.sub("", now), _SALT_LINE.sub("", written)):
        raise CommandError(
            f"{path.name} was edited while this command ran, so it was left as it is; nothing else was changed: take "
            "the rotation in it back by hand, or run `sentry-iac up`"
        )
    _rewrite(path, before)


def drop_local_salts(layout: Layout, *, needed: bool = False) -> None:
    """Take the salts of the local stacks out of the stack files: no other checkout can use them.

    Args:
        layout: the project.
        needed: whether the state stays; then a salt stays where secrets in the same file need it.

    Raises:
        CommandError: a stack file holds secrets that only the local passphrase can decrypt, and the state goes.
    """
    for stack in layout.declared_stacks():
        path = layout.stack_file(stack)
        text = read_if_present(path) or ""
        salt = _SALT_LINE.search(text)
        if salt and salt["salt"].strip("\"'") in local_salts(layout, stack):
            if _SECRET.search(text):
                if needed:
                    continue
                raise CommandError(
                    f"{path.name} holds secrets that only {layout.shown(layout.passphrase_file)} can "
                    "decrypt; keep a copy of that file elsewhere or remove the secrets "
                    f"(`pulumi config rm -s {stack} <key>`), then run it again"
                )
            _rewrite(path, _SALT_LINE.sub("", text))


def _same_settings(one: str, other: str) -> bool:
    # Pulumi may write the rest of the file in another form.
    try:
        return bool(yaml.safe_load(one) == yaml.safe_load(other))
    except yaml.YAMLError:
        return False


def _has_foreign_salt(layout: Layout, stack: str, text: str) -> bool:
    found = _SALT_LINE.search(text)
    return found is not None and found["salt"].strip("\"'") not in local_salts(layout, stack)


def _rewrite(path: Path, text: str) -> None:
    # Pulumi writes the file that a link names, so that is what has to be put back; the link stays.
    path = path.resolve()
    write_atomically(path, text, stat.S_IMODE(path.stat().st_mode))
