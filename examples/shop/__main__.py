"""One project with a DSN, a latency monitor and an alert: pulumi-sentry in a program of its own."""

import pulumi

import pulumi_sentry as sentry

team = sentry.Team("web", sentry.TeamArgs(slug="web"))

shop = sentry.Project(
    "shop",
    sentry.ProjectArgs(name="Shop", slug="shop", team=team.id, platform="python-django"),
)

key = sentry.ProjectKey("shop", sentry.ProjectKeyArgs(project=shop.id, name="production"))

slow = sentry.MetricMonitor(
    "shop-slow",
    sentry.MetricMonitorArgs(
        project=shop.id,
        name="Shop is slow",
        data_source=sentry.MetricDataSourceArgs(
            aggregate="p95(span.duration)", query="is_transaction:true", time_window=300
        ),
        conditions=[sentry.MonitorConditionArgs(type="gt", comparison=2000, result="high")],
    ),
)

sentry.Alert(
    "shop-slow",
    sentry.AlertArgs(
        name="Tell web that the shop is slow",
        monitors=[slow.id],
        triggers=[sentry.AlertConditionArgs(type="first_seen_event")],
        action_filters=[
            sentry.ActionFilterArgs(
                actions=[sentry.AlertActionArgs(type="email", target_type="team", target_identifier=team.id)]
            )
        ],
    ),
)

pulumi.export("dsn", key.dsn)
