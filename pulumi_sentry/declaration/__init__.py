"""Declares a resource once, for the program, the schema, the checks and the handler alike.

A room of the package (`pulumi_sentry.projects`, `.alerts`, …) has three classes for each resource:

* its arguments, an `Args` model whose fields are `Input[...]` and made by `arg(...)`; `plain` gives their values;
* the class a Pulumi program creates, a `Resource[ThoseArgs]` whose outputs are made by `output(...)`;
* its `Handler` (see `pulumi_sentry.lifecycle.handler`), which talks to Sentry.

The provider reads these: `plugin.schema` prints them, `comparing` compares by them, Check validates by them.
"""

from pulumi_sentry.declaration.arguments import ArgRules, Args, arg, rules_of, to_wire
from pulumi_sentry.declaration.broken_off import EXPLAINED, end_quietly_when_broken_off
from pulumi_sentry.declaration.inputs import UNKNOWN, Input, Unknown, contains_unknown, known, plain
from pulumi_sentry.declaration.lookups import Lookup, Result, result
from pulumi_sentry.declaration.normal_forms import Aggregate, Assertion, Crontab, Trimmed, TrimmedLower
from pulumi_sentry.declaration.package import PACKAGE
from pulumi_sentry.declaration.problems import (
    ArgumentError,
    Path,
    Problem,
    leaf_types,
    problems_of,
    property_path,
)
from pulumi_sentry.declaration.resources import OutputSpec, Resource, output
from pulumi_sentry.declaration.signatures import Keywords, parameters, type_text

__all__ = [
    "EXPLAINED",
    "PACKAGE",
    "UNKNOWN",
    "Aggregate",
    "ArgRules",
    "Args",
    "ArgumentError",
    "Assertion",
    "Crontab",
    "Input",
    "Keywords",
    "Lookup",
    "OutputSpec",
    "Path",
    "Problem",
    "Resource",
    "Result",
    "Trimmed",
    "TrimmedLower",
    "Unknown",
    "arg",
    "contains_unknown",
    "end_quietly_when_broken_off",
    "known",
    "leaf_types",
    "output",
    "parameters",
    "plain",
    "problems_of",
    "property_path",
    "result",
    "rules_of",
    "to_wire",
    "type_text",
]
