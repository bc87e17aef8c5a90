"""Writes the examples of the resources in the other languages, beside the YAML in which each is written.

`python -m tools.languages.examples` writes them into the package; `make examples` calls it.
"""

from __future__ import annotations

import json
import subprocess
import sys
import tempfile
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

from pulumi_sentry.plugin.examples import FOLDER
from pulumi_sentry.plugin.registry import registry
from pulumi_sentry.plugin.schema import package_schema
from sentry_iac.pulumi_cli.steps import StepError, guarded
from tools.languages.programs import TRANSLATE, programs


def translated(source: Path = FOLDER) -> dict[str, dict[str, str]]:
    """Translate the YAML programs of a folder.

    Args:
        source: the folder.

    Returns:
        The text of each by its name and its language.

    Raises:
        StepError: there is no translator, or it cannot translate one of them.
    """
    schema = package_schema(registry())
    with tempfile.TemporaryDirectory() as made:
        enums, words = Path(made, "enums"), Path(made, "words")
        _translate(schema, source, enums)
        _translate(_without_enums(schema), source, words)
        return {
            path.stem: {
                # Python's package takes the words as they are.
                "python": _formatted(words / f"{path.stem}.py"),
                "typescript": (enums / f"{path.stem}.ts").read_text(),
                "go": (enums / f"{path.stem}.go").read_text(),
            }
            for path in sorted(source.glob("*.yaml"))
        }


def page(texts: Mapping[str, str]) -> str:
    """The file of an example: a block for each language."""
    return "\n".join(f"```{language}\n{text.strip()}\n```\n" for language, text in texts.items())


def _translate(schema: dict[str, Any], source: Path, target: Path) -> None:
    target.mkdir()
    file = target / "schema.json"
    file.write_text(json.dumps(schema))
    _run([programs() / TRANSLATE, file, source, target])


def _formatted(program: Path) -> str:
    name = str(FOLDER / "example.py")
    return _run([sys.executable, "-m", "ruff", "format", "--stdin-filename", name, "-"], program.read_text())


def _run(command: Sequence[str | Path], given: str = "") -> str:
    ended = subprocess.run(command, input=given, capture_output=True, text=True, check=False)  # noqa: S603  # our own
    if ended.returncode != 0:
        raise StepError(f"the examples cannot be translated: {ended.stderr.removeprefix('error: ').strip()}")
    return ended.stdout


def _without_enums(schema: dict[str, Any]) -> dict[str, Any]:
    enums = {token for token, each in schema["types"].items() if "enum" in each}

    def plain(node: Any) -> Any:
        if isinstance(node, list):
            return [plain(each) for each in node]
        if not isinstance(node, dict):
            return node
        if str(node.get("$ref", "")).removeprefix("#/types/") in enums:
            node = {**{name: value for name, value in node.items() if name != "$ref"}, "type": "string"}
        return {name: plain(value) for name, value in node.items() if name not in enums}

    made: dict[str, Any] = plain(schema)
    return made


def write() -> None:
    """Write every example into the package."""
    for name, texts in translated().items():
        (FOLDER / f"{name}.md").write_text(page(texts), encoding="utf-8")


if __name__ == "__main__":
    raise SystemExit(guarded(write))
