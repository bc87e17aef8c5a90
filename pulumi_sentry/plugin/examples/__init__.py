"""The example of each resource, in four languages.

`NAME.yaml` beside this file is where an example is written. `NAME.md` has it in the other languages, as Pulumi's own
generators translate it: `make examples` writes it, and a test fails when it is stale.
"""

from __future__ import annotations

import re
from pathlib import Path
from typing import Final

from pulumi_sentry.declaration import PACKAGE
from pulumi_sentry.plugin.about import GO_UNPUBLISHED

FOLDER: Final = Path(__file__).parent

_BLOCK: Final = re.compile(r"^```(\w+)\n(.*?)^```$", re.MULTILINE | re.DOTALL)


def example(name: str) -> dict[str, str]:
    """The example of a resource by language (`python`, `typescript`, `go`, `yaml`); empty if it has none.

    Args:
        name: of the resource, such as `MetricMonitor`.
    """
    try:
        translated = (FOLDER / f"{name}.md").read_text(encoding="utf-8")
    except FileNotFoundError:
        return {}
    written = (FOLDER / f"{name}.yaml").read_text(encoding="utf-8")
    return {**dict(_BLOCK.findall(translated)), "yaml": written}


def with_example(token: str, description: str, go_path: str = GO_UNPUBLISHED) -> str:
    """The description of a resource with its example, in the form of which a generator takes its own language.

    Args:
        token: of the resource.
        description: in Markdown.
        go_path: the import path of the Go package.
    """
    texts = example(token.removeprefix(f"{PACKAGE}:index:"))
    if not texts:
        return description
    blocks = "\n".join(f"```{language}\n{text}```" for language, text in texts.items())
    blocks = blocks.replace(GO_UNPUBLISHED, go_path)
    return (
        f"{description}\n\n{{{{% examples %}}}}\n## Example Usage\n{{{{% example %}}}}\n{blocks}\n"
        "{{% /example %}}\n{{% /examples %}}"
    )
