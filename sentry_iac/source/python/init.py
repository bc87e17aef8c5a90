"""The call of `sentry_sdk.init` in a back end."""

from __future__ import annotations

import ast
from collections.abc import Set as AbstractSet
from typing import Final

from sentry_iac.source.init import DataCollection
from sentry_iac.source.python.module import Frame
from sentry_iac.source.python.options import options_of
from sentry_iac.source.python.program import Program
from sentry_iac.source.python.running import InitCall
from sentry_iac.source.python.values import value_of
from sentry_iac.source.unreadable import Unreadable
from sentry_iac.source.values import Place, Value

_MOST_HOPS: Final = 10


class BackEndInit:
    """A call of `sentry_sdk.init`. Its options are read when they are asked for.

    Args:
        program: the application it is in.
        call: the call.
    """

    def __init__(self, program: Program, call: InitCall) -> None:
        self._program = program
        self._options, self._opaque = options_of(program, call.node, call.frame)
        self._place = call.frame.module.place(call.node)

    @property
    def place(self) -> Place:
        """Where it stands."""
        return self._place

    def option(self, name: str) -> Value | None:
        """Return what an option is given; None where it is not given.

        Raises:
            Unreadable: the call takes more options than can be read; this one may be among them.
        """
        if name in self._options:
            node, frame = self._options[name]
            return value_of(self._program, node, frame)
        if self._opaque:
            raise Unreadable(
                f"{self.place.path.name}:{self.place.line} gives init options in a way that reading does not tell",
                fix="write the options of sentry_sdk.init as keyword arguments",
            )
        return None

    def is_written(self, name: str) -> bool:
        """Whether an option is given as a literal in the call itself."""
        return name in self._options and isinstance(self._options[name][0], ast.Constant)

    def integrations(self, name: str) -> AbstractSet[str]:
        """Return the integrations that the list of an option names: `FastApiIntegration(…)` is `fastapi`."""
        found = self._expression(name)
        if found is None or not isinstance(found[0], ast.List | ast.Tuple):
            return frozenset()
        return {_integration(each) for each in found[0].elts}

    def data_collection(self) -> DataCollection | None:
        """Return the option `data_collection`, or the experiment of that name; None where neither can be read."""
        found = self._expression("data_collection") or self._experiment("data_collection")
        if found is None:
            return None
        node, frame = found
        user = _entry(node, "user_info")
        return DataCollection(
            frame.module.place(node),
            is_told=isinstance(node, ast.Dict),
            is_without_user=isinstance(user, ast.Constant) and user.value is False,
        )

    def _experiment(self, name: str) -> tuple[ast.expr, Frame] | None:
        found = self._expression("_experiments")
        value = _entry(found[0], name) if found is not None else None
        return (value, found[1]) if found is not None and value is not None else None

    def _expression(self, name: str) -> tuple[ast.expr, Frame] | None:
        """The expression of an option; names of the same module are followed to it."""
        found = self._options.get(name)
        for _ in range(_MOST_HOPS):
            if found is None or not isinstance(found[0], ast.Name):
                return found
            node, frame = found
            assert isinstance(node, ast.Name)  # noqa: S101 - seen above
            assigned = frame.assigned(node.id)
            found = frame.bound.get(node.id) or (None if assigned is None else (assigned, frame))
        return found


def _entry(node: ast.expr, name: str) -> ast.expr | None:
    """The first value that a dict has under a name."""
    if not isinstance(node, ast.Dict):
        return None
    pairs = zip(node.keys, node.values, strict=True)
    return next((value for key, value in pairs if isinstance(key, ast.Constant) and key.value == name), None)


def _integration(node: ast.expr) -> str:
    made = node.func if isinstance(node, ast.Call) else node
    name = made.id if isinstance(made, ast.Name) else getattr(made, "attr", "")
    return name.removesuffix("Integration").lower()
