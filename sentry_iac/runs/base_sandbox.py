"""A preview without a token, in a new sandbox that is empty or built from the base branch.

Pull requests from forks get this one, since they must not see a secret. It writes into a temporary folder only, and
needs neither the real Sentry nor the real state.
"""

from __future__ import annotations

import io
import shutil
import sys
import tarfile
import tempfile
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import yaml

from sentry_iac.engine.backend import NO_UPDATE_CHECKS
from sentry_iac.engine.programs import engine_path
from sentry_iac.errors import CommandError
from sentry_iac.files.layout import Layout
from sentry_iac.runs.base_branch import ask_git
from sentry_iac.runs.dry_run import run, why_it_failed
from sentry_iac.runs.surroundings import Surroundings
from sentry_iac.stacks.config import has_stack_files_elsewhere, project_name

_NOT_COPIED = (".git", ".venv", ".local", "node_modules", "__pycache__")
_APP_ROOT = ".local/app"


@contextmanager
def base_in_a_sandbox(
    layout: Layout,
    stack: str,
    base: str,
    *,
    environ: Mapping[str, str],
    bin_folder: Path,
    start: Callable[[], Any],
    say: Callable[[str], None],
) -> Iterator[tuple[Surroundings, list[str]]]:
    """Build the base branch in a new sandbox; inside the block, the checkout can be previewed against it.

    Args:
        layout: the checkout with the change.
        stack: the stack whose configuration is used.
        base: the branch or commit that the change is to be merged into.
        environ: the environment of the command.
        bin_folder: where the CLI, its language host and the provider are.
        start: returns a context manager that runs a sandbox with `url`, `token` and `organization`.
        say: shows one line of progress.

    Yields:
        Where the engine has to look, and notes for the reader.

    Raises:
        CommandError: git does not know the base, or the base cannot be built.
    """
    with tempfile.TemporaryDirectory(prefix="sentry-iac-") as folder, start() as sentry:
        before, after, state = (Path(folder) / name for name in ("base", "change", "state"))
        state.mkdir()
        export(layout.root, base, before)
        copy_checkout(layout.root, after)
        left_out: set[str] = set()
        for each in (before, after):
            (each / ".venv").symlink_to(sys.prefix)
            left_out |= disarm(each, stack)
        variables = engine_variables(sentry, state, environ, bin_folder)
        where = f"a sandbox built from {base}"
        say(f"building {base} in a sandbox")
        try:
            _build(Surroundings(before, stack, variables, where))
        except CommandError as error:
            raise CommandError(f"the base {base} cannot be built in a sandbox: {error}") from error
        notes = [
            f"Seen against a sandbox that was built from {base}, not against your Sentry: there was no token, "
            "as in every pull request from a fork. What was changed by hand or is not deployed yet does not show."
        ]
        notes += left_out_notes(left_out)
        yield Surroundings(after, stack, variables, where), notes


@contextmanager
def empty_sandbox(
    layout: Layout,
    stack: str,
    *,
    environ: Mapping[str, str],
    bin_folder: Path,
    start: Callable[[], Any],
) -> Iterator[tuple[Surroundings, list[str]]]:
    """Start an empty sandbox; inside the block, a copy of the checkout can be previewed as a new stack.

    Args:
        layout: the checkout.
        stack: the stack whose configuration is used.
        environ: the environment of the command.
        bin_folder: where the CLI, its language host and the provider are.
        start: returns a context manager that runs a sandbox with `url`, `token` and `organization`.

    Yields:
        Where the engine has to look, and notes for the reader.
    """
    with tempfile.TemporaryDirectory(prefix="sentry-iac-") as folder, start() as sentry:
        copy, state = (Path(folder) / name for name in ("checkout", "state"))
        state.mkdir()
        copy_checkout(layout.root, copy)
        (copy / ".venv").symlink_to(sys.prefix)
        notes = left_out_notes(disarm(copy, stack))
        variables = engine_variables(sentry, state, environ, bin_folder)
        yield Surroundings(copy, stack, variables, "an empty sandbox"), notes


def copy_checkout(root: Path, into: Path) -> None:
    """Copy a checkout into a new folder, without what tools have made in it."""
    shutil.copytree(root, into, ignore=shutil.ignore_patterns(*_NOT_COPIED), symlinks=True)


def engine_variables(
    sentry: Any, state: Path, environ: Mapping[str, str], bin_folder: Path
) -> dict[str, str]:
    """Return the engine's variables: the sandbox as its Sentry, and a folder for its state."""
    return {
        "SENTRY_URL": sentry.url,
        "SENTRY_AUTH_TOKEN": sentry.token,
        "SENTRY_ORG": sentry.organization,
        "PULUMI_BACKEND_URL": state.as_uri(),
        "PULUMI_CONFIG_PASSPHRASE": "nothing in this state is worth a secret",
        "PULUMI_CONFIG_PASSPHRASE_FILE": "",
        **NO_UPDATE_CHECKS,
        # A copy may have links to folders with Python in them.
        "PYTHONDONTWRITEBYTECODE": "1",
        "PATH": engine_path(environ, bin_folder),
    }


def left_out_notes(keys: set[str]) -> list[str]:
    """Return notes for the reader about encrypted config that is missing."""
    return [f"Left out, since only the real stack can decrypt it: {', '.join(sorted(keys))}."] if keys else []


def export(root: Path, revision: str, into: Path) -> None:
    """Write the project as it was at a commit into a new folder, by `git archive`; links out of it are left out.

    Raises:
        CommandError: this is no git checkout, or it does not have the commit.
    """
    # In a folder of a repository, git archives that folder alone.
    archive = ask_git(root, "archive", "--format=tar", revision)
    into.mkdir()
    with tarfile.open(fileobj=io.BytesIO(archive)) as tar:
        for member in tar:
            if _inside(member, into):
                tar.extract(member, into)


def _inside(member: tarfile.TarInfo, folder: Path) -> bool:
    """Whether a member of an archive stays in the folder: the base writes, and would write through a link out of it.

    `tarfile.data_filter` says the same, but the first releases of Python 3.11 lack it.
    """
    place = folder / member.name
    if member.issym():
        return _is_below(folder, place) and _is_below(folder, place.parent / member.linkname)
    return (member.isfile() or member.isdir()) and _is_below(folder, place)


def _is_below(folder: Path, place: Path) -> bool:
    return place.resolve().is_relative_to(folder.resolve())


def disarm(project: Path, stack: str) -> set[str]:
    """Remove from a copy's stack file the real Sentry, encrypted values, and paths that lead outside.

    Returns:
        The encrypted keys that were removed.

    Raises:
        CommandError: Pulumi would keep stack files elsewhere.
    """
    layout = Layout(project)
    if has_stack_files_elsewhere(layout):
        raise CommandError(
            "Pulumi.yaml has stackConfigDir, by which Pulumi may write outside of the copy that this command works on; "
            f"take it out, and keep Pulumi.{stack}.yaml beside Pulumi.yaml"
        )
    path = layout.stack_file(stack)
    loaded = yaml.safe_load(path.read_text(encoding="utf-8")) if path.is_file() else {}
    settings = loaded if isinstance(loaded, dict) else {}
    found = settings.get("config")
    config = found if isinstance(found, dict) else {}
    secret = {str(key) for key, value in config.items() if _holds_secret(value)}
    kept = {
        key: value
        for key, value in config.items()
        if key not in secret and not str(key).startswith("sentry:")
    }
    # This preview must not write into the applications' folder.
    app_root = f"{project_name(layout)}:appRoot"
    if app_root in kept:
        kept[app_root] = _APP_ROOT
    # The copy may have a link here, and this preview must not write to its target.
    path.unlink(missing_ok=True)
    path.write_text(yaml.safe_dump({"config": kept}), encoding="utf-8")
    return {key for key in secret if not key.startswith("sentry:")}


def _build(around: Surroundings) -> None:
    """Create a stack and run `pulumi up`, in a sandbox of our own only.

    Raises:
        CommandError: Pulumi failed; the text holds its reason, without secrets.
    """
    around.engine.create_stack(around.stack)
    told = run(around, "up", "--yes", "--skip-preview", "--suppress-outputs")
    if told.code != 0:
        raise CommandError(why_it_failed("up", around, told))


def _holds_secret(value: object) -> bool:
    if isinstance(value, dict):
        return set(value) == {"secure"} or any(_holds_secret(each) for each in value.values())
    return isinstance(value, list) and any(_holds_secret(each) for each in value)
