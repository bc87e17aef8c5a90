"""Edits a `.env` file without touching anything in it that is not ours.

python-dotenv's parser splits the file into bindings that carry their original text; only the value inside a
binding of ours is exchanged. Values are written so that python-dotenv, Node's dotenv (with Vite's expansion)
and a shell's `source` read the same text; a value for which no such spelling exists is refused.
"""

from __future__ import annotations

import io
import os
import re
import stat
import tempfile
from collections.abc import Collection, Mapping
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from dotenv.parser import Binding, parse_stream

HEADER: Final = "# Sentry, written by Pulumi"
"""The comment above the keys that were not in the file before."""

_BOM: Final = "\ufeff"
_NAME = re.compile(r"[A-Za-z_][A-Za-z0-9_]*", re.ASCII)
_NEWLINE = re.compile(r"\r\n|\n|\r")
_PLAIN_VALUE = re.compile(r"[A-Za-z0-9_./:@%+,=\-]*", re.ASCII)
_BLANK: Final = r"[^\S\r\n]"
_BINDING_START = re.compile(
    rf"(?P<lead>\s*)(?P<key>(?:export{_BLANK}+)?(?:'[^']+'|[^=\#\s]+)){_BLANK}*(?P<equals>={_BLANK}*)?"
)
_QUOTED_VALUE = re.compile(r"""'(?:\\.|[^'\\])*'|"(?:\\.|[^"\\])*\"""", re.DOTALL)
_COMMENT_AFTER_VALUE = re.compile(rf"{_BLANK}+#")
_NEW_FILE_MODE: Final = 0o600


class EnvFileError(Exception):
    """A `.env` file cannot be read or written. The text names the file, and never a value that is in it."""


def check_name(name: str) -> None:
    """Raise EnvFileError unless `name` can be the name of an environment variable."""
    if not _NAME.fullmatch(name):
        raise EnvFileError(
            f"{name!r} cannot name an environment variable; use letters, digits and _, and no digit in front"
        )


def read_values(path: str | os.PathLike[str]) -> dict[str, str]:
    """Return what the file defines, without expanding `$`; nothing where there is no file.

    Raises EnvFileError where it cannot be read, or holds a line that is no definition and no comment.
    """
    content = _read(Path(path))
    if content is None:
        return {}
    bindings = _bindings(_decode(content, Path(path)), str(path))
    return {each.key: each.value for each in bindings if each.key is not None and each.value is not None}


def plan(text: str, managed: Mapping[str, str], removed: Collection[str] = (), *, file: str = ".env") -> str:
    """Return `text` with each key of `managed` set to its value and each key of `removed` gone.

    A key that stands in the text several times is set each time, so that every reader agrees on it. Keys that
    are missing follow at the end, under one comment. With nothing managed that comment goes, too. `file` is the
    name that errors carry. Raises EnvFileError for a broken line, or a value that cannot be written.
    """
    for name in (*managed, *removed):
        check_name(name)
    spelled = {name: _spell(name, value) for name, value in managed.items()}
    bom, body = (_BOM, text[1:]) if text.startswith(_BOM) else ("", text)
    pieces: list[str] = []
    present: set[str] = set()
    last_is_dropped = False
    for binding in _bindings(body, file):
        original = binding.original.string
        ours = binding.key in managed
        is_header = binding.key is None and original.strip() == HEADER
        last_is_dropped = not ours and (binding.key in removed or (is_header and not managed))
        if binding.key is not None and ours:
            present.add(binding.key)
            keep = binding.value == managed[binding.key]
            pieces.append(original if keep else _with_value(original, spelled[binding.key]))
        elif last_is_dropped:
            pieces.append(_blank_lines_before(original))
        else:
            pieces.append(original)
    result = "".join(pieces)
    if last_is_dropped and body and not _ends_line(body):
        # The file had no newline at its end, and shall have none now that its last line is gone.
        result = _without_last_newline(result)
    added = [f"{name}={spelled[name]}" for name in managed if name not in present]
    return bom + _append(result, added)


def apply(path: str | os.PathLike[str], managed: Mapping[str, str], removed: Collection[str] = ()) -> bool:
    """Write `plan` of the file at `path` back to it, atomically; return whether the file changed.

    A new file has mode 0600, and its folders are made; an existing one keeps mode and owner. A symbolic link
    stays one, and the file it names is written. Where no file is and nothing is managed, none is made. Raises
    EnvFileError, and then the file is as it was.
    """
    shown = Path(path)
    target = Path(os.path.realpath(path))
    before = _read(shown)
    if before is None and not managed:
        return False
    text = "" if before is None else _decode(before, shown)
    after = plan(text, managed, removed, file=str(path)).encode("utf-8", "surrogateescape")
    if after == before:
        return False
    try:
        target.parent.mkdir(parents=True, exist_ok=True)
        _replace(target, shown, before, after)
    except OSError as error:
        raise _cannot("written", shown, error) from None
    return True


def _read(path: Path) -> bytes | None:
    try:
        mode = path.stat().st_mode
        if stat.S_ISDIR(mode):
            raise EnvFileError(f"{path} is a folder; name the file in it, such as {path / '.env'}")
        if not stat.S_ISREG(mode):
            raise EnvFileError(f"{path} is not a regular file; name another one")
        return path.read_bytes()
    except FileNotFoundError:
        return None
    except OSError as error:
        raise _cannot("read", path, error) from None


def _cannot(verb: str, path: Path, error: OSError) -> EnvFileError:
    advice = "check the path"
    if isinstance(error, PermissionError):
        advice = "check the permissions of the file and its folder"
    elif isinstance(error, NotADirectoryError | FileExistsError):
        advice = "a part of the path is a file where a folder must be"
    return EnvFileError(f"{path} cannot be {verb}: {(error.strerror or 'unknown error').lower()}; {advice}")


def _decode(content: bytes, path: Path) -> str:
    if content.startswith((b"\xff\xfe", b"\xfe\xff")):
        raise EnvFileError(f"{path}:1: is UTF-16 text; save it as UTF-8")
    # Bytes of another encoding in somebody's comment are theirs: they pass through as they are.
    return content.decode("utf-8", "surrogateescape")


def _bindings(text: str, file: str) -> list[Binding]:
    bindings = list(parse_stream(io.StringIO(text.removeprefix(_BOM), newline="")))
    for binding in bindings:
        if binding.error:
            original = binding.original.string
            lead = original[: len(original) - len(original.lstrip())]
            line = binding.original.line + len(_NEWLINE.findall(lead))
            raise EnvFileError(
                f"{file}:{line}: is neither NAME=value nor a comment; correct the line "
                "(a quote may be missing its end); the file is left as it is"
            )
    return bindings


def _spell(name: str, value: str) -> str:
    if _PLAIN_VALUE.fullmatch(value):
        return value
    if not value.isprintable():
        raise _unwritable(name, "a line break or another control character")
    for char in "$\\":
        if char in value:
            raise _unwritable(name, f"a {char}")
    if "'" not in value:
        return f"'{value}'"
    if '"' in value or "`" in value:
        raise _unwritable(name, "a ' beside a \" or a `")
    return f'"{value}"'


def _unwritable(name: str, what: str) -> EnvFileError:
    return EnvFileError(
        f"the value of {name} holds {what}, which .env readers do not agree on; choose a value without it"
    )


def _with_value(original: str, spelled: str) -> str:
    start = _BINDING_START.match(original)
    if start is None:
        raise EnvFileError("a definition could not be taken apart; please report this")
    rest = original[start.end() :]
    tail = rest[_value_length(rest, start["equals"] or "") :] if start["equals"] else rest
    comment = tail.strip()
    if comment and not tail[:1].isspace():
        tail = f" {tail}"
    if comment and not spelled:
        spelled = "''"
    return f"{start['lead']}{start['key']}={spelled}{tail}"


def _value_length(rest: str, equals: str) -> int:
    """Return how long the value is with which `rest`, the text after the equals sign, begins."""
    quoted = _QUOTED_VALUE.match(rest)
    if quoted is not None:
        return quoted.end()
    if len(equals) > 1 and rest.startswith("#"):
        return 0
    line_end = _NEWLINE.search(rest)
    part = rest if line_end is None else rest[: line_end.start()]
    comment = _COMMENT_AFTER_VALUE.search(part)
    return len((part if comment is None else part[: comment.start()]).rstrip())


def _blank_lines_before(original: str) -> str:
    lead = original[: len(original) - len(original.lstrip())]
    newlines = list(_NEWLINE.finditer(lead))
    return lead[: newlines[-1].end()] if newlines else ""


def _ends_line(text: str) -> bool:
    return text.endswith(("\n", "\r"))


def _without_last_newline(text: str) -> str:
    for newline in ("\r\n", "\n", "\r"):
        if text.endswith(newline):
            return text.removesuffix(newline)
    return text


def _append(text: str, lines: list[str]) -> str:
    if not lines:
        return text
    found = _NEWLINE.search(text)
    newline = found[0] if found else "\n"
    has_header = any(line.strip() == HEADER for line in _NEWLINE.split(text))
    block = newline.join(lines if has_header else [HEADER, *lines])
    if text and not _ends_line(text):
        return f"{text}{newline}{block}"
    return f"{text}{block}{newline}"


@dataclass(frozen=True, slots=True)
class _Ownership:
    mode: int
    uid: int
    gid: int


def _replace(target: Path, shown: Path, before: bytes | None, after: bytes) -> None:
    ownership = _ownership(target, shown)
    handle, name = tempfile.mkstemp(prefix=".env.", suffix=".tmp", dir=target.parent)
    temporary = Path(name)
    try:
        with os.fdopen(handle, "wb") as file:
            file.write(after)
            if ownership is None:
                os.fchmod(file.fileno(), _NEW_FILE_MODE)
            else:
                if (ownership.uid, ownership.gid) != (os.geteuid(), os.getegid()):
                    os.fchown(file.fileno(), ownership.uid, ownership.gid)
                os.fchmod(file.fileno(), ownership.mode)
            file.flush()
            os.fsync(file.fileno())
        _check_unchanged(target, shown, before)
        temporary.replace(target)
    except BaseException:
        with suppress(FileNotFoundError):
            temporary.unlink()
        raise
    _sync_folder(target.parent)


def _check_unchanged(target: Path, shown: Path, before: bytes | None) -> None:
    if _read(target) != before:
        raise EnvFileError(f"{shown} was changed by another program meanwhile; run this again")


def _ownership(target: Path, shown: Path) -> _Ownership | None:
    try:
        status = target.stat()
    except FileNotFoundError:
        return None
    mode = stat.S_IMODE(status.st_mode)
    # A rename would go through on a file that nobody may write, and for root so would a write.
    if not mode & 0o222 or not os.access(target, os.W_OK):
        raise EnvFileError(f"{shown} is not writable; run chmod u+w on it, or name another file")
    return _Ownership(mode, status.st_uid, status.st_gid)


def _sync_folder(folder: Path) -> None:
    """Make the rename last through a power cut."""
    handle = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)
