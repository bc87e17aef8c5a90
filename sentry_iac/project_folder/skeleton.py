"""The text of a new `sentry.yaml` and of its stack files: small, and commented for who sees them first."""

from __future__ import annotations

import json
import re
from typing import Final

from sentry_iac.project_folder.answers import Answers, NewProject, environment_of
from sentry_iac.project_folder.writing import ProjectFolder

_ESTATE = """\
# The Sentry organization {organization}, the same for every environment. What differs is in Pulumi.<stack>.yaml.

teams:
{teams}
  # With people, whom `sentry-iac up` invites if they are not in the organization yet:
  # {first}:
  #   people:
  #     somebody@example.com: {{ teamRole: admin }}

# Each project gets a client key, three monitors (5xx, latency, error-rate) and two alerts that mail its team.
# A number for all projects stands here, one for a single project below it:
# defaults:
#   monitors:
#     latency: {{ threshold: 3s, window: 10m }}
#     error-rate: false                         # none of this
#   notify: [team, {{ slack: My Workspace, channel: "#alerts" }}]

projects:
{projects}

# `sentry-iac preview` refuses to lose these in production, and `sentry-iac check` judges it more strictly.
guard:
  stacks: [{production}]
  forbid: [project-lost, alert-lost, monitor-lost, privacy-loosened]
policy:
  production: [{production}]
"""

_PROJECT = """\
  {slug}:
    platform: {platform}
    team: {team}
    envFile: {{ path: {path} }}"""

_STACK = """\
# What is different in the environment {environment}. Everything else is in sentry.yaml.
config:
  # Its name in Sentry.
  {project}:environment: {environment}
  # Added to every slug, so that environments can share an organization.
  {project}:slugSuffix: {suffix}
  # The folder of your applications, relative to this one. Their .env files are in it.
  {project}:appRoot: .local/app/{stack}
  # With it, this stack needs SENTRY_AUTH_TOKEN, and never goes to a local Sentry:
  # sentry:organization: {organization}
"""


_PLAIN: Final = re.compile(r"-?[a-z][a-z0-9_-]*", re.ASCII)
_SWITCHES: Final = ("y", "n", "yes", "no", "on", "off", "true", "false", "null")


def skeleton(answers: Answers, name: str) -> ProjectFolder:
    """Return the folder of a new project.

    Args:
        answers: what somebody said about their organization.
        name: the project's name for Pulumi, which begins the keys of stack files.
    """
    return ProjectFolder(
        name=name,
        organization=answers.organization,
        stacks={
            stack: stack_text(name, stack, answers.production, answers.organization)
            for stack in answers.stacks
        },
        estate=_ESTATE.format(
            organization=answers.organization,
            teams="\n".join(f"  {_scalar(team)}: {{}}" for team in answers.teams),
            first=_scalar(answers.teams[0]),
            projects="\n\n".join(map(_project, answers.projects)),
            production=_scalar(answers.production),
        ),
    )


def _project(project: NewProject) -> str:
    return _PROJECT.format(
        slug=_scalar(project.slug),
        path=f"{project.slug}/.env",
        platform=project.platform,
        team=_scalar(project.team),
    )


def stack_text(name: str, stack: str, production: str, organization: str) -> str:
    """Return the text of a new stack's file.

    Args:
        name: the project's name for Pulumi.
        stack: the stack's name.
        production: the stack whose slugs have no suffix.
        organization: the slug of the organization.
    """
    return _STACK.format(
        project=name,
        environment=_scalar(environment_of(stack)),
        suffix=_scalar("" if stack == production else f"-{stack}"),
        stack=stack,
        organization=organization,
    )


def _scalar(text: str) -> str:
    # In quotes where a reader of YAML, Pulumi's included, could take it for a number or a switch.
    return text if _PLAIN.fullmatch(text) and text not in _SWITCHES else json.dumps(text)
