"""Reads which commands the CI pipelines of a repository run: those of GitHub, GitLab and others."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path
from typing import Final

import yaml

from sentry_iac.source.folders import top_of
from sentry_iac.source.tree import is_there, read_text
from sentry_iac.source.unreadable import Unreadable, reading
from sentry_iac.source.values import Place

_FILES: Final = (
    ".github/workflows/*.y*ml",
    ".forgejo/workflows/*.y*ml",
    ".gitea/workflows/*.y*ml",
    ".gitlab-ci.yml",
    ".circleci/config.yml",
    ".woodpecker.y*ml",
    ".woodpecker/*.y*ml",
    ".drone.y*ml",
    ".travis.yml",
    ".buildkite/*.y*ml",
    "azure-pipelines*.y*ml",
    "bitbucket-pipelines.yml",
    "cloudbuild.y*ml",
    "appveyor.yml",
    "Jenkinsfile*",
)
_NO_COMMANDS: Final = frozenset({"name", "description", "displayName", "title", "label"})
_GITHUB: Final = (".github", "workflows")
# The loader in C is ten times as fast; PyYAML may be built without it.
_LOADER: Final = getattr(yaml, "CSafeLoader", yaml.SafeLoader)
_BLOCKS: Final = frozenset({"|", ">"})
# A megabyte of YAML becomes hundreds of megabytes of nodes.
_MOST_BYTES: Final = 1_000_000


@dataclass(frozen=True, slots=True)
class Pipeline:
    """One file of a CI system.

    Attributes:
        path: the file.
        commands: each line that it runs, without comments, and where it stands.
        scheduled: whether a timetable starts it; None where the file does not tell.
        broken: why its commands are not known, for people; empty where they are.
    """

    path: Path
    commands: tuple[tuple[Place, str], ...]
    scheduled: bool | None
    broken: str = ""

    @property
    def is_github(self) -> bool:
        """Whether it is a workflow of GitHub."""
        return self.path.parts[-3:-1] == _GITHUB


def pipelines(root: Path, sources: Iterable[Path]) -> list[Pipeline]:
    """Return the pipelines of the project's repository, and of those that hold the applications' source.

    Args:
        root: the folder with Pulumi.yaml.
        sources: the folders of the applications.
    """
    folders = [root, top_of(root, root.parent), *(top_of(root, each) for each in sources)]
    found: dict[Path, Pipeline] = {}
    for folder in dict.fromkeys(each for each in folders if each.is_dir()):
        for pattern in _FILES:
            for path in sorted(folder.glob(pattern)):
                if path not in found and is_there(path):
                    state = path.stat()
                    found[path] = _read(path, state.st_mtime_ns, state.st_size)
    return list(found.values())


def ci_commands(root: Path, sources: Iterable[Path]) -> Iterator[tuple[Place, str]]:
    """Yield each line that a pipeline runs, and where it stands.

    Args:
        root: the folder with Pulumi.yaml.
        sources: the folders of the applications.

    Raises:
        Unreadable: the commands of a file are not known; all others come first.
    """
    found = pipelines(root, sources)
    for each in found:
        yield from each.commands
    broken = next((each.broken for each in found if each.broken), "")
    if broken:
        raise Unreadable(broken)


@lru_cache(maxsize=256)
def _read(path: Path, changed: int, size: int) -> Pipeline:  # noqa: ARG001 - part of the cache's key
    try:
        text = read_text(path, most=_MOST_BYTES)
        if path.name.startswith("Jenkinsfile"):
            lines = ((Place(path, number), line) for number, line in enumerate(text.split("\n"), 1))
            code = tuple((place, line) for place, line in lines if not line.lstrip().startswith(("//", "*")))
            return Pipeline(path, code, any("cron(" in line for _, line in code) or None)
        with reading(str(path)):
            documents = list(yaml.compose_all(text, _LOADER))
    except Unreadable as error:
        return Pipeline(path, (), None, str(error))
    except (yaml.YAMLError, ValueError, OverflowError):
        # A CI system refuses it, too.
        return Pipeline(path, (), None)
    commands = tuple(found for each in documents if each is not None for found in _commands(each, path))
    scheduled = None
    if path.parts[-3:-1] == _GITHUB:
        scheduled = any(_is_scheduled(each) for each in documents if each is not None)
    return Pipeline(path, commands, scheduled)


def _commands(document: yaml.Node, path: Path) -> Iterator[tuple[Place, str]]:
    waiting = [document]
    # Aliases can stand for a node a million times, or for one that they are in; its commands are the same each time.
    seen: set[int] = set()
    while waiting:
        node = waiting.pop()
        if id(node) in seen:
            continue
        seen.add(id(node))
        if isinstance(node, yaml.MappingNode):
            values = [value for key, value in node.value if _is_code(key)]
            waiting += reversed(values)
        elif isinstance(node, yaml.SequenceNode):
            waiting += reversed(node.value)
        elif isinstance(node, yaml.ScalarNode):
            yield from _lines(node, path)


def _is_code(key: yaml.Node) -> bool:
    return not (isinstance(key, yaml.ScalarNode) and key.value in _NO_COMMANDS)


def _lines(node: yaml.ScalarNode, path: Path) -> Iterator[tuple[Place, str]]:
    # The text of a block begins on the line after `|` or `>`.
    first = node.start_mark.line + (2 if node.style in _BLOCKS else 1)
    for offset, line in enumerate(str(node.value).split("\n")):
        code = "" if line.lstrip().startswith("#") else line.split(" #", 1)[0]
        if code.strip():
            yield Place(path, first + (offset if node.style == "|" else 0)), code


def _is_scheduled(document: yaml.Node) -> bool:
    """Whether a workflow of GitHub has `on: schedule:`."""
    for key, value in document.value if isinstance(document, yaml.MappingNode) else ():
        if key.value == "on":
            names = value.value if isinstance(value, yaml.SequenceNode) else [value]
            if isinstance(value, yaml.MappingNode):
                names = [name for name, _ in value.value]
            return any(getattr(each, "value", None) == "schedule" for each in names)
    return False
