"""What a user may get wrong. Each line is an error to mypy and to pyright, and the comments say which.

Both report a comment without an error, so a mistake that nobody finds fails, too.
"""

import pulumi

import pulumi_sentry as sentry

team = sentry.Team("web", slug="web")
limit: sentry.RateLimitArgs

sentry.Team("a", slgu="web")  # type: ignore[call-overload]  # pyright: ignore[reportCallIssue]
sentry.Team("b")  # type: ignore[call-overload]  # pyright: ignore[reportCallIssue]
sentry.Team("c", sentry.TeamArgs(slug="c"), name="C")  # type: ignore[call-overload]  # pyright: ignore[reportCallIssue]
sentry.Team("d", slug=4)  # type: ignore[call-overload]  # pyright: ignore[reportArgumentType]
sentry.Team("e", sentry.ProjectArgs(name="E", slug="e", team="e"))  # type: ignore[call-overload]  # pyright: ignore[reportArgumentType]
sentry.TeamArgs(slgu="web")  # type: ignore[call-arg]  # pyright: ignore[reportCallIssue]
sentry.MonitorConditionArgs(type="above", result="high")  # type: ignore[arg-type]  # pyright: ignore[reportArgumentType]
limit = sentry.RateLimitArgs(count="many", window=60)  # type: ignore[arg-type]  # pyright: ignore[reportArgumentType]
sentry.ProjectKey("f", project="1", name="f", rate_limit={"count": 1, "windw": 60})  # type: ignore[call-overload]  # pyright: ignore[reportArgumentType]
sentry.Provider("g", organisation="acme")  # type: ignore[call-overload]  # pyright: ignore[reportCallIssue]

print(team.slgu)  # type: ignore[attr-defined]  # pyright: ignore[reportAttributeAccessIssue, reportUnknownMemberType, reportUnknownArgumentType]
slug: str = team.slug  # type: ignore[assignment]  # pyright: ignore[reportAssignmentType]
found: sentry.Team = sentry.Project.get("h", "1")  # type: ignore[assignment]  # pyright: ignore[reportAssignmentType]

sentry.get_team(slug="web")  # type: ignore[call-overload]  # pyright: ignore[reportCallIssue]
sentry.get_team(team=team.slug)  # type: ignore[call-overload]  # pyright: ignore[reportArgumentType]
plain: sentry.TeamInfo = sentry.get_team_output(team=team.slug)  # type: ignore[assignment]  # pyright: ignore[reportAssignmentType]
later: pulumi.Output[sentry.TeamInfo] = sentry.get_team(team="web")  # type: ignore[assignment]  # pyright: ignore[reportAssignmentType]
print(sentry.get_organization().nmae)  # type: ignore[attr-defined]  # pyright: ignore[reportAttributeAccessIssue, reportUnknownMemberType, reportUnknownArgumentType]
