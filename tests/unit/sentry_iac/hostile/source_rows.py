"""Source that keeps its reader busy, or breaks it: how it is made, and what the audit says of it."""

from __future__ import annotations

import json
import os
import socket
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

DEEP = 100_000
MEGABYTE = 1_000_000
_BOMB = "\n".join(
    [
        "a0: &a0 [sentry-iac]",
        *(f"a{n}: &a{n} [{', '.join([f'*a{n - 1}'] * 9)}]" for n in range(1, 11)),
    ]
)


@dataclass(frozen=True)
class Row:
    """One kind of source.

    Attributes:
        name: what it is.
        make: makes it in a folder with a healthy application in it, of `backend` and `frontend`.
        says: words of the report about it; empty where nothing need be said.
    """

    name: str
    make: Callable[[Path], object]
    says: str = ""


def text(path: str, content: str) -> Callable[[Path], object]:
    """Something that is a file with a text."""

    def make(app: Path) -> None:
        (app / path).parent.mkdir(parents=True, exist_ok=True)
        (app / path).write_text(content)

    return make


def fifo(path: str) -> Callable[[Path], object]:
    """Something that is a FIFO into which nobody writes."""

    def make(app: Path) -> None:
        (app / path).parent.mkdir(parents=True, exist_ok=True)
        (app / path).unlink(missing_ok=True)
        os.mkfifo(app / path)

    return make


def link(path: str, target: str) -> Callable[[Path], object]:
    """Something that is a symbolic link."""

    def make(app: Path) -> None:
        (app / path).parent.mkdir(parents=True, exist_ok=True)
        (app / path).unlink(missing_ok=True)
        (app / path).symlink_to(target)

    return make


def _socket(app: Path) -> None:
    there = Path.cwd()
    os.chdir(app / "backend")
    # A path of a socket must be short.
    with socket.socket(socket.AF_UNIX) as made:
        made.bind("x.py")
    os.chdir(there)


def _huge(path: str) -> Callable[[Path], object]:
    def make(app: Path) -> None:
        with (app / path).open("wb") as file:
            file.truncate(10_000 * MEGABYTE)

    return make


def _deep_folders(app: Path) -> None:
    there = Path.cwd()
    os.chdir(app / "backend")
    for _ in range(1500):
        Path("d").mkdir()
        os.chdir("d")
    os.chdir(there)


def _python_chain(app: Path) -> None:
    for number in range(1200):
        (app / "backend" / f"m{number}.py").write_text(f"import m{number + 1}\n")
    (app / "backend" / "main.py").write_text("import m0\n" + _MAIN)


def _script_chain(app: Path) -> None:
    for number in range(1200):
        (app / "frontend" / "src" / f"m{number}.ts").write_text(f'import "./m{number + 1}"\n')
    (app / "frontend" / "src" / "main.ts").write_text('import "./m0"\n')


def _script_of_spreads(each: str, last: str, calls: str) -> Callable[[Path], object]:
    """A script of objects, each of which is made of the next one, many times."""
    made = [each.format(n=number, next=number + 1) for number in range(9)]
    return text("frontend/src/main.ts", "\n".join([_IMPORT, *made, last, calls]))


_MAIN = "import sentry_sdk\nimport fastapi\nsentry_sdk.init()\napp = fastapi.FastAPI()\n"
_PACKAGE = {"dependencies": {"@sentry/react": "^10.0.0"}}
_IMPORT = 'import * as Sentry from "@sentry/react"\n'
_MCP = {"mcpServers": {"a": {"url": "https://["}}}

ROWS = (
    # What is no regular file.
    Row("a FIFO as a module of Python", fifo("backend/x.py"), "backend/x.py is a FIFO"),
    Row("a FIFO as a script", fifo("frontend/src/x.ts"), "frontend/src/x.ts is a FIFO"),
    Row("a FIFO as package.json", fifo("frontend/package.json"), "package.json is a FIFO"),
    Row("a FIFO as a lock file", fifo("package-lock.json"), "package-lock.json is a FIFO"),
    Row("a FIFO as requirements", fifo("backend/requirements.txt"), "requirements.txt is a FIFO"),
    Row("a FIFO as pyproject.toml", fifo("backend/pyproject.toml"), "pyproject.toml is a FIFO"),
    Row("a FIFO as a Dockerfile", fifo("backend/Dockerfile"), "Dockerfile is a FIFO"),
    Row("a FIFO as a workflow", fifo(".github/workflows/ci.yml"), "ci.yml is a FIFO"),
    Row("a FIFO as an editor's file", fifo(".mcp.json"), ".mcp.json is a FIFO"),
    Row("a FIFO as tsconfig.json", fifo("frontend/tsconfig.json"), "tsconfig.json is a FIFO"),
    Row("a FIFO as the page", fifo("frontend/index.html"), "index.html is a FIFO"),
    Row("a socket as a module of Python", _socket, "backend/x.py is a socket"),
    Row("a device behind a link", link("frontend/package.json", "/dev/zero"), "package.json is a device"),
    Row("a device as a workflow", link(".gitlab-ci.yml", "/dev/zero"), ".gitlab-ci.yml is a device"),
    Row("a device as requirements", link("backend/requirements.txt", "/dev/zero"), "is a device"),
    # Files without an end.
    Row("10 GB of package.json", _huge("frontend/package.json"), "package.json is longer than"),
    Row("10 GB of a lock file", _huge("package-lock.json"), "package-lock.json is longer than"),
    Row("10 GB of a workflow", _huge(".gitlab-ci.yml"), ".gitlab-ci.yml is longer than"),
    Row("10 GB of a Makefile", _huge("backend/Makefile"), "Makefile is longer than"),
    # Aliases.
    Row(
        "a workflow of 9^10 aliases",
        text(".github/workflows/ci.yml", _BOMB),
        "pipelines runs `sentry-iac preview`",
    ),
    Row("a workflow that is in itself", text(".gitlab-ci.yml", "jobs: &a {x: *a}"), "pipelines runs"),
    Row("a workflow with a key that is in itself", text(".gitlab-ci.yml", "&a {? *a : x}"), "pipelines runs"),
    # Nesting.
    Row(
        "deep package.json",
        text("frontend/package.json", '{"dependencies":' + "[" * DEEP),
        "nested too deeply",
    ),
    Row("deep package-lock.json", text("package-lock.json", "[" * DEEP), "nested too deeply"),
    Row("deep Pipfile.lock", text("backend/Pipfile.lock", "[" * DEEP), "nested too deeply"),
    Row("deep pyproject.toml", text("backend/pyproject.toml", "a = " + "[" * DEEP), "nested too deeply"),
    Row("deep editor's file", text(".mcp.json", "[" * DEEP), "nested too deeply"),
    Row("deep signs of Python", text("backend/x.py", f"x = {'-' * DEEP}1")),
    Row("deep attributes of Python", text("backend/x.py", f"x{'.a' * 900}()\n" * 100)),
    Row("deep folders", _deep_folders),
    Row("1200 modules that import each other", _python_chain, "nested too deeply"),
    Row("1200 scripts that import each other", _script_chain, "nested too deeply"),
    Row("deep script", text("frontend/src/main.ts", _IMPORT + "Sentry.init(" + "[" * DEEP)),
    Row(
        "deep members of a script",
        text("frontend/src/main.ts", f"{_IMPORT}Sentry{'.a' * DEEP}()"),
        "nested too deeply",
    ),
    # What takes long.
    Row(
        "20 000 inits that nothing calls",
        text("backend/main.py", "import sentry_sdk\nf = lambda: sentry_sdk.init()\n" * 20_000),
    ),
    Row(
        "one letter, a million times",
        text("frontend/a.txt", "a" * MEGABYTE + " sntrys_" + "0" * 30),
        "sntrys_",
    ),
    Row(
        "30 000 packages of Sentry",
        text(
            "frontend/package.json",
            json.dumps({"dependencies": {f"@sentry/x{n}": "1" for n in range(30_000)}}),
        ),
        "names more than 1000 packages",
    ),
    Row(
        "60 000 entries of an editor's file",
        text(".mcp.json", json.dumps({"mcpServers": {f"a{n}": {} for n in range(60_000)}})),
        "no token in .mcp.json",
    ),
    Row("a page of half tags", text("frontend/index.html", "<a " * 300_000)),
    Row(
        "objects that double nine times over",
        _script_of_spreads(
            f"const a{{n}} = {{{{ {'...a{next}, ' * 20} }}}}", "const a9 = { dsn: '' }", "Sentry.init(a0)"
        ),
        "main.ts:13 is put together from more than 20000 parts",
    ),
    Row(
        "objects of functions that double nine times over",
        _script_of_spreads(
            f"const a{{n}} = () => ({{{{ {'...a{next}(), ' * 20} }}}})",
            "const a9 = () => ({ dsn: '' })",
            "Sentry.init(a0())",
        ),
        "main.ts:13 is put together from more than 20000 parts",
    ),
    Row(
        "one object of 10 000 entries, spread 1000 times",
        text(
            "frontend/src/main.ts",
            f"{_IMPORT}const a = {{{','.join(f'x{n}:1' for n in range(10_000))}}}\n"
            f"Sentry.init({{{'...a,' * 1000}}})",
        ),
        "main.ts:3 is put together from more than 20000 parts",
    ),
    Row(
        "a value of objects that double nine times over",
        _script_of_spreads(
            f"const a{{n}} = {{{{ {'...a{next}, ' * 20} }}}}",
            "const a9 = { x: '' }",
            "Sentry.init({ dsn: a0.x })",
        ),
        "main.ts:13 is put together from more than 20000 parts",
    ),
    Row(
        "dicts of a thousand dicts, three times over",
        text(
            "backend/main.py",
            "\n".join(
                [
                    "import sentry_sdk, fastapi",
                    *(f"a{n} = {{{f'**a{n + 1},' * 1000}}}" for n in range(3)),
                    "a3 = {'debug': False}",
                    "sentry_sdk.init(**a0)",
                ]
            ),
        ),
        "main.py:6 is put together from more than 20000 parts",
    ),
    Row(
        "calls of dict that double, 60 times over",
        text(
            "backend/main.py",
            "\n".join(
                [
                    "import sentry_sdk, fastapi",
                    *(f"a{n} = dict(**a{n + 1}, **a{n + 1})" for n in range(60)),
                    "sentry_sdk.init(**a0)",
                ]
            ),
        ),
    ),
    # What breaks a parser of ours.
    Row(
        "a version of 5000 digits",
        text("backend/requirements.txt", f"sentry-sdk=={'9' * 5000}"),
        "sentry-sdk",
    ),
    Row(
        "a JavaScript version of 5000 digits",
        text("frontend/package.json", json.dumps({"dependencies": {"@sentry/react": "9" * 5000}})),
    ),
    Row("a number of 5000 digits", text(".mcp.json", f'{{"a": {"9" * 5000}}}'), "a number in it is too long"),
    Row("an address that is none", text(".mcp.json", json.dumps(_MCP)), "no token in .mcp.json"),
    Row(
        "half of a surrogate pair",
        text(".mcp.json", '{"mcpServers": {"\\ud800": {"env": {"A": "sntrys_0123456789"}}}}'),
        "env of \\ud800",
    ),
    Row(
        "orders for a terminal",
        text(".mcp.json", '{"mcpServers": {"\\u001b[2J": {"env": {"A": "sntrys_0123456789"}}}}'),
        "env of \\x1b[2J",
    ),
    Row("an import of a long name", text("frontend/src/main.ts", f'import "./{"a" * 300}"\n')),
    Row("an import of a long path", text("frontend/src/main.ts", f'import "./{"a/" * 3000}"\n')),
    Row("an import of the root", text("frontend/src/main.ts", f'import "{"../" * 60}"\n')),
    Row("an import of a name with NUL", text("frontend/src/main.ts", 'import "./a\0b"\n')),
    Row("a spread of nothing", text("frontend/src/main.ts", f"{_IMPORT}Sentry.init({{...}})\n")),
    Row("an import of nothing", text("frontend/src/main.ts", 'import * as from "x"\nexport * as from "x"\n')),
)
"""Each is a promise: the audit ends on it."""
