"""A user's program with every resource and every lookup: checkers know all its types, and the engine runs it."""

from typing import assert_type

import pulumi

import pulumi_sentry as sentry
from pulumi_sentry import actions, filters, triggers

eu = sentry.Provider("eu", organization="sandbox")
in_eu = pulumi.ResourceOptions(provider=eu)

organization = sentry.get_organization()
assert_type(organization, sentry.OrganizationInfo)
theirs = sentry.get_project(project="theirs")
crew = sentry.get_team(sentry.GetTeamArgs(team=theirs.team_slugs[0]))
lead = sentry.get_member(email="owner@example.com")
slack = sentry.get_integration(provider="slack")
stream = sentry.get_project_monitor(project=theirs.id, type="issue_stream")
assert_type([crew.id, lead.user_id, slack.id, stream.id], list[str])

team = sentry.Team("web", slug="web", name=f"Web of {organization.name}")
shop = sentry.Project("shop", name="Shop", slug="shop", team=team.id, highlight_tags=("release",))
assert_type(shop.slug, pulumi.Output[str])
assert_type(shop.platform, pulumi.Output[str | None])
assert_type(sentry.Project.get("found", theirs.id), sentry.Project)
key = sentry.ProjectKey("shop", project=shop.id, name="web", rate_limit={"count": 1000, "window": 60})
assert_type(key.dsn, pulumi.Output[str])
sentry.EnvFile("shop", path="shop.env", values={"SENTRY_DSN": key.dsn, "NAME": shop.name})

condition = sentry.MonitorConditionArgs(type="gt", comparison=2000, result="high")
slow = sentry.MetricMonitor(
    "slow",
    sentry.MetricMonitorArgs(
        project=shop.id,
        name="Shop is slow",
        data_source=sentry.MetricDataSourceArgs(aggregate="p95(span.duration)", time_window=300),
        conditions=[condition],
    ),
)
up = sentry.UptimeMonitor("up", project=shop.id, name="Shop is up", target="https://shop.example.com")
cron = sentry.CronMonitor("nightly", project=shop.id, name="nightly", crontab="0 3 * * *")
mail = actions.EmailTeam(team=team.id)
sentry.Alert(
    "told",
    name="Tell the team",
    monitors=[monitor.id for monitor in (slow, up, cron)],
    triggers=[triggers.FirstSeenEvent()],
    action_filters=[
        sentry.ActionFilterArgs(actions=[mail, actions.Slack(integration=slack.id, channel="#shop")]),
        {"actions": [{"type": "email", "target_type": "user", "target_identifier": lead.user_id}]},
        {"actions": [mail], "conditions": [filters.Level(match="gte", level="error")]},
    ],
)
member = sentry.Member("new", email="new@example.com", org_role="member", send_invite=False)
sentry.TeamMembership("new", member=member.id, team=team.slug)
sentry.ProjectTeam("crew", project=shop.slug, team=crew.slug)
sentry.InboundFilters("shop", project=shop.id, legacy_browsers=["ie"], releases=["0.*"])
sentry.OwnershipRules("shop", project=shop.id, rules=pulumi.Output.concat("path:src/* #", team.slug))
sentry.SpikeProtection("shop", project=shop.id)
sentry.OrganizationSettings("all", sentry.OrganizationSettingsArgs(open_membership=False), in_eu)

again = sentry.get_project_output(project=shop.slug, opts=pulumi.InvokeOutputOptions(depends_on=[key]))
assert_type(again, pulumi.Output[sentry.ProjectInfo])
pulumi.export("dsn", key.dsn)
pulumi.export("theirs", theirs)
pulumi.export("again", again)
pulumi.export("slug", again.apply(lambda project: project.slug.upper()))
