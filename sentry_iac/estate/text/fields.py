"""The types of values in a mapping of `sentry.yaml`, and the base of such mappings."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Callable, Collection
from typing import Annotated, Any, ClassVar, Self

from pydantic import (
    AfterValidator,
    BaseModel,
    ConfigDict,
    Field,
    GetCoreSchemaHandler,
    GetJsonSchemaHandler,
    PrivateAttr,
    ValidatorFunctionWrapHandler,
    WithJsonSchema,
    model_validator,
)
from pydantic.alias_generators import to_camel
from pydantic.json_schema import JsonSchemaValue
from pydantic_core import CoreSchema, core_schema

from sentry_iac.estate.text.errors import did_you_mean, listed, quoted
from sentry_iac.estate.text.extensions import allow_extensions, without_extensions
from sentry_iac.estate.text.units import wrong

SLUG = re.compile(r"(?![0-9]+\Z)[a-z0-9_\-]+", re.ASCII)
ENV_NAME = re.compile(r"[A-Za-z_][A-Za-z0-9_]*", re.ASCII)
MONITOR_NAME = re.compile(r"[A-Za-z0-9][A-Za-z0-9_\-]*", re.ASCII)
"""The key of a monitor, which becomes a part of its resource's name."""

_JOINERS = frozenset("\u200c\u200d\u00ad\u2060\ufeff")

TEAM_SLUG_LENGTH = 50
PROJECT_SLUG_LENGTH = 100


class SpecModel(BaseModel):
    """A mapping of `sentry.yaml` or of stack config: camelCase keys, none unknown, no coercion, immutable.

    Keys that begin with `x-` are left out, unless any name may stand as a key.
    """

    model_config = ConfigDict(
        alias_generator=to_camel,
        extra="forbid",
        frozen=True,
        strict=True,
        hide_input_in_errors=True,
    )
    may_be_bare: ClassVar[bool] = False
    """Whether a name with nothing behind it is a complete declaration."""

    @classmethod
    def __get_pydantic_json_schema__(
        cls, schema: CoreSchema, handler: GetJsonSchemaHandler
    ) -> JsonSchemaValue:
        said = handler(schema)
        model = handler.resolve_ref_schema(said)
        allow_extensions(model)
        if cls.may_be_bare:
            model["type"] = ["object", "null"]
        return said

    @model_validator(mode="before")
    @classmethod
    def _without_extensions(cls, value: Any) -> Any:
        return value if cls.model_config.get("extra") == "allow" else without_extensions(value)


def _can_be_shown(char: str) -> bool:
    # A blank of another width, and what joins the parts of an emoji; not what turns the direction of a text.
    return char.isprintable() or unicodedata.category(char) == "Zs" or char in _JOINERS


def single_line(most: int) -> Callable[[str], str]:
    """Return a validator of text that people see on one line, of at most so many characters."""

    def check(text: str) -> str:
        if not all(map(_can_be_shown, text)):
            raise wrong(f"{quoted(text)} holds a line break or another character that cannot be shown")
        if text != text.strip() or not text:
            raise wrong(f"{quoted(text)} is empty or begins or ends with a space")
        if len(text) > most:
            raise wrong(f"is {len(text)} characters long; Sentry takes at most {most}")
        return text

    return check


def _slug(text: str) -> str:
    if not SLUG.fullmatch(text):
        raise wrong(f"{quoted(text)} is not a slug; use small letters, digits, - and _, and not digits alone")
    return text


def _relative_path(text: str) -> str:
    parts = text.replace("\\", "/").split("/")
    if text.startswith(("/", "~", "\\")) or ":" in parts[0]:
        raise wrong(f"{quoted(text)} is absolute; write it relative to the stack's appRoot")
    if ".." in parts:
        raise wrong(f"{quoted(text)} leaves the stack's appRoot; move appRoot instead of writing ..")
    if "\\" in text:
        raise wrong(f"{quoted(text)} holds a backslash; separate folders with /")
    if parts[-1] in {"", "."}:
        raise wrong(f"{quoted(text)} is a folder; name the file, such as {text.rstrip('./') or 'web'}/.env")
    if ".git" in map(str.lower, parts):
        raise wrong(
            f"{quoted(text)} is in a .git folder, where git runs files as programs; name another file"
        )
    return text


Title = Annotated[str, AfterValidator(single_line(200))]

ProjectTitle = Annotated[str, AfterValidator(single_line(200))]

Line = Annotated[str, AfterValidator(single_line(1000))]

Slug = Annotated[
    str, AfterValidator(_slug), WithJsonSchema({"type": "string", "pattern": "^(?![0-9]+$)[a-z0-9_-]+$"})
]

StringList = Annotated[tuple[Line, ...], Field(strict=False)]

RelativePath = Annotated[str, AfterValidator(single_line(1000)), AfterValidator(_relative_path)]


class Switched:
    """Marks a field that may also be `false` (none of this) or `true` (this, with its defaults)."""

    @staticmethod
    def __get_pydantic_core_schema__(source: Any, handler: GetCoreSchemaHandler) -> CoreSchema:
        def switch(value: object, validate: ValidatorFunctionWrapHandler) -> Any:
            if value is not True and value is not False:
                return validate(value)
            settings: Switchable = validate({})
            return settings if value else settings.switched_off()

        return core_schema.no_info_wrap_validator_function(switch, handler(source))

    @staticmethod
    def __get_pydantic_json_schema__(schema: CoreSchema, handler: GetJsonSchemaHandler) -> JsonSchemaValue:
        return {"anyOf": [handler(schema), {"type": "boolean"}]}


class Switchable(SpecModel):
    """Settings that may also be `false`: none of this."""

    _off: bool = PrivateAttr(default=False)

    @property
    def is_off(self) -> bool:
        """Whether somebody wrote `false`."""
        return self._off

    def switched_off(self) -> Self:
        """Return these settings as `false`."""
        copy = self.model_copy()
        copy._off = True
        return copy


def off_where_false(value: object) -> object:
    """Return `off` for false, which is what YAML reads it as; anything else as it is."""
    return "off" if value is False else value


def accepted_by(complaint: Callable[[str], str | None]) -> Callable[[str], str]:
    """Return a validator of text with rules of Sentry's; `complaint` gives the reason for a refusal."""

    def check(text: str) -> str:
        if reason := complaint(text):
            raise wrong(reason)
        return text

    return check


def one_of(text: str, choices: Collection[str], what: str) -> str:
    """Return `text` if it is one of the choices; raises a validation error that names them.

    `what` says what they are, such as "a dataset".
    """
    if text not in choices:
        raise wrong(f"{quoted(text)} is not {what}; known: {listed(choices)}{did_you_mean(text, choices)}")
    return text


def between(value: int, least: int, most: int, least_text: str, most_text: str) -> int:
    """Return `value` if it lies between two others; raises a validation error that names them as people write."""
    if not least <= value <= most:
        raise wrong(f"must lie between {least_text} and {most_text}")
    return value
