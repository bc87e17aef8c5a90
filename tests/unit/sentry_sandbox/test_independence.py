from __future__ import annotations

import ast
import sys
from pathlib import Path

import sentry_sandbox

_ALLOWED = {
    "sentry_sandbox",
    "starlette",
    "uvicorn",
    "jinja2",
    "brotli",
    "zstandard",
    *sys.stdlib_module_names,
}


def _imported(path: Path) -> set[str]:
    names: set[str] = set()
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        if isinstance(node, ast.Import):
            names |= {alias.name.partition(".")[0] for alias in node.names}
        elif isinstance(node, ast.ImportFrom) and node.module:
            names.add(node.module.partition(".")[0])
    return names


def test_the_sandbox_shares_no_code_with_the_client_it_checks() -> None:
    folder = Path(sentry_sandbox.__file__).parent

    found = {name for path in folder.rglob("*.py") for name in _imported(path)}

    assert found <= _ALLOWED
