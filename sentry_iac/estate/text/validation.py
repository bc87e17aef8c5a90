"""Runs a pydantic model over a document and explains the mistakes in the words of the file's author.

It finds all problems at once: it cuts out a refused value and validates the rest again, so that validators of a whole
model still see everything else.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from contextlib import suppress
from copy import deepcopy
from typing import Any, Final, TypeVar, get_args, get_origin

from pydantic import BaseModel, ValidationError
from pydantic_core import ErrorDetails

from sentry_iac.estate.text.errors import Path, Problem, did_you_mean, listed, quoted

ModelT = TypeVar("ModelT", bound=BaseModel)
Locate = Callable[[Path, str], Problem]
"""Makes a problem out of a path in the validated value and a message."""

Written = Callable[[Path], str | None]
"""Tells the text of the scalar at a path, before YAML read it as something else."""

_EXPECTED: Final = {
    "string_type": "text",
    "bool_type": "true or false",
    "int_type": "a whole number",
    "int_from_float": "a whole number",
    "float_type": "a number",
    "dict_type": "a mapping (indented `key: value` lines)",
    "model_type": "a mapping (indented `key: value` lines)",
    "tuple_type": "a list (lines that begin with `- `)",
    "list_type": "a list (lines that begin with `- `)",
}
# Each round cuts out at least one value; no document needs more rounds than this.
_MOST_ROUNDS: Final = 50


def validate(
    model: type[ModelT],
    value: object,
    locate: Locate,
    written: Written,
    may_be_empty: Callable[[Path], bool],
) -> tuple[ModelT | None, list[Problem]]:
    """Validate `value` against `model`.

    Returns the model made of the valid values (None if its root is invalid), and the problems. `may_be_empty` names the
    paths where a key without a value is no mistake.
    """
    if not isinstance(value, dict):
        message = "is empty" if value is None else f"expected {_EXPECTED['dict_type']}"
        return None, [locate((), f"{message}; write at least {' and '.join(required_keys(model))}")]
    value = deepcopy(value)
    problems: list[Problem] = []
    for path in list(_empty_paths(value, ())):
        if may_be_empty(path):
            _put(value, path, {})
        else:
            problems.append(locate(path, "has no value; write one or remove the line"))
            _cut(value, path)
    cut = bool(problems)
    for _ in range(_MOST_ROUNDS):
        try:
            return model.model_validate(value), problems
        except ValidationError as error:
            details = error.errors(include_url=False)
        problems += [
            locate(detail["loc"], _message(model, detail, detail["loc"], written))
            for detail in details
            # A value that is missing only because its parts were cut out is no second problem.
            if not (cut and detail["type"] == "missing")
        ]
        refused = [each["loc"][:-1] if each["type"] == "missing" else each["loc"] for each in details]
        for path in refused:
            _cut(value, path)
        if () in refused:
            return None, problems
        cut = True
    return None, problems


def required_keys(model: type[BaseModel]) -> list[str]:
    """Return the required keys of a model."""
    return [alias_of(model, name) for name, field in model.model_fields.items() if field.is_required()]


def alias_of(model: type[BaseModel], name: str) -> str:
    """Return the written key of a model's field."""
    return model.model_fields[name].alias or name


def _message(root: type[BaseModel], detail: ErrorDetails, path: Path, written: Written) -> str:
    kind = detail["type"]
    given = detail["input"]
    if kind == "extra_forbidden":
        return _unknown_key(root, path)
    if kind == "missing":
        return "is missing"
    if kind == "literal_error":
        choices = [choice.strip("'") for choice in _choices(detail)]
        return f"{_shown(given)} is not one of {listed(choices)}{_guess(given, choices)}"
    if kind in _EXPECTED:
        return f"expected {_EXPECTED[kind]}, found {_shown(given)}{_trap(kind, given, path, written)}"
    if kind == "spec":
        return detail["msg"]
    return f"{_shown(given)} is refused: {detail['msg'][:1].lower()}{detail['msg'][1:]}"


def _choices(detail: ErrorDetails) -> Iterable[str]:
    expected = str(detail.get("ctx", {}).get("expected", ""))
    return expected.replace(" or ", ", ").split(", ")


def _guess(given: object, choices: list[str]) -> str:
    return did_you_mean(given, choices) if isinstance(given, str) else ""


def _shown(value: object) -> str:
    if isinstance(value, Mapping):
        return "a mapping"
    if isinstance(value, list | tuple):
        return "a list"
    return quoted(value)


def _trap(kind: str, given: object, path: Path, written: Written) -> str:
    text = written(path)
    if kind == "string_type" and text is not None and not isinstance(given, str):
        return f'; YAML reads {text} so: write "{text}", with the quotes'
    if kind == "bool_type" and isinstance(given, str) and given.casefold() in {"true", "false"}:
        return f"; write {given.casefold()}, without the quotes"
    if kind == "model_type" and "monitors" in path[-2:-1] and not isinstance(given, list):
        return f"; write {path[-1]}: {{ threshold: {text or quoted(given)} }}"
    return ""


def _unknown_key(root: type[BaseModel], path: Path) -> str:
    model = _model_at(root, path[:-1])
    known = [] if model is None else [alias_of(model, name) for name in model.model_fields]
    hint = did_you_mean(str(path[-1]), known)
    return f"is not a key that is known here{hint or f'; known: {listed(known)}'}"


def _model_at(root: type[BaseModel], path: Path) -> type[BaseModel] | None:
    """Follow `path` through a model's fields to the model of its last step."""
    here: Any = root
    for part in path:
        if isinstance(part, int) and isinstance(here, type) and issubclass(here, BaseModel):
            continue  # an item of a list, whose model `_core` has found inside it
        if isinstance(here, type) and issubclass(here, BaseModel):
            by_alias = {alias_of(here, name): field.annotation for name, field in here.model_fields.items()}
            here = _core(by_alias.get(str(part), getattr(here, "extra_model", None)))
        else:
            here = _core(get_args(here)[-1:])
    return here if isinstance(here, type) and issubclass(here, BaseModel) else None


def _core(annotation: Any) -> Any:
    """Return the model or the `dict[...]` inside of an annotation such as `Annotated[Model, ...] | None`."""
    if get_origin(annotation) is dict or (isinstance(annotation, type) and issubclass(annotation, BaseModel)):
        return annotation
    for argument in annotation if isinstance(annotation, tuple) else get_args(annotation):
        found = _core(argument)
        if found is not None:
            return found
    return None


def _empty_paths(value: object, path: Path) -> Iterable[Path]:
    items: Iterable[tuple[str | int, object]] = ()
    if isinstance(value, dict):
        items = value.items()
    elif isinstance(value, list):
        items = enumerate(value)
    for key, inner in items:
        if inner is None:
            yield (*path, key)
        else:
            yield from _empty_paths(inner, (*path, key))


def _parent(value: Any, path: Path) -> Any:
    for part in path[:-1]:
        value = value[part]
    return value


def _put(value: Any, path: Path, new: object) -> None:
    _parent(value, path)[path[-1]] = new


def _cut(value: Any, path: Path) -> None:
    """Remove the value at `path`; if it is in a list, the whole list, whose items are known by position."""
    for at, part in enumerate(path):
        if isinstance(part, int):
            path = path[:at]
            break
    # If it is gone already, an earlier cut removed a value around it.
    with suppress(KeyError, TypeError, IndexError):
        del _parent(value, path)[path[-1]]
