"""A resource is declared once, and everything reads that: arguments, names, descriptions, errors."""

from __future__ import annotations

import inspect
import re
from collections.abc import Iterator
from typing import Any

import pulumi
import pytest
from pydantic import BaseModel

import pulumi_sentry
from pulumi_sentry import (
    ActionFilterArgs,
    AlertActionArgs,
    AlertArgs,
    ArgumentError,
    EnvFileArgs,
    MemberArgs,
    MetricDataSourceArgs,
    MetricMonitorArgs,
    MonitorConditionArgs,
    Project,
    ProjectArgs,
    ProjectKey,
    ProjectKeyArgs,
    ProviderArgs,
    RetirementArgs,
    TeamArgs,
    TeamRoleArgs,
)
from pulumi_sentry.declaration import (
    UNKNOWN,
    Args,
    Lookup,
    Resource,
    Result,
    leaf_types,
    plain,
    property_path,
)
from pulumi_sentry.lifecycle.handler import Handler
from pulumi_sentry.plugin.registry import registry

RESOURCES = [pytest.param(cls, id=cls.__name__) for cls in registry().resources.values()]
LOOKUPS = [pytest.param(cls, id=cls.__name__) for cls in registry().lookups.values()]


def models_below(model: type[BaseModel | Result]) -> Iterator[type[BaseModel | Result]]:
    """The model and every one that its fields hold."""
    yield model
    for info in model.model_fields.values():
        for leaf in leaf_types(info.annotation):
            if inspect.isclass(leaf) and issubclass(leaf, BaseModel):
                yield from models_below(leaf)


def every_model() -> list[type[BaseModel | Result]]:
    tops: list[type[BaseModel | Result]] = [ProviderArgs]
    tops += [cls.args_type for cls in registry().resources.values()]
    for lookup in registry().lookups.values():
        tops += [lookup.args_type, lookup.result_type]
    return sorted({model for top in tops for model in models_below(top)}, key=lambda model: model.__name__)


MODELS = [pytest.param(model, id=model.__name__) for model in every_model()]


# -- nothing is forgotten --------------------------------------------------------------------------


@pytest.mark.parametrize("model", MODELS)
def test_a_program_can_import_every_model(model: type[BaseModel | Result]) -> None:
    assert getattr(pulumi_sentry, model.__name__, None) is model
    assert model.__name__ in pulumi_sentry.__all__


@pytest.mark.parametrize("cls", RESOURCES)
def test_a_program_can_import_every_resource(cls: type[Resource[Any]]) -> None:
    assert getattr(pulumi_sentry, cls.__name__, None) is cls
    assert cls.__name__ in pulumi_sentry.__all__
    assert cls.token == f"sentry:index:{cls.__name__}"


@pytest.mark.parametrize("cls", LOOKUPS)
def test_a_program_can_call_every_lookup(cls: type[Lookup[Any, Any]]) -> None:
    name = re.sub(r"(?<=[a-z])([A-Z])", r"_\1", cls.__name__).lower()
    assert cls.names() == (name, f"{name}_output")
    assert set(cls.names()) <= set(pulumi_sentry.__all__)
    assert [getattr(pulumi_sentry, each).__name__ for each in cls.names()] == [*cls.names()]
    assert cls.token == f"sentry:index:{cls.__name__[0].lower()}{cls.__name__[1:]}"


def test_what_is_exported_exists_and_is_sorted() -> None:
    assert [name for name in pulumi_sentry.__all__ if not hasattr(pulumi_sentry, name)] == []
    assert len(set(pulumi_sentry.__all__)) == len(pulumi_sentry.__all__)


@pytest.mark.parametrize("model", MODELS)
def test_every_field_is_described_in_a_sentence(model: type[BaseModel | Result]) -> None:
    described = {name: info.description or "" for name, info in model.model_fields.items()}
    assert {name for name, text in described.items() if not text.endswith((".", "..."))} == set()
    assert inspect.getdoc(model)


@pytest.mark.parametrize("cls", RESOURCES)
def test_every_output_is_described_in_a_sentence(cls: type[Resource[Any]]) -> None:
    assert {name for name, spec in cls.outputs.items() if not spec.description.endswith(".")} == set()


@pytest.mark.parametrize("cls", RESOURCES)
def test_every_resource_says_how_it_is_imported(cls: type[Resource[Any]]) -> None:
    assert "Import by" in (inspect.getdoc(cls) or "")


@pytest.mark.parametrize("cls", RESOURCES)
def test_every_resource_has_a_handler_that_does_everything(cls: type[Resource[Any]]) -> None:
    assert cls.handler.resource is cls  # type: ignore[attr-defined]  # set by Handler
    for name in ("create", "read", "update", "delete"):
        assert getattr(cls.handler, name) is not getattr(Handler, name)


@pytest.mark.parametrize("cls", RESOURCES)
def test_outputs_follow_arguments_that_exist(cls: type[Resource[Any]]) -> None:
    assert {
        name for spec in cls.outputs.values() for name in spec.follows
    } <= cls.args_type.model_fields.keys()


# -- names -----------------------------------------------------------------------------------------


@pytest.mark.parametrize("model", MODELS)
def test_names_on_the_wire_are_camel_case(model: type[BaseModel | Result]) -> None:
    for name, info in model.model_fields.items():
        wire = info.alias or name
        assert re.fullmatch(r"[a-z][a-zA-Z0-9]*", wire)
        assert wire.lower() == name.replace("_", "")


@pytest.mark.parametrize("cls", RESOURCES)
def test_wire_names_lead_back_to_python_names(cls: type[Resource[Any]]) -> None:
    wires = {name: info.alias or name for name, info in cls.args_type.model_fields.items()}
    wires |= {name: spec.wire_name for name, spec in cls.outputs.items()}
    assert len(set(wires.values())) == len(wires)
    assert {name: cls.python_name(wire) for name, wire in wires.items()} == {name: name for name in wires}


@pytest.mark.parametrize(
    ("wire", "python"),
    [
        ("scrubIPAddresses", "scrub_ip_addresses"),
        ("verifySSL", "verify_ssl"),
        ("issueStreamMonitorId", "issue_stream_monitor_id"),
        ("unheardOf", "unheardOf"),
    ],
)
def test_names_that_sentry_spells_its_own_way_are_kept(wire: str, python: str) -> None:
    assert Project.python_name(wire) == python


def test_optional_outputs_are_known_as_such() -> None:
    assert {name for name, spec in Project.outputs.items() if spec.optional} == {
        "issue_stream_monitor_id",
        "error_monitor_id",
    }
    assert ProjectKey.outputs["rate_limit_ignored"].type is bool


@pytest.mark.parametrize(
    ("parts", "path"),
    [
        (["slug"], "slug"),
        (["dataSource", "timeWindow"], "dataSource.timeWindow"),
        (["conditions", 0, "type"], "conditions[0].type"),
        (["values", "SENTRY_DSN"], "values.SENTRY_DSN"),
        (["values", "a-b"], 'values["a-b"]'),
        (["values", 'a"b'], 'values["a\\"b"]'),
        (["values", ""], 'values[""]'),
        (["1st"], '["1st"]'),
        ([], ""),
    ],
)
def test_property_paths_are_spelled_as_pulumi_does(parts: list[str | int], path: str) -> None:
    assert property_path(parts) == path


# -- values that come later ------------------------------------------------------------------------


async def test_outputs_pass_wherever_a_value_may_stand() -> None:
    later: pulumi.Output[Any] = pulumi.Output.from_input("7")
    TeamArgs(slug=later, name=later)
    ProjectArgs(
        name=later,
        slug=later,
        team=later,
        sensitive_fields=["iban", later],
        highlight_context={"trace": [later]},
        resolve_age=later,
        options={"filters:releases": later},
    )
    MetricMonitorArgs(
        project=later,
        name="n",
        owner=later,
        data_source=MetricDataSourceArgs(aggregate=later, time_window=later, event_types=[later]),
        conditions=[MonitorConditionArgs(type=later, comparison=later, result=later), later],
    )
    AlertArgs(
        name="n",
        monitors=[later],
        action_filters=[ActionFilterArgs(actions=[AlertActionArgs(type=later, target_identifier=later)])],
    )
    EnvFileArgs(path=later, values={"SENTRY_DSN": later})
    EnvFileArgs(path=".env", values=later)


@pytest.mark.parametrize("cls", RESOURCES)
def test_every_argument_may_be_unknown(cls: type[Resource[Any]]) -> None:
    wires = [info.alias or name for name, info in cls.args_type.model_fields.items()]
    args, problems = cls.args_type.from_wire(dict.fromkeys(wires, UNKNOWN))
    assert problems == []
    assert args.declared() == dict.fromkeys(wires, UNKNOWN)


def test_objects_are_written_in_camel_case_at_any_depth() -> None:
    args = MetricMonitorArgs(
        project="11",
        name="n",
        data_source=MetricDataSourceArgs(aggregate="count()", time_window=300),
        conditions=[MonitorConditionArgs(type="gt", comparison=5, result="high")],
    )
    assert args.declared() == {
        "project": "11",
        "name": "n",
        "dataSource": {
            "aggregate": "count()",
            "query": "",
            "timeWindow": 300,
            "dataset": "events_analytics_platform",
            "extrapolationMode": "unknown",
        },
        "conditions": [{"type": "gt", "comparison": 5.0, "result": "high"}],
        "detectionType": "static",
        "enabled": True,
    }


# -- errors ----------------------------------------------------------------------------------------


def problems(model: type[Args], **values: Any) -> list[str]:
    return [str(problem) for problem in model.from_wire(values)[1]]


SEKRET = "hunter2"


@pytest.mark.parametrize(
    ("model", "values", "problem"),
    [
        (TeamArgs, {}, "slug: is required"),
        (TeamArgs, {"slug": 5}, "slug: must be a string"),
        (
            TeamArgs,
            {"slug": f"{SEKRET} "},
            "slug: must be lower-case letters, digits, - and _, and not digits alone",
        ),
        (
            TeamArgs,
            {"slug": "web\n"},
            "slug: must be lower-case letters, digits, - and _, and not digits alone",
        ),
        (
            TeamArgs,
            {"slug": "web", "nmae": SEKRET},
            "nmae: is not a property of this resource; did you mean 'name'?",
        ),
        (TeamArgs, {"slug": "web", "Zzz": SEKRET}, "Zzz: is not a property of this resource"),
        (ProjectArgs, {"dataScrubber": SEKRET}, "dataScrubber: must be true or false"),
        (ProjectArgs, {"resolveAge": 1.5}, "resolveAge: must be a whole number"),
        (ProjectArgs, {"sensitiveFields": SEKRET}, "sensitiveFields: must be a list"),
        (ProjectArgs, {"highlightContext": SEKRET}, "highlightContext: must be an object"),
        (ProjectArgs, {"highlightContext": {"OS": [1]}}, "highlightContext.OS[0]: must be a string"),
        (
            ProjectArgs,
            {"scrub_ip_addresses": True},
            "scrub_ip_addresses: is not a property of this resource; did you mean 'scrubIPAddresses'?",
        ),
        (EnvFileArgs, {"values": {"SENTRY_DSN": 5}}, "values.SENTRY_DSN: must be a string"),
        (MetricMonitorArgs, {"owner": SEKRET}, "owner: must be team:ID or user:ID, with the numeric id"),
        (MetricMonitorArgs, {"dataSource": SEKRET}, "dataSource: must be an object"),
        (
            MetricMonitorArgs,
            {"dataSource": {"aggregate": "count()", "timeWindow": 30, "qurey": SEKRET}},
            "dataSource.qurey: is not a property of this resource; did you mean 'query'?",
        ),
        (
            MetricMonitorArgs,
            {"conditions": [{"type": "gt", "comparison": SEKRET, "result": "high"}]},
            "conditions[0].comparison: must be a number",
        ),
        (
            AlertArgs,
            {"actionFilters": [{"actions": [{"type": "email"}, {"type": "email", "targetTyp": SEKRET}]}]},
            "actionFilters[0].actions[1].targetTyp: is not a property of this resource; did you mean 'targetType'?",
        ),
    ],
)
def test_a_problem_is_named_by_its_path_with_a_hint_and_never_its_value(
    model: type[Args], values: dict[str, Any], problem: str
) -> None:
    found = problems(model, **values)
    assert problem in found
    assert SEKRET not in str(found)


def test_all_problems_are_named_at_once() -> None:
    assert len(problems(TeamArgs, slug="Not A Slug", name=5, nmae="x")) == 3


def said(refused: pytest.ExceptionInfo[ArgumentError]) -> str:
    """What an error says after its file and line, which are those of this test."""
    place, text = str(refused.value).split(": ", maxsplit=1)
    assert re.fullmatch(r"tests/unit/pulumi_sentry/declaration/test_declaration\.py:\d+", place)
    return text


def test_a_program_learns_of_a_wrong_argument_where_it_writes_it() -> None:
    with pytest.raises(ArgumentError) as refused:
        MetricDataSourceArgs(aggregate=SEKRET, time_window=30)
    assert said(refused) == "MetricDataSourceArgs: time_window: must be at least 60 s"
    with pytest.raises(ArgumentError) as refused:
        ProjectArgs(name="x", slug="x", team="1", data_scruber=SEKRET)  # type: ignore[call-arg]  # what is tested
    assert "data_scruber: is not a property of this resource; did you mean" in str(refused.value)
    assert SEKRET not in str(refused.value)


def test_a_resource_takes_keywords_as_well_and_says_as_much_of_them() -> None:
    with pytest.raises(ArgumentError) as refused:
        pulumi_sentry.Team("web", slgu="web")  # type: ignore[call-overload]  # what is tested
    assert said(refused) == (
        "Team 'web': slug: is required; slgu: is not a property of this resource; did you mean 'slug'?"
    )
    with pytest.raises(ArgumentError) as refused:
        pulumi_sentry.Team("web", TeamArgs(slug="web"), name="Web")  # type: ignore[call-overload]  # what is tested
    assert said(refused) == "Team 'web': takes either TeamArgs or keywords, not both (name)"
    with pytest.raises(ArgumentError) as refused:
        pulumi_sentry.Provider("eu", organisation="acme")  # type: ignore[call-overload]  # what is tested
    assert said(refused) == (
        "Provider 'eu': organisation: is not a property of this resource; did you mean 'organization'?"
    )


def test_a_wrong_argument_ends_a_program_without_a_traceback() -> None:
    assert issubclass(ArgumentError, pulumi.RunError)


def test_what_is_in_state_is_taken_as_it_is() -> None:
    state = {"name": "x" * 80, "slug": "SHOP", "team": "7", "goneLongAgo": 1}
    args = ProjectArgs.from_state(state)
    assert (args.name, args.slug, args.team, args.resolve_age) == ("x" * 80, "SHOP", "7", None)
    assert ProjectArgs.from_state({"name": "x", "slug": "x", "team": "7"}).default_rules is False


def test_an_object_in_state_is_a_model_even_where_something_beside_it_is_wrong() -> None:
    retirement = {"stage": "grace", "leaked": True}
    args = ProjectKeyArgs.from_state({"project": "7", "name": "x" * 80, "retirement": retirement})
    assert args.name == "x" * 80
    assert args.retirement == RetirementArgs(stage="grace", leaked=True)
    member = MemberArgs.from_state({"email": "nobody", "teamRoles": [{"teamSlug": "web"}]})
    assert member.team_roles == [TeamRoleArgs(team_slug="web")]


async def test_an_argument_is_plain_once_it_is_known() -> None:
    later: pulumi.Input[str] = pulumi.Output.from_input("web")
    assert plain("web") == "web"
    assert plain(None) is None
    with pytest.raises(TypeError, match="before its value is known"):
        plain(UNKNOWN)
    with pytest.raises(TypeError, match="before its value is known"):
        plain(later)
