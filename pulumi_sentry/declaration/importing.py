"""The ids of existing objects, for one run that takes them over instead of making new ones.

Pulumi's resource option `import_` names an object to take over, in the program
(https://www.pulumi.com/docs/iac/concepts/options/import/). Here a file names them, so that a program needs no change:
a JSON object whose `resources` are ids by type and by resource name, or whose `stacks` are such ids by the name of a
stack. A resource in the state already stays as it is.
"""

from __future__ import annotations

import json
import os
from collections.abc import Mapping
from functools import cache
from pathlib import Path
from typing import Any, Final

import pulumi

IMPORTS: Final = "PULUMI_SENTRY_IMPORTS"
"""The variable that names the file."""


def id_to_import(token: str, resource_name: str) -> str | None:
    """The id of the object that a resource of the running program takes over; None where it has to make one.

    Args:
        token: the type, such as `sentry:index:Team`.
        resource_name: its name in the stack.

    Raises:
        ValueError: the file is not what it should be.
    """
    path = os.environ.get(IMPORTS)
    if not path:
        return None
    id = _ids(path, pulumi.get_stack()).get(token, {}).get(resource_name)
    return None if id is None else str(id)


@cache
def _ids(path: str, stack: str) -> Mapping[str, Mapping[str, Any]]:
    try:
        content = json.loads(Path(path).read_text(encoding="utf-8"))
        ids = content["stacks"].get(stack) if "stacks" in content else content.get("resources")
    except (OSError, ValueError, AttributeError, TypeError) as error:
        raise ValueError(f"{IMPORTS} names {path}, which cannot be read as JSON: {error}") from None
    if not isinstance(ids, dict) or not all(isinstance(each, dict) for each in ids.values()):
        raise ValueError(
            f"{IMPORTS} names {path}, which holds no ids by type and by resource name for stack {stack}"
        )
    return ids
