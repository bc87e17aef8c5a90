"""Finds the order in which a Python application loads its environment, starts Sentry and makes its app object.

It follows imports and calls in the order in which Python runs them, and runs nothing.
"""

from __future__ import annotations

import ast
import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from typing import Final

from sentry_iac.source.events import ONLY_FIELDS, Event, Step
from sentry_iac.source.python.module import Definition, Frame, Function, Module
from sentry_iac.source.python.program import Program
from sentry_iac.source.python.values import is_settings

INIT: Final = "sentry_sdk.init"
APPLICATIONS: Final[Mapping[str, str]] = {
    "fastapi.FastAPI": "fastapi",
    "fastapi.applications.FastAPI": "fastapi",
    "flask.Flask": "flask",
    "starlette.applications.Starlette": "starlette",
    "quart.Quart": "quart",
    "sanic.Sanic": "sanic",
    "litestar.Litestar": "litestar",
    "aiohttp.web.Application": "aiohttp",
    "falcon.App": "falcon",
    "falcon.asgi.App": "falcon",
    "bottle.Bottle": "bottle",
    "pyramid.config.Configurator": "pyramid",
    "tornado.web.Application": "tornado",
    "django.core.wsgi.get_wsgi_application": "django",
    "django.core.asgi.get_asgi_application": "django",
}
"""The calls that make an app object, and the name of each integration in `sentry_sdk.integrations`."""

_LOADERS: Final = frozenset({"dotenv.load_dotenv", "dotenv.main.load_dotenv"})
_LOADING_METHODS: Final = frozenset({"read_env", "read_envfile"})
_READERS: Final = frozenset({"os.getenv", "os.environ.get", "os.environ.pop"})
_ENV_FILE_ARGUMENTS: Final = frozenset({"env_file", "_env_file"})
_SENTRY_NAME: Final = re.compile(r"(^|_)SENTRY_")
_DEEPEST: Final = 150


@dataclass(frozen=True, eq=False)
class InitCall:
    """A call of `sentry_sdk.init`.

    Attributes:
        node: the call.
        frame: where it runs.
    """

    node: ast.Call
    frame: Frame


@dataclass(eq=False)
class Startup:
    """The steps of a process that begins.

    Attributes:
        events: in order.
        init: the first call of `sentry_sdk.init` among them.
    """

    events: list[Event] = field(default_factory=list)
    init: InitCall | None = None


def run(program: Program, module: Module) -> Startup:
    """Return the steps of a process that begins with a module."""
    runner = _Runner(program)
    runner.module(module)
    return runner.startup


def run_function(program: Program, module: Module, function: Function) -> Startup:
    """Return the steps of a process that imports a module and then calls one of its functions."""
    runner = _Runner(program)
    runner.module(module)
    runner.block(function.body, Frame(module, function), _DEEPEST)
    return runner.startup


def calls_of_init(program: Program) -> list[tuple[Module, ast.Call, Function | None]]:
    """Return every call of `sentry_sdk.init`, and the function around it."""
    return [
        (module, node, _function_around(node, module))
        for module, node in _calls(program)
        if program.qualified(node.func, module) == INIT
    ]


def calls_of_application(program: Program) -> list[tuple[Module, Function | None]]:
    """Return every module that makes an app object, and the function around each such call."""
    return [
        (module, _function_around(node, module))
        for module, node in _calls(program)
        if _application(program, node, module) is not None
    ]


def _calls(program: Program) -> Iterator[tuple[Module, ast.Call]]:
    for module in program.modules.values():
        for node in ast.walk(module.tree):
            if isinstance(node, ast.Call):
                yield module, node


def _application(program: Program, node: ast.Call, module: Module) -> str | None:
    """The integration for the app object that a call makes; its class may be derived in the application."""
    name = program.qualified(node.func, module)
    if name in APPLICATIONS:
        return APPLICATIONS[name]
    made = program.definition(node.func, module)
    if made is None or not isinstance(made[1], ast.ClassDef):
        return None
    bases = program.bases(made[1], made[0])
    return next((APPLICATIONS[base] for base in bases if base in APPLICATIONS), None)


def _function_around(node: ast.Call, module: Module) -> Function | None:
    """The innermost function around a call."""
    return module.around.get(node)


class _Runner:
    def __init__(self, program: Program) -> None:
        self.program = program
        self.startup = Startup()
        self._imported: set[str] = set()
        # Only the first call of a function can be the first to take a step.
        self._called: set[Function] = set()
        self._django_settings = ""

    def module(self, module: Module) -> None:
        if module.name not in self._imported:
            self._imported.add(module.name)
            self.block(module.tree.body, Frame(module), _DEEPEST)

    def block(self, body: Iterable[ast.AST], frame: Frame, left: int) -> None:
        for node in body:
            self._node(node, frame, left)

    def _node(self, node: ast.AST, frame: Frame, left: int) -> None:
        if left <= 0:
            return
        if isinstance(node, Function):
            self.block([*node.decorator_list, *node.args.defaults], frame, left)
        elif isinstance(node, ast.Lambda):
            return
        elif isinstance(node, ast.Import | ast.ImportFrom):
            for module in self.program.imported(node, frame.module):
                self.module(module)
        elif isinstance(node, ast.If) and _only_for_types(node.test):
            self.block(node.orelse, frame, left)
        elif isinstance(node, ast.Call):
            self.block([node.func, *node.args, *node.keywords], frame, left - 1)
            self._call(node, frame, left)
        else:
            self.block(ast.iter_child_nodes(node), frame, left - 1)
            if isinstance(node, ast.Subscript):
                self._subscript(node, frame)

    def _call(self, node: ast.Call, frame: Frame, left: int) -> None:
        name = self.program.qualified(node.func, frame.module)
        made = self.program.definition(node.func, frame.module)
        if name == INIT:
            self._note(Step.INIT, node, frame)
            self.startup.init = self.startup.init or InitCall(node, frame)
        elif name in _LOADERS or _loads(node):
            self._note(Step.ENVIRONMENT, node, frame)
        elif name in _READERS:
            self._read(node.args[0] if node.args else None, node, frame)
        elif (application := _application(self.program, node, frame.module)) is not None:
            self._django()
            self._note(Step.APPLICATION, node, frame, application)
        elif name == "os.environ.setdefault":
            self._remember_settings(node)
        elif made is not None:
            self._local(node, *made, frame, left)

    def _local(self, node: ast.Call, module: Module, made: Definition, frame: Frame, left: int) -> None:
        if isinstance(made, Function):
            if made not in self._called:
                self._called.add(made)
                self.block(made.body, Frame(module, made, _bound(node, made, frame)), left - 1)
            return
        if is_settings(self.program, made, module) and _names_an_env_file(node, made):
            self._note(Step.ENVIRONMENT, node, frame, ONLY_FIELDS)

    def _subscript(self, node: ast.Subscript, frame: Frame) -> None:
        if self.program.qualified(node.value, frame.module) == "os.environ" and isinstance(
            node.ctx, ast.Load
        ):
            self._read(node.slice, node, frame)

    def _read(self, name: ast.expr | None, node: ast.expr, frame: Frame) -> None:
        if isinstance(name, ast.Constant) and isinstance(name.value, str) and _SENTRY_NAME.search(name.value):
            self._note(Step.READ, node, frame, name.value)

    def _remember_settings(self, node: ast.Call) -> None:
        values = [each.value for each in node.args if isinstance(each, ast.Constant)]
        if len(values) == 2 and values[0] == "DJANGO_SETTINGS_MODULE":  # noqa: PLR2004 - name and value
            self._django_settings = str(values[1])

    def _django(self) -> None:
        """Django imports its settings before it makes the app object."""
        settings = self.program.find(self._django_settings) if self._django_settings else None
        if settings is not None:
            self.module(settings)

    def _note(self, step: Step, node: ast.expr, frame: Frame, detail: str = "") -> None:
        self.startup.events.append(Event(step, frame.module.place(node), detail))


def _bound(call: ast.Call, made: Function, frame: Frame) -> dict[str, tuple[ast.expr, Frame]]:
    """The arguments of a call by the names of the parameters, with defaults for the rest."""
    names = [each.arg for each in [*made.args.posonlyargs, *made.args.args]]
    given = dict(zip(reversed(names), reversed(made.args.defaults), strict=False))
    given |= {
        each.arg: default
        for each, default in zip(made.args.kwonlyargs, made.args.kw_defaults, strict=True)
        if default is not None
    }
    given |= dict(zip(names, call.args, strict=False))
    given |= {each.arg: each.value for each in call.keywords if each.arg}
    return {name: (value, frame) for name, value in given.items()}


def _only_for_types(test: ast.expr) -> bool:
    return (test.id if isinstance(test, ast.Name) else getattr(test, "attr", "")) == "TYPE_CHECKING"


def _loads(node: ast.Call) -> bool:
    """Whether a call is `env.read_env()` of environs or django-environ, whatever the object's name."""
    return isinstance(node.func, ast.Attribute) and node.func.attr in _LOADING_METHODS


def _names_an_env_file(call: ast.Call, made: ast.ClassDef) -> bool:
    """Whether a settings class of pydantic reads a `.env` file."""
    return any(each.arg in _ENV_FILE_ARGUMENTS for each in call.keywords) or any(
        (isinstance(each, ast.keyword) and each.arg == "env_file")
        or (isinstance(each, ast.Name) and each.id == "env_file")
        or (isinstance(each, ast.Constant) and each.value == "env_file")
        for each in ast.walk(made)
    )
