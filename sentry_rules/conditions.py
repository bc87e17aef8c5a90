"""Whether Sentry takes a condition of an alert, and its form at Sentry and back."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from sentry_rules.condition_kinds import EVENT_FILTER, KINDS, WITHOUT_VALUE, Argument
from sentry_rules.words import did_you_mean, listed, quoted


def complaints(type: str, arguments: Mapping[str, Any]) -> Iterator[str]:
    """Yield what is wrong with the arguments of a condition; each begins with the argument.

    Args:
        type: a key of `KINDS`.
        arguments: by name in camel case.
    """
    yield from _complaints(KINDS[type].arguments, arguments)


def comparison_of(type: str, arguments: Mapping[str, Any]) -> Any:
    """Return what Sentry is sent for arguments without a complaint."""
    kind = KINDS[type]
    if not kind.arguments:
        return True
    wire = {}
    for name, argument in kind.arguments.items():
        value = arguments.get(name, argument.default)
        if value is not None and not (argument.left_out is not None and value == argument.left_out):
            wire[argument.wire or name] = _sent(value, argument)
    return wire.get(kind.alone, True) if kind.alone else wire


def arguments_of(type: str, comparison: Any) -> dict[str, Any] | None:
    """Return the arguments that a comparison stands for, or None where no arguments do.

    `comparison_of` makes the same comparison of them again.
    """
    kind = KINDS.get(type)
    if kind is None:
        return None
    if not kind.arguments:
        return {} if comparison is True else None
    if kind.alone:
        alone = kind.arguments[kind.alone]
        nothing = comparison is True and not alone.required
        found = {} if nothing else {kind.alone: _named(comparison, alone)}
    else:
        if not isinstance(comparison, Mapping):
            return None
        by_wire = {argument.wire or name: name for name, argument in kind.arguments.items()}
        if not comparison.keys() <= by_wire.keys():
            return None
        found = {
            by_wire[key]: _named(value, kind.arguments[by_wire[key]]) for key, value in comparison.items()
        }
    found = {name: value for name, value in found.items() if value != kind.arguments[name].default}
    said = not any(complaints(type, found)) and _same(comparison_of(type, found), comparison)
    return found if said else None


def _same(one: Any, other: Any) -> bool:
    # 1 and True are equal in Python.
    return bool(one == other) and (one is True) == (other is True)


def _sent(value: Any, argument: Argument) -> Any:
    if isinstance(argument.choices, Mapping):
        return argument.choices[value]
    if argument.shape == "number":
        return float(value)
    return value


def _named(value: Any, argument: Argument) -> Any:
    if isinstance(argument.choices, Mapping) and not isinstance(value, bool):
        return next((name for name, number in argument.choices.items() if number == value), value)
    return value


def _complaints(known: Mapping[str, Argument], arguments: Mapping[str, Any]) -> Iterator[str]:
    for name in arguments:
        if name not in known:
            yield f"{name} is not an argument of it; known: {listed(known) or 'none'}{did_you_mean(name, known)}"
    for name, argument in known.items():
        value = arguments.get(name)
        if value is None:
            if argument.required:
                yield f"{name} is missing"
        elif wrong := _complaint(value, argument):
            yield f"{name} {wrong}"
        elif argument.shape == "event filters":
            for at, entry in enumerate(value):
                yield from (f"{name}[{at}]: {each}" for each in _event_filter(entry))
    if "match" in known and "value" in known:
        yield from _without_value(arguments)


def _without_value(arguments: Mapping[str, Any]) -> Iterator[str]:
    match, value = arguments.get("match"), arguments.get("value")
    if match is None:
        return
    if match in WITHOUT_VALUE and value is not None:
        yield f"match {match} asks whether it is set, and takes no value"
    if match not in WITHOUT_VALUE and value is None:
        yield f"match {match} needs a value"


def _event_filter(entry: Any) -> Iterator[str]:
    if not isinstance(entry, Mapping):
        yield "must be a mapping with key or attribute, match and value"
        return
    yield from _complaints(EVENT_FILTER, entry)
    if ("key" in entry) == ("attribute" in entry):
        yield "looks at either a key (of a tag) or an attribute"


def _complaint(value: Any, argument: Argument) -> str | None:
    match argument.shape:
        case "text":
            return _text_complaint(value, argument)
        case "switch":
            return None if isinstance(value, bool) else f"must be true or false, and is {_shown(value)}"
        case "whole number" | "number":
            whole = argument.shape == "whole number"
            fits = isinstance(value, int if whole else int | float) and not isinstance(value, bool)
            if not fits or value < 0:
                return f"must be a {argument.shape} from 0, and is {_shown(value)}"
            return None
        case "list" | "event filters":
            if not isinstance(value, list | tuple) or not value:
                return f"must be a list (lines that begin with `- `), and is {_shown(value)}"
            choices = tuple(argument.choices)
            odd = next((each for each in value if choices and each not in choices), None)
            return None if odd is None else _not_one_of(odd, choices)


def _text_complaint(value: Any, argument: Argument) -> str | None:
    choices = tuple(argument.choices)
    if choices:
        return None if isinstance(value, str) and value in choices else _not_one_of(value, choices)
    if not isinstance(value, str):
        hint = f'; write "{value}", with the quotes' if isinstance(value, int | float) else ""
        return f"must be text, and is {_shown(value)}{hint}"
    return None if value or not argument.required else "is empty"


def _not_one_of(value: Any, choices: tuple[str, ...]) -> str:
    hint = did_you_mean(value, choices) if isinstance(value, str) else ""
    return f"must be one of {', '.join(choices)}, and is {_shown(value)}{hint}"


def _shown(value: Any) -> str:
    if isinstance(value, Mapping):
        return "a mapping"
    return "a list" if isinstance(value, list | tuple) else quoted(value)
