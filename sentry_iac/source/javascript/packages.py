"""Reads which packages of Sentry a front end asks for, and which versions its lock file has."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Final

from sentry_iac.source.manifests import MOST_ENTRIES, line_of, table
from sentry_iac.source.tree import MOST_BYTES_OF_A_LOCK, is_there, read_lines, read_text
from sentry_iac.source.unreadable import Unreadable, reading
from sentry_iac.source.values import Place

_SENTRY: Final = "@sentry/"
# These work during the build, and have versions of their own.
_TOOLS: Final = re.compile(
    r"^@sentry/(.*-plugin|bundler-plugins?|bundler-plugin-core|babel-plugin-.*|cli.*|wizard|spotlight|conventions)$"
)
_EXACT: Final = re.compile(r"^\d+\.\d+\.\d+[\w.+-]*$")
_VERSION: Final = re.compile(r"(?P<major>\d{1,9})(?!\d)")
_YARN: Final = re.compile(r'^"?(?P<name>@sentry/[\w.-]+)@.*:\s*$')
_YARN_VERSION: Final = re.compile(r'^\s+version:?\s+"?(?P<version>[^"\s]+)"?')
_PNPM: Final = re.compile(r"^  [\"']?/?(?P<name>@sentry/[\w.-]+)[@/](?P<version>\d[^()\"':]*)")
_MODULES: Final = "node_modules/"


@dataclass(frozen=True, slots=True)
class Package:
    """A package that `package.json` names.

    Attributes:
        name: such as `@sentry/react`.
        asked: the version as `package.json` has it.
        place: where that stands.
        locked: the version in the lock file; None where that has none.
    """

    name: str
    asked: str
    place: Place
    locked: str | None

    @property
    def is_tool(self) -> bool:
        """Whether it works during the build only."""
        return bool(_TOOLS.match(self.name))

    @property
    def version(self) -> str:
        """The locked version, or the one that is asked for."""
        return self.locked or self.asked

    @property
    def major(self) -> int | None:
        """The major of the version; None where it can be any."""
        found = _VERSION.search(self.version)
        return int(found["major"]) if found else None


@dataclass(frozen=True, slots=True)
class Packages:
    """The content of `package.json` and its lock file.

    Attributes:
        manifest: `package.json`.
        lock: the lock file, or None.
        sentry: the packages of Sentry in `package.json`.
        installed: the name, version and place of every package of Sentry that the lock file puts into the browser.
        scripts: the commands in `package.json`, by name.
    """

    manifest: Path
    lock: Path | None
    sentry: tuple[Package, ...]
    installed: tuple[tuple[str, str, Place], ...]
    scripts: Mapping[str, str]

    @property
    def sdks(self) -> tuple[Package, ...]:
        """The packages that run in the browser."""
        return tuple(each for each in self.sentry if not each.is_tool)

    def script_place(self, name: str) -> Place:
        """Return where a command stands."""
        return line_of(self.manifest, f'"{name}"')


def read_packages(folder: Path) -> Packages:
    """Read `package.json` in a folder, and the lock file beside it or in a folder above.

    Raises:
        Unreadable: there is no `package.json`, or it is broken.
    """
    manifest = folder / "package.json"
    if not is_there(manifest):
        raise Unreadable(f"no package.json in {folder}", fix="name the folder of the applications with --app")
    try:
        with reading(str(manifest)):
            document = json.loads(read_text(manifest))
    except ValueError as error:
        line = getattr(error, "lineno", 1)
        raise Unreadable(f"{manifest}:{line} is not JSON", fix=f"npm pkg fix --prefix {folder}") from error
    document = table(document)
    lock, versions, tree = _lock(folder)
    asked = {
        name: str(version)
        for group in ("devDependencies", "optionalDependencies", "dependencies")
        for name, version in table(document.get(group)).items()
        if name.startswith(_SENTRY)
    }
    if len(asked) > MOST_ENTRIES:
        raise Unreadable(f"{manifest} names more than {MOST_ENTRIES} packages of Sentry")
    sentry = tuple(
        Package(name, version, line_of(manifest, f'"{name}"'), versions.get(name))
        for name, version in asked.items()
    )
    return Packages(
        manifest=manifest,
        lock=lock,
        sentry=sentry,
        installed=tuple(_together(sentry, tree, lock)) if lock is not None else (),
        scripts={name: str(each) for name, each in table(document.get("scripts")).items()},
    )


def _lock(folder: Path) -> tuple[Path | None, dict[str, str], dict[str, Any]]:
    """The lock file, the version of each package at its top, and npm's tree where it is npm's."""
    for each in (folder, *folder.parents):
        path = each / "package-lock.json"
        if is_there(path):
            tree = table(table(_json(path)).get("packages"))
            tops = {
                name.removeprefix(_MODULES): str(table(entry).get("version", ""))
                for name, entry in tree.items()
                if name.startswith(_MODULES + _SENTRY) and name.count(_MODULES) == 1
            }
            return path, tops, tree
        if is_there(each / "yarn.lock"):
            return each / "yarn.lock", dict(_in_yarn(each / "yarn.lock")), {}
        if is_there(each / "pnpm-lock.yaml"):
            return each / "pnpm-lock.yaml", dict(_in_pnpm(each / "pnpm-lock.yaml")), {}
        if (each / ".git").exists():
            break
    return None, {}, {}


def _together(
    sentry: tuple[Package, ...], tree: dict[str, Any], lock: Path
) -> Iterator[tuple[str, str, Place]]:
    """The packages that run in the browser: those in `package.json`, and those that these pin to one version."""
    waiting = [(each.name, "") for each in sentry if not each.is_tool]
    seen: set[str] = set()
    while waiting and len(seen) < MOST_ENTRIES:
        name, inside = waiting.pop(0)
        where = _installed_at(name, inside, tree)
        if where is None or where in seen:
            continue
        seen.add(where)
        entry = table(tree[where])
        yield name, str(entry.get("version", "")), line_of(lock, f'"{where}"')
        for other, version in table(entry.get("dependencies")).items():
            if other.startswith(_SENTRY) and _EXACT.match(str(version)):
                waiting.append((other, where))


def _installed_at(name: str, inside: str, tree: dict[str, Any]) -> str | None:
    """The entry at which Node finds a package: in the nearest `node_modules` upwards."""
    while True:
        path = f"{inside}/{_MODULES}{name}".lstrip("/")
        if path in tree:
            return path
        if not inside:
            return None
        inside = inside.rpartition(_MODULES)[0].rstrip("/")


def _in_yarn(path: Path) -> Iterator[tuple[str, str]]:
    name = None
    for line in read_lines(path, most=MOST_BYTES_OF_A_LOCK):
        header = _YARN.match(line)
        if header:
            name = header["name"]
        version = _YARN_VERSION.match(line) if name else None
        if version and name:
            yield name, version["version"]
            name = None


def _in_pnpm(path: Path) -> Iterator[tuple[str, str]]:
    """The entries of `packages`. Pnpm writes one a line, so nothing that YAML can do besides has to be read."""
    section = ""
    for line in read_lines(path, most=MOST_BYTES_OF_A_LOCK):
        if line[:1].strip():
            section = line.rstrip()
        found = _PNPM.match(line) if section == "packages:" else None
        if found:
            yield found["name"], found["version"]


def _json(path: Path) -> object:
    try:
        with reading(str(path)):
            return json.loads(read_text(path, most=MOST_BYTES_OF_A_LOCK))
    except ValueError as error:
        raise Unreadable(f"{path} is not JSON", fix="npm install --package-lock-only") from error
