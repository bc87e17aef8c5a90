"""Further client keys and `.env` files of a project, and what stands in the files."""

from __future__ import annotations

from pathlib import Path

import pytest

from sentry_iac.estate import (
    ApplicationSpec,
    FromProject,
    FurtherKeySpec,
    LoaderSpec,
    RateLimitSpec,
    SpecError,
    StackSettings,
    load_stack_settings,
    parse_estate,
)

HEAD = "teams: {core: {}}\nprojects:\n  web:\n    platform: python-fastapi\n    team: core\n"


def web(more: str, stack: StackSettings) -> ApplicationSpec:
    return parse_estate(f"{HEAD}{more}\n", stack).application("web")


def complaint(more: str, stack: StackSettings) -> str:
    with pytest.raises(SpecError) as caught:
        web(more, stack)
    return str(caught.value)


def test_a_project_has_one_key_that_rotates_until_more_are_written(stack: StackSettings) -> None:
    found = web("    key: {name: Default}", stack)

    assert (found.key.name, found.key.is_active, found.key.dsn_endpoint) == ("Default", True, None)
    assert found.further_keys == ()
    assert found.further_env_files == ()


def test_further_keys_say_what_the_key_itself_can_say(stack: StackSettings) -> None:
    more = """    keys:
      mobile:
        name: Mobile apps
        rateLimit: {count: 10, window: 1m}
        browserSdkVersion: 10.x
        loader: {replay: true, logsAndMetrics: false}
        dsnEndpoint: https://errors.example.com
      old: {active: false}
      plain:"""

    assert web(more, stack).further_keys == (
        FurtherKeySpec(
            key="mobile",
            name="Mobile apps",
            rate_limit=RateLimitSpec(count=10, window=60),
            browser_sdk_version="10.x",
            loader=LoaderSpec(has_replay=True, has_logs_and_metrics=False),
            dsn_endpoint="https://errors.example.com",
        ),
        FurtherKeySpec(key="old", name="old", is_active=False),
        FurtherKeySpec(key="plain", name="plain"),
    )


def test_a_stack_that_joins_another_one_has_further_keys_of_its_own(project: Path) -> None:
    (project / "Pulumi.prod.yaml").write_text("config: {acme-sentry:environment: production}\n")
    stack = load_stack_settings({"environment": "dev", "join": "prod"}, project / "Pulumi.dev.yaml")

    assert [key.name for key in web("    keys: {mobile: }", stack).further_keys] == ["mobile (dev)"]


def test_one_value_can_stand_under_several_names(stack: StackSettings) -> None:
    more = "    envFile: {path: .env, keys: {dsn: [SENTRY_DSN, NEXT_PUBLIC_SENTRY_DSN], environment: true}}"
    file = web(more, stack).env_file

    assert file is not None
    assert [name for name, value in file.values.items() if value is FromProject.DSN] == [
        "SENTRY_DSN",
        "NEXT_PUBLIC_SENTRY_DSN",
    ]
    assert file.values["SENTRY_ENVIRONMENT"] == "production"


def test_organization_and_project_stand_in_a_file_that_asks_for_them(project: Path) -> None:
    stack = load_stack_settings({"environment": "dev", "slugSuffix": "-dev"}, project / "Pulumi.dev.yaml")
    asked = web("    envFile: {path: .env, keys: {organization: true, project: SLUG}}", stack).env_file
    silent = web("    envFile: {path: .env}", stack).env_file

    assert asked is not None
    assert asked.values["SENTRY_ORG"] is FromProject.ORGANIZATION
    assert asked.values["SLUG"] == "web-dev"
    assert asked.resolved("dsn", "acme")["SENTRY_ORG"] == "acme"
    assert silent is not None
    assert {"SENTRY_ORG", "SENTRY_PROJECT"}.isdisjoint(silent.values)


def test_a_project_has_several_files_each_with_the_dsn_of_a_key(stack: StackSettings) -> None:
    more = """    keys: {mobile: }
    envFile: {path: web/.env}
    envFiles:
      app: {path: app/.env, key: mobile}
      both: {path: web/.env, key: mobile, prefix: MOBILE_}"""
    found = web(more, stack)

    assert found.env_file is not None
    assert (found.env_file.name, found.env_file.key) == ("", None)
    assert [(file.name, file.in_app, file.key) for file in found.further_env_files] == [
        ("app", "app/.env", "mobile"),
        ("both", "web/.env", "mobile"),
    ]


def test_two_projects_share_a_file_where_their_variables_have_other_names(stack: StackSettings) -> None:
    one = "{platform: go, team: core, envFile: {path: .env, prefix: A_}}"
    two = "{platform: go, team: core, envFile: {path: ./.env, prefix: B_}}"
    estate = parse_estate(f"teams: {{core: {{}}}}\nprojects:\n  a: {one}\n  b: {two}\n", stack)

    files = [each.env_file for each in estate if each.env_file is not None]
    assert files[0].absolute_path == files[1].absolute_path
    assert files[0].values.keys().isdisjoint(files[1].values)


@pytest.mark.parametrize(
    ("more", "line"),
    [
        (
            "    keys: {g2: }",
            'projects.web.keys.g2: "g2" is what a rotation calls a generation of the project',
        ),
        ("    keys: {a b: }", 'projects.web.keys.a b: "a b" cannot be a name here'),
        ("    keys: {x: {leaked: true}}", "projects.web.keys.x.leaked: is not a key that is known here"),
        ("    keys: {x: {actve: true}}", "(did you mean active?)"),
        ("    key: {dsnEndpoint: errors.example.com}", "dsnEndpoint: is no address of the form https://host"),
        ("    key: {dsnEndpoint: 'https://k@errors.example.com'}", "holds a key or a space"),
        ("    key: {dsnEndpoint: 'https://errors.example.com?a'}", "holds a ? or a #"),
        ("    key: {dsnEndpoint: 'https://errors.example.com:x'}", "is no address"),
        ("    envFiles: {x: {path: .env, key: mobil}}", '"mobil" is no key under keys of web; known: none'),
        ("    envFiles: {a/b: {path: .env}}", '"a/b" cannot be a name here'),
        ("    envFiles: {x: {path: .env, keys: {dsn: []}}}", "dsn has no name; write one, or false"),
        ("    envFiles: {x: {path: .env, keys: {dsn: [A, 1]}}}", "1 cannot be the name of dsn"),
        (
            "    envFile: {path: .env, keys: {dsn: [A, A]}}",
            "projects.web.envFile.keys.dsn: A already holds another value",
        ),
    ],
)
def test_a_mistake_in_keys_and_files_is_told(more: str, line: str, stack: StackSettings) -> None:
    told = complaint(more, stack)

    assert told.startswith("sentry.yaml:6: ")
    assert line in told


def test_two_files_of_a_project_cannot_write_one_variable(stack: StackSettings) -> None:
    told = complaint("    envFile: {path: .env}\n    envFiles: {x: {path: .env, prefix: ''}}", stack)

    assert told.startswith(
        "sentry.yaml:7: projects.web.envFiles.x.path: is the file that web writes too, and both"
    )
    assert "SENTRY_DSN" in told


def test_an_inactive_key_is_no_key_to_rotate_to(project: Path) -> None:
    rotation = {"generation": 2, "rotatedAt": "2026-01-01T00:00:00Z"}
    stack = load_stack_settings(
        {"environment": "dev", "projects": {"web": {"rotation": rotation}}}, project / "Pulumi.dev.yaml"
    )

    assert "projects.web.key.active: is false, and a rotation gave" in complaint(
        "    key: {active: false}", stack
    )


@pytest.mark.parametrize(
    ("projects", "line"),
    [
        (
            "web: {platform: go, team: core, keys: {app: }}\n  web-app: {platform: go, team: core}",
            "projects.web.keys.app: would be called web-app in the state, as a key of web-app is; rename it",
        ),
        (
            "web: {platform: go, team: core, keys: {app-g2: }}\n  web-app: {platform: go, team: core}",
            "projects.web.keys.app-g2: would be called web-app-g2 in the state, as a key of web-app is",
        ),
        (
            "web: {platform: go, team: core, keys: {app-x: }}\n"
            "  web-app: {platform: go, team: core, keys: {x: }}",
            "projects.web-app.keys.x: would be called web-app-x in the state, as a key of web is",
        ),
        (
            "web: {platform: go, team: core, envFiles: {app: {path: a}}}\n"
            "  web-app: {platform: go, team: core, envFile: {path: b}}",
            "projects.web.envFiles.app: would be called web-app in the state, as a file of web-app is",
        ),
    ],
)
def test_no_two_resources_have_one_name(projects: str, line: str, stack: StackSettings) -> None:
    with pytest.raises(SpecError) as caught:
        parse_estate(f"teams: {{core: {{}}}}\nprojects:\n  {projects}\n", stack)
    assert line in str(caught.value)
