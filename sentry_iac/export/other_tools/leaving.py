"""Scripts that let another tool forget what a project has taken over. An export writes them; nothing runs them."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from typing import Final

from sentry_iac.export.other_tools.coming import Outcome
from sentry_iac.export.other_tools.managed import LEGACY, Tool

SCRIPTS: Final[Mapping[Tool, str]] = {
    Tool.TERRAFORM: "leave-terraform.sh",
    Tool.PULUMIVERSE: "leave-pulumiverse.sh",
}
"""The name of the script for each tool."""

_SHOWN: Final = 3

_HEADS: Final = {
    Tool.TERRAFORM: """\
# Lets Terraform forget what this project has taken over. It changes Terraform's state alone: at Sentry, every object
# stays as it is. (For OpenTofu, write tofu for terraform.)
#
# In this order, with no apply of Terraform in between, in a pipeline neither:
# 1. `sentry-iac adopt`.
# 2. Run this with `sh`, in the folder and the workspace of the configuration. A line that fails may be run again.
# 3. Take the resources out of the configuration, or the next apply makes them a second time.
# An apply after 3 and before 2 would delete them at Sentry.
""",
    Tool.PULUMIVERSE: """\
# Lets the old stack forget what this project has taken over. It changes that stack's state alone: at Sentry, every
# object stays as it is. What refers to others is forgotten before them.
#
# In this order, with no `pulumi up` of the old stack in between, in a pipeline neither:
# 1. `sentry-iac adopt`.
# 2. Run this with `sh`, in the folder of the old program. A line that fails may be run again.
# 3. Take the resources out of the old program, or its next `pulumi up` makes them a second time.
# An `up` after 3 and before 2 would delete them at Sentry.
""",
}


def scripts(outcomes: Sequence[Outcome]) -> dict[str, str]:
    """Return the text of a script for each tool, by the name of its file."""
    by_tool = {tool: [each for each in outcomes if each.managed.tool is tool] for tool in Tool}
    return {SCRIPTS[tool]: "".join(_script(tool, own)) for tool, own in by_tool.items() if own}


def _script(tool: Tool, outcomes: Sequence[Outcome]) -> Iterator[str]:
    yield _HEADS[tool]
    for file in dict.fromkeys(each.managed.file for each in outcomes):
        own = [each for each in outcomes if each.managed.file == file]
        yield f"\n# From {file}\n"
        going = {each.managed.address for each in own if each.goes}
        # A stack's state has what others refer to before them.
        for each in reversed(own) if tool is Tool.PULUMIVERSE else own:
            yield from _lines(each, going)


def _lines(outcome: Outcome, going: set[str]) -> Iterator[str]:
    managed = outcome.managed
    command = _command(outcome)
    if outcome.goes:
        users = [each for each in managed.users if each not in going]
        if users:
            more = f" and {len(users) - _SHOWN} more" if len(users) > _SHOWN else ""
            yield f"# Pulumi refuses this one while the stack has {', '.join(map(_line, users[:_SHOWN]))}{more},\n"
            yield "# which refers to it: let the stack forget that first, or take it out of the old program\n"
        yield f"{command}\n"
    elif managed.kind in LEGACY:
        yield (
            f"# {_line(outcome.why)}. {managed.tool.value} can do nothing with it any more: Sentry removed its API.\n"
            f"# {_line(command)}\n"
        )
    else:
        yield f"# stays: {managed.address} ({_line(outcome.why)})\n"


def _command(outcome: Outcome) -> str:
    managed = outcome.managed
    if managed.tool is Tool.TERRAFORM:
        return f"terraform state rm {_quoted(managed.address)}"
    stack = managed.address.split(":")[2]
    force = " --force" if managed.protected else ""
    return f"pulumi state delete --yes{force} --stack {_quoted(stack)} {_quoted(managed.address)}"


def _quoted(text: str) -> str:
    """Return one word of a shell, with quotes even where it needs none."""
    return "'" + text.replace("'", "'\"'\"'") + "'"


def _line(text: str) -> str:
    """Return text that ends no comment."""
    return "".join(char if char.isprintable() else " " for char in text)
