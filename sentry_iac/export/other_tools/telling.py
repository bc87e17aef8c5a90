"""What became of the objects of other tools, for people: the part of an export's report, and lines on the terminal."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Sequence
from typing import Final

from sentry_iac.export.other_tools.coming import Outcome
from sentry_iac.export.other_tools.leaving import SCRIPTS
from sentry_iac.export.other_tools.managed import Tool
from sentry_iac.export.report import code, plain

_OLD: Final = {Tool.TERRAFORM: "Terraform", Tool.PULUMIVERSE: "the old stack"}


def report_lines(outcomes: Sequence[Outcome]) -> Iterator[str]:
    """Yield the lines of the report, as Markdown."""
    for tool, file, own in _by_file(outcomes):
        found = [each for each in own if each.became]
        yield f"\n## From {tool.value}: {len(found)} of {len(own)} in {code(file)}\n"
        if found:
            yield "| address | became | found |\n|---|---|---|"
        for each in found:
            became = "<br>".join(plain(what) for what, _ in each.became)
            how = "<br>".join(how.value for _, how in each.became)
            but = f"; {plain(each.why)}" if each.why else ""
            yield f"| {code(each.managed.address)} | {became} | {how}{but} |"
        yield from _missing(tool, [each for each in own if not each.became])
    for tool in dict.fromkeys(each.managed.tool for each in outcomes):
        yield (
            f"\nOnce `sentry-iac adopt` has taken them over, {_OLD[tool]} has to forget them before it runs again: "
            f"read `{SCRIPTS[tool]}`, and run it yourself. Nothing else runs it."
        )


def summaries(outcomes: Sequence[Outcome]) -> Iterator[str]:
    """Yield a line for each file, and one for each script, for the terminal."""
    for tool, file, own in _by_file(outcomes):
        found = [each for each in own if each.became]
        ways = Counter(each.became[0][1].value for each in found)
        how = ", ".join(f"{count} {way}" for way, count in ways.most_common())
        yield f"{tool.value}: {len(found)} of {len(own)} objects in {file} found{f' ({how})' if how else ''}"
    for tool in dict.fromkeys(each.managed.tool for each in outcomes):
        yield f"{SCRIPTS[tool]} lets {_OLD[tool]} forget them after the adoption; read it, nothing else runs it"


def _missing(tool: Tool, missing: Sequence[Outcome]) -> Iterator[str]:
    if missing:
        yield f"\nThe others are nothing in this project, and stay with {tool.value}:\n"
    yield from (f"- {code(each.managed.address)}: {plain(each.why)}" for each in missing)


def _by_file(outcomes: Sequence[Outcome]) -> Iterator[tuple[Tool, str, list[Outcome]]]:
    for tool, file in dict.fromkeys((each.managed.tool, each.managed.file) for each in outcomes):
        yield (
            tool,
            file,
            [each for each in outcomes if (each.managed.tool, each.managed.file) == (tool, file)],
        )
