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
from sentry_iac.estate.text.extensions import is_extension

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
AS_LIST: Final = "<list>"
AS_MAPPING: Final = "<mapping>"
"""The tags of a value that may be a list or a mapping; pydantic puts them into its paths, and nobody wrote them."""

# Each round cuts out at least one value; no document needs more rounds than this.
_MOST_ROUNDS: Final = 50


def validate(
    model: type[ModelT],
    value: object,
    locate: Locate,
    written: Written,
) -> tuple[ModelT | None, list[Problem]]:
    """Validate `value` against `model`.

    Returns the model made of the valid values (None if its root is invalid), and the problems. A key without a value is
    one, unless its model may be bare.
    """
    if not isinstance(value, dict):
        message = "is empty" if value is None else f"expected {_EXPECTED['dict_type']}"
        return None, [locate((), f"{message}; write at least {' and '.join(required_keys(model))}")]
    value = deepcopy(value)
    problems: list[Problem] = []
    for path, may_be_bare in list(_empty_paths(value, (), [model])):
        if may_be_bare:
            _put(value, path, {})
        else:
            problems.append(locate(path, "has no value; write one or remove the line"))
            _cut(value, path)
    cut = bool(problems)
    for _ in range(_MOST_ROUNDS):
        try:
            return model.model_validate(value), problems
        except ValidationError as error:
            details = [_as_written(each) for each in error.errors(include_url=False)]
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


def _as_written(detail: ErrorDetails) -> ErrorDetails:
    detail["loc"] = tuple(part for part in detail["loc"] if part not in (AS_LIST, AS_MAPPING))
    return detail


def _unknown_key(root: type[BaseModel], path: Path) -> str:
    here: list[Any] = [root]
    for part in path[:-1]:
        here = _inside(here, part)
    known = [alias_of(model, name) for model in _models(here) for name in model.model_fields]
    hint = did_you_mean(str(path[-1]), known)
    return f"is not a key that is known here{hint or f'; known: {listed(known)}'}"


def _models(annotations: Iterable[Any]) -> Iterable[type[BaseModel]]:
    return (each for each in annotations if isinstance(each, type) and issubclass(each, BaseModel))


def _inside(annotations: Iterable[Any], part: str | int) -> list[Any]:
    """Return what can stand under a key, or at a place of a list, of values with these annotations."""
    found: list[Any] = []
    for each in annotations:
        if isinstance(each, type) and issubclass(each, BaseModel):
            by_alias = {alias_of(each, name): field.annotation for name, field in each.model_fields.items()}
            found += _forms(by_alias.get(str(part), getattr(each, "extra_model", None)))
        elif (get_origin(each) is dict) is isinstance(part, str):
            found += _forms(get_args(each)[1 if isinstance(part, str) else 0])
    return found


def _forms(annotation: Any) -> Iterable[Any]:
    """Yield the models, `dict[...]` and `tuple[...]` of an annotation such as `Annotated[Model, ...] | None`."""
    if get_origin(annotation) in (dict, tuple) or (
        isinstance(annotation, type) and issubclass(annotation, BaseModel)
    ):
        yield annotation
        return
    for argument in get_args(annotation):
        yield from _forms(argument)


def _is_extension_of(annotations: Iterable[Any], key: str | int) -> bool:
    """Whether a key begins with x- where no other unknown key is allowed."""
    models = list(_models(annotations))
    return bool(models) and is_extension(key) and not any(hasattr(model, "extra_model") for model in models)


def _empty_paths(value: object, path: Path, annotations: list[Any]) -> Iterable[tuple[Path, bool]]:
    """Yield where a key has no value, and whether it needs none."""
    items: Iterable[tuple[str | int, object]] = ()
    if isinstance(value, dict):
        items = value.items()
    elif isinstance(value, list):
        items = enumerate(value)
    for key, inner in items:
        if _is_extension_of(annotations, key):
            continue
        if inner is None:
            bare = any(getattr(each, "may_be_bare", False) for each in _inside(annotations, key))
            yield (*path, key), bare
        else:
            yield from _empty_paths(inner, (*path, key), _inside(annotations, key))


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
