"""What the answer to an uptime check must be: in words, as Sentry spells it, and back.

In words: `{ status: 200 }`, `{ json: { path: $.state, equals: ok } }`, `{ header: { name: server, exists: true } }`,
and groups of them: `{ all: [...] }`, `{ any: [...] }`, `{ not: ... }`. What has no words is written as Sentry spells
it, with `op`. (sentry: the types of its uptime-checker)
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Any, Final

from sentry_rules.words import did_you_mean, listed, quoted

GROUPS: Final = {"all": "and", "any": "or"}
"""Groups of checks, and Sentry's word for each."""

COMPARISONS: Final = {"equals": "equals", "isNot": "not_equal", "above": "greater_than", "below": "less_than"}
"""How a value compares with another one, and Sentry's word for each."""

PATTERNS: Final = {"matches": "equals", "matchesNot": "not_equal"}
"""How a text compares with a pattern with asterisks, and Sentry's word for each."""

EXISTENCE: Final = {True: "always", False: "never"}
"""Whether it is there at all, and Sentry's word for each."""

_EXISTS: Final = "exists"
_WAYS: Final = (*COMPARISONS, *PATTERNS, _EXISTS)
_CHECKS: Final = (*GROUPS, "not", "status", "json", "header")
_JSON: Final = "jsonpath_op"
_HEADER: Final = "header_op"
_ID: Final = "id"
_CAPITAL: Final = re.compile(r"[A-Z]")


class NotUnderstoodError(ValueError):
    """An assertion is written in a way that means nothing; the text says what is wrong."""


def wire_of(written: Any) -> dict[str, Any]:
    """Return an assertion as Sentry is sent it.

    Args:
        written: a check in words, a list of them that all have to hold, or the whole as Sentry spells it, with `root`.

    Raises:
        NotUnderstoodError: it cannot be understood; the text says what is wrong.
    """
    if isinstance(written, Mapping) and "root" in written:
        return dict(normal(written))
    return {"root": _check({"all": written} if isinstance(written, list | tuple) else written)}


def written_of(wire: Mapping[str, Any]) -> Any:
    """Return the words for an assertion of Sentry's, or the whole as it is where there are none.

    `wire_of` makes the same assertion of them again.
    """
    plain = normal(wire)
    if set(plain) != {"root"}:
        return plain
    words = _said(plain["root"])
    return words if _made(words) == plain else plain


def normal(value: Any) -> Any:
    """Return an assertion in the form in which two that mean the same are equal.

    Sentry's pages give each part an id, which means nothing; and Sentry takes each key in camel case as well.
    """
    if isinstance(value, Mapping):
        return {_CAPITAL.sub(_lower, key): normal(each) for key, each in value.items() if key != _ID}
    return [normal(each) for each in value] if isinstance(value, list | tuple) else value


def _lower(capital: re.Match[str]) -> str:
    return f"_{capital[0].lower()}"


def _made(words: Any) -> dict[str, Any] | None:
    try:
        return wire_of(words)
    except NotUnderstoodError:
        return None


def _check(written: Any) -> dict[str, Any]:
    if isinstance(written, Mapping) and "op" in written:
        return dict(normal(written))
    if not isinstance(written, Mapping) or len(written) != 1:
        raise NotUnderstoodError(f"must be one check, such as {{ status: 200 }}; known: {listed(_CHECKS)}")
    ((name, value),) = written.items()
    if name in GROUPS:
        if not isinstance(value, list | tuple):
            raise NotUnderstoodError(f"{name} must be a list of checks")
        return {"op": GROUPS[name], "children": [_check(each) for each in value]}
    if name == "not":
        return {"op": "not", "operand": _check(value)}
    if name == "status":
        return _status(value)
    if name == "json":
        return _json(value)
    if name == "header":
        return _header(value)
    raise NotUnderstoodError(
        f"{quoted(name)} is not a check; known: {listed(_CHECKS)}{did_you_mean(name, _CHECKS)}"
    )


def _status(value: Any) -> dict[str, Any]:
    words = value if isinstance(value, Mapping) else {"equals": value}
    way, other = _one_way("status", words, COMPARISONS)
    if isinstance(other, bool) or not isinstance(other, int):
        raise NotUnderstoodError(f"status must be a number such as 200, and is {quoted(other)}")
    return {"op": "status_code_check", "operator": {"cmp": COMPARISONS[way]}, "value": other}


def _json(value: Any) -> dict[str, Any]:
    if isinstance(value, str):
        return {"op": "json_path", "value": value}
    path, rest = _split("json", value, "path")
    operator, operand = _compared("json", rest, _JSON)
    return {"op": "json_path", "value": path, "operator": operator, "operand": operand}


def _header(value: Any) -> dict[str, Any]:
    pattern = isinstance(value, Mapping) and "nameMatches" in value
    name, rest = _split("header", value, "nameMatches" if pattern else "name")
    operator, operand = _compared("header", rest, _HEADER)
    return {
        "op": "header_check",
        "key_op": {"cmp": "equals"},
        "key_operand": _operand(_HEADER, name, pattern=pattern),
        "value_op": operator,
        "value_operand": operand,
    }


def _split(check: str, value: Any, key: str) -> tuple[str, dict[str, Any]]:
    if not isinstance(value, Mapping) or not isinstance(value.get(key), str):
        raise NotUnderstoodError(f"{check} needs {key}, such as {{ {check}: {{ {key}: …, equals: … }} }}")
    return value[key], {name: each for name, each in value.items() if name != key}


def _compared(check: str, words: Mapping[str, Any], kind: str) -> tuple[dict[str, Any], dict[str, Any]]:
    way, other = _one_way(check, words, _WAYS)
    if way == _EXISTS:
        if not isinstance(other, bool):
            raise NotUnderstoodError(f"{check}: exists must be true or false, and is {quoted(other)}")
        return {"cmp": EXISTENCE[other]}, {kind: "none"}
    if not isinstance(other, str):
        raise NotUnderstoodError(f"{check}: {way} must be text, and is {quoted(other)}; put it in quotes")
    pattern = way in PATTERNS
    operator = PATTERNS[way] if pattern else COMPARISONS[way]
    return {"cmp": operator}, _operand(kind, other, pattern=pattern)


def _operand(kind: str, value: str, *, pattern: bool) -> dict[str, Any]:
    return {kind: "glob", "pattern": {"value": value}} if pattern else {kind: "literal", "value": value}


def _one_way(check: str, words: Mapping[str, Any], known: Any) -> tuple[str, Any]:
    odd = next((name for name in words if name not in known), None)
    if odd is not None:
        raise NotUnderstoodError(
            f"{check}: {quoted(odd)} is no way to compare; known: {listed(known)}{did_you_mean(odd, known)}"
        )
    if len(words) != 1:
        raise NotUnderstoodError(f"{check} compares in one way; write one of {listed(known)}")
    ((way, other),) = words.items()
    return way, other


def _said(wire: Any) -> Any:
    if not isinstance(wire, Mapping):
        return wire
    words = _words(wire)
    return words if words is not None and _made(words) == {"root": wire} else wire


def _words(wire: Mapping[str, Any]) -> dict[str, Any] | None:
    groups = {theirs: ours for ours, theirs in GROUPS.items()}
    match wire:
        case {"op": "and" | "or" as op, "children": list() as children}:
            return {groups[op]: [_said(each) for each in children]}
        case {"op": "not", "operand": operand}:
            return {"not": _said(operand)}
    return _leaf(wire)


def _leaf(wire: Mapping[str, Any]) -> dict[str, Any] | None:
    match wire:
        case {"op": "status_code_check", "operator": {"cmp": cmp}, "value": value}:
            way = _way(cmp, COMPARISONS)
            return {"status": value if way == "equals" else {way: value}}
        case {"op": "json_path", "value": path, "operator": {"cmp": cmp}, "operand": {} as operand}:
            return {"json": {"path": path, **_comparison(cmp, operand, _JSON)}}
        case {"op": "json_path", "value": path}:
            return {"json": path}
        case {"key_operand": {} as key, "value_op": {"cmp": cmp}, "value_operand": {} as operand}:
            name = "nameMatches" if key.get(_HEADER) == "glob" else "name"
            return {"header": {name: _text(key), **_comparison(cmp, operand, _HEADER)}}
    return None


def _comparison(cmp: Any, operand: Mapping[str, Any], kind: str) -> dict[str, Any]:
    if operand.get(kind) == "none":
        return {_EXISTS: next((ours for ours, theirs in EXISTENCE.items() if theirs == cmp), None)}
    ways = PATTERNS if operand.get(kind) == "glob" else COMPARISONS
    return {_way(cmp, ways): _text(operand)}


def _way(cmp: Any, ways: Mapping[str, str]) -> str:
    return next((ours for ours, theirs in ways.items() if theirs == cmp), "")


def _text(operand: Mapping[str, Any]) -> Any:
    pattern = operand.get("pattern")
    return pattern.get("value") if isinstance(pattern, Mapping) else operand.get("value")
