"""Whatever is wrong in `sentry.yaml` is one line with the file, the line, the place and what to do."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from sentry_iac.estate import (
    Estate,
    SpecError,
    StackSettings,
    load_estate,
    load_stack_settings,
    parse_estate,
)
from tests.fuzzing import examples
from tests.repository import ROOT

HEAD = "teams: {core: {}}\nprojects:\n  api:\n    platform: python-fastapi\n    team: core\n"


def complaint(text: str, stack: StackSettings) -> str:
    with pytest.raises(SpecError) as caught:
        parse_estate(text, stack)
    return str(caught.value)


@pytest.mark.parametrize(
    ("more", "line"),
    [
        (
            "    monitors: {latency: {threshold: 2 parsecs}}",
            'projects.api.monitors.latency.threshold: "2 parsecs" is not a duration; '
            "write e.g. 500ms, 2s, 5m (did you mean 2s?)",
        ),
        (
            "    monitors: {latency: {threshold: 2}}",
            "projects.api.monitors.latency.threshold: 2 has no unit; write 2s, 2m or 2ms",
        ),
        (
            "    monitors: {latency: 2s}",
            "projects.api.monitors.latency: expected a mapping (indented `key: value` lines), "
            'found "2s"; write latency: { threshold: 2s }',
        ),
        (
            "    monitors: {latency: {threshold: -2s}}",
            'projects.api.monitors.latency.threshold: "-2s" is negative; write e.g. 500ms, 2s, 5m',
        ),
        (
            "    monitors: {latency: {window: 2d}}",
            'projects.api.monitors.latency.window: must lie between 1m and 24h, and "2d" does not',
        ),
        (
            "    monitors: {latency: {window: 1m}}",
            "projects.api.monitors.latency.window: Sentry measures spans over 5m or longer",
        ),
        (
            "    monitors: {5xx: {threshold: -4}}",
            "projects.api.monitors.5xx.threshold: -4 is negative; write a number such as 50",
        ),
        (
            "    monitors: {5xx: {threshold: 5s}}",
            'projects.api.monitors.5xx.threshold: "5s" is not a count; '
            "write a number without unit or quotes, such as 50",
        ),
        (
            "    monitors: {error-rate: {threshold: 1}}",
            "projects.api.monitors.error-rate.threshold: 1 has no unit; write 1% or 100%",
        ),
        (
            "    monitors: {error-rate: {threshold: 101%}}",
            'projects.api.monitors.error-rate.threshold: "101%" is more than 100%',
        ),
        (
            "    monitors: {error-rate: {threshold: on}}",
            "projects.api.monitors.error-rate.threshold: true is not a percentage; write e.g. 0.5%, 1%, 10%",
        ),
        (
            "    monitors: {latencey: {threshold: 2s}}",
            "projects.api.monitors.latencey: is none of the built-in monitors 5xx, latency or error-rate "
            "(did you mean latency?); one of your own also needs aggregate",
        ),
        (
            "    monitors: {slow: {aggregate: p95(span.duration), threshold: 500}}",
            "projects.api.monitors.slow.threshold: is a count, but p95(span.duration) is a duration; "
            "write e.g. 2s",
        ),
        (
            "    monitors: {slow: {aggregate: count(), threshold: 5, dataset: error}}",
            'projects.api.monitors.slow.dataset: "error" is not a dataset; '
            "known: spans, logs, application-metrics, errors or crash-free-rates (did you mean errors?)",
        ),
        ("    monitors: {latency: {treshold: 2s}}", "did you mean threshold?"),
        (
            "    colour: red",
            "projects.api.colour: is not a key that is known here; known: monitors, alerts, ",
        ),
        (
            "    platfrom: go",
            "projects.api.platfrom: is not a key that is known here (did you mean platform?)",
        ),
        (
            "    kind: fronted",
            'projects.api.kind: "fronted" is not one of backend or frontend (did you mean frontend?)',
        ),
        (
            "    displayName: on",
            'projects.api.displayName: expected text, found true; YAML reads on so: write "on", with the quotes',
        ),
        (
            f"    displayName: {'S' * 201}",
            "projects.api.displayName: is 201 characters long; Sentry takes at most 200",
        ),
        (
            '    removeDefaultKey: "true"',
            'projects.api.removeDefaultKey: expected true or false, found "true"; write true, without the quotes',
        ),
        (
            "    settings: {safeFields: password}",
            'projects.api.settings.safeFields: expected a list (lines that begin with `- `), found "password"',
        ),
        ("    settings: {safeFields: [a, 5]}", "projects.api.settings.safeFields[1]: expected text, found 5"),
        (
            "    settings: {resolveAge: 14}",
            "projects.api.settings.resolveAge: 14 has no unit; write 14h or 14d",
        ),
        ("    settings: {resolveAge: 90m}", '"90m" is not a whole number of hours'),
        ("    settings: {digestsMinDelay: 10s}", "must lie between 1m and 1h"),
        ("    settings: {digestsMinDelay: 5m, digestsMaxDelay: 2m}", "digestsMinDelay is longer"),
        ("    settings: {allowedDomains: []}", "names no domain"),
        ("    settings: [a]", "projects.api.settings: expected a mapping"),
        (
            "    envFile: {path: /srv/.env}",
            '"/srv/.env" is absolute; write it relative to the stack\'s appRoot',
        ),
        ("    envFile: {path: ../.env}", '"../.env" leaves the stack\'s appRoot'),
        ("    envFile: {path: web/}", '"web/" is a folder; name the file, such as web/.env'),
        ("    envFile: {path: .git/hooks/pre-commit}", '".git/hooks/pre-commit" is in a .git folder'),
        ("    envFile: {path: web/.GIT/config}", '"web/.GIT/config" is in a .git folder'),
        ("    envFile: {prefix: VITE_}", "projects.api.envFile.path: is missing"),
        ("    envFile: {path: .env, prefix: 1-}", '"1-" cannot begin a variable\'s name'),
        ("    envFile: {path: .env, keys: {relase: A}}", "(did you mean release?)"),
        ("    envFile: {path: .env, keys: {dsn: 1A}}", '"1A" cannot be the name of dsn'),
        ("    envFile: {path: .env, keys: {dsn: SENTRY_ENVIRONMENT}}", "already holds another value"),
        ("    key: {rateLimit: {count: 0, window: 1m}}", "projects.api.key.rateLimit.count: 0 is refused"),
        ("    key: {rateLimit: {count: 5, window: 2d}}", "must lie between 1s and 1d"),
        ("    monitors:", "projects.api.monitors: has no value; write one or remove the line"),
    ],
)
def test_a_mistake_is_told_where_it_is_and_how_to_mend_it(more: str, line: str, stack: StackSettings) -> None:
    told = complaint(f"{HEAD}{more}\n", stack)

    assert told.startswith("sentry.yaml:6: ")
    assert line in told
    assert "\n" not in told


@pytest.mark.parametrize(
    ("text", "line"),
    [
        ("", "sentry.yaml:1: is empty; write at least teams and projects"),
        ("- a", "sentry.yaml:1: expected a mapping"),
        ("teams: {a: {}}", "sentry.yaml:1: projects: is missing"),
        (
            "teams: {}\n\nteams: {}\nprojects: {}",
            "sentry.yaml:3: teams: stands twice; the first is on line 1",
        ),
        (
            "a:\n\t- x",
            "sentry.yaml:2: is not valid YAML: found character '\\t' that cannot start any token; indent",
        ),
        ("a: b: c", "sentry.yaml:1: is not valid YAML: mapping values are not allowed here; put text"),
        ("a: 1\n---\nb: 2", "keep one document, without a second --- line"),
        ("a: &x [*x]", "sentry.yaml:1: a[0]: an alias cannot stand inside what it names"),
        (
            "a: !!python/none x",
            "sentry.yaml:1: a: the YAML tag tag:yaml.org,2002:python/none is not supported",
        ),
        ("a: 1\n? [b]\n: c", "sentry.yaml:2: a key must be text"),
        ('a: "\\ud800"', "sentry.yaml:1: a: holds half of a surrogate pair"),
        ('a: 1\nb: "\\UFFFFFFFF"', "sentry.yaml:2: holds an escape that is no character"),
        ("a: 1\nb: \x07", "sentry.yaml:2: holds a control character; remove it"),
        ("[" * 3000, "sentry.yaml:1: is nested too deeply"),
    ],
)
def test_what_is_no_estate_at_all_is_told_with_its_line(text: str, line: str, stack: StackSettings) -> None:
    assert line in complaint(text, stack)


def test_aliases_that_multiply_are_refused_before_they_fill_the_memory(stack: StackSettings) -> None:
    levels = ["a: &a [x, x, x, x, x, x, x, x, x, x]"]
    levels += [
        f"{name}: &{name} [{', '.join([f'*{below}'] * 10)}]"
        for below, name in zip("abcdef", "bcdefg", strict=True)
    ]

    assert "its aliases multiply" in complaint("\n".join(levels), stack)


def test_all_mistakes_of_a_file_are_told_at_once_in_the_order_of_its_lines(stack: StackSettings) -> None:
    told = complaint(
        "teams: {core: {displayname: x}}\n"
        "projects:\n"
        "  b: {platform: go, team: cor}\n"
        "  a:\n"
        "    platform: go\n"
        "    team: core\n"
        "    monitors: {5xx: {threshold: x}, latency: {threshold: y}}\n"
        "extra: 1\n",
        stack,
    )

    assert [line.split(": ")[0] for line in told.splitlines()] == [
        "sentry.yaml:1",
        "sentry.yaml:3",
        "sentry.yaml:7",
        "sentry.yaml:7",
        "sentry.yaml:8",
    ]
    assert '"cor" is not a team (did you mean core?)' in told


def test_one_mistake_does_not_make_others_up(stack: StackSettings) -> None:
    told = complaint("teams: {core: {slug: 5}}\nprojects: {api: {platform: go, team: core}}", stack)

    assert (
        told
        == 'sentry.yaml:1: teams.core.slug: expected text, found 5; YAML reads 5 so: write "5", with the quotes'
    )


@pytest.mark.parametrize(
    ("projects", "line"),
    [
        (
            "{a: {platform: go, team: core}, b: {platform: go, team: core, slug: a}}",
            "has the slug a, as a has",
        ),
        ("{'A b': {platform: go, team: core}}", '"A b" is not a slug'),
        ("{'42': {platform: go, team: core}}", '"42" is not a slug'),
        ("{a: {platform: go, team: core, slug: A}}", 'projects.a.slug: "A" is not a slug'),
        (
            f"{{{'a' * 101}: {{platform: go, team: core}}}}",
            "is 101 characters long; Sentry takes at most 100",
        ),
        (
            "{a: {platform: go, team: core, envFile: {path: x/.env}}, "
            "b: {platform: go, team: core, envFile: {path: ./x/.env}}}",
            "projects.b.envFile.path: is the file that a writes too",
        ),
    ],
)
def test_names_and_files_must_be_possible_and_unlike(projects: str, line: str, stack: StackSettings) -> None:
    assert line in complaint(f"teams: {{core: {{}}}}\nprojects: {projects}", stack)


def test_a_slug_is_measured_with_the_stacks_suffix(project: Path) -> None:
    stack = load_stack_settings({"environment": "dev", "slugSuffix": "-dev"}, project / "Pulumi.dev.yaml")

    told = complaint(f"teams: {{{'t' * 47}: {{}}}}\nprojects: {{}}", stack)

    assert "is 51 characters long with the stack's suffix -dev; Sentry takes at most 50" in told


@pytest.mark.parametrize("key", ["on", "5", "1.0", "null", "2026-01-01"])
def test_a_key_stays_what_was_written(key: str, stack: StackSettings) -> None:
    assert f": {key}: is not a key" in complaint(f"{key}: 1\n", stack)


def test_anchors_and_merge_keys_work(stack: StackSettings) -> None:
    estate = parse_estate(
        "teams: {core: {}}\n"
        "projects:\n"
        "  a: &base {platform: go, team: core}\n"
        "  b: {<<: *base, platform: python}\n",
        stack,
    )

    assert [application.platform for application in estate] == ["go", "python"]


@pytest.mark.parametrize("text", ["1:30", "010", "0x10", "1_000", ".inf", "1e3"])
def test_numbers_that_yaml_reads_strangely_are_refused_as_they_were_written(
    text: str, stack: StackSettings
) -> None:
    assert f'"{text}" is not a count' in complaint(
        f"{HEAD}    monitors: {{5xx: {{threshold: {text}}}}}", stack
    )


def test_a_file_that_is_missing_or_no_text_is_named(project: Path, stack: StackSettings) -> None:
    with pytest.raises(SpecError, match=r"^sentry\.yaml: there is no such file$"):
        load_estate(project / "sentry.yaml", stack)
    (project / "sentry.yaml").write_bytes(b"teams: {}\n# \xff\n")
    with pytest.raises(SpecError, match=r"^sentry\.yaml:2: is not UTF-8 text"):
        load_estate(project / "sentry.yaml", stack)
    (project / "folder.yaml").mkdir()
    with pytest.raises(SpecError, match=r"^folder\.yaml: cannot be read: is a directory$"):
        load_estate(project / "folder.yaml", stack)


WORDS = st.sampled_from(
    [
        "teams", "projects", "defaults", "api", "core", "team", "platform", "monitors", "5xx", "latency", "own",
        "threshold", "aggregate", "count()", "window", "envFile", "path", "keys", "dsn", "settings", "safeFields",
        "alerts", "sampleRates", "traces", "python", "2s", "1%", "5m", "50", "-1", "on", "null", "~", "<<", "*a",
        "&a", ": ", ":\n", "\n", "\n  ", "\n    ", "- ", "{", "}", "[", "]", ", ", '"', "'", "#", "|", "!", "\\U",
    ]
)  # fmt: skip
ANY_TEXT = st.one_of(st.text(max_size=60), st.lists(WORDS, max_size=40).map("".join))
VALUES = st.recursive(
    st.one_of(
        st.none(), st.booleans(), st.integers(), st.floats(allow_nan=False), st.text(max_size=5), WORDS
    ),
    lambda inner: st.one_of(st.lists(inner, max_size=3), st.dictionaries(WORDS, inner, max_size=4)),
    max_leaves=12,
)


def estate_or_lines(text: str, stack: StackSettings) -> None:
    refused: SpecError | None = None
    try:
        assert isinstance(parse_estate(text, stack), Estate)
    except SpecError as error:
        refused = error
    if refused is not None:
        assert str(refused).encode()
        assert all(line.startswith("sentry.yaml:") for line in str(refused).splitlines())
        assert all(problem.line for problem in refused.problems)


@settings(suppress_health_check=[HealthCheck.function_scoped_fixture], deadline=None)
@given(text=ANY_TEXT)
def test_any_text_is_an_estate_or_an_error_with_a_line(text: str, stack: StackSettings) -> None:
    estate_or_lines(text, stack)


@settings(suppress_health_check=[HealthCheck.function_scoped_fixture], deadline=None)
@given(value=VALUES)
def test_any_project_is_an_estate_or_an_error_with_a_line(value: object, stack: StackSettings) -> None:
    # JSON is YAML, so that the generated structure reaches the models instead of failing in the parser.
    estate_or_lines(json.dumps({"teams": {"core": {}}, "projects": {"api": value}}), stack)


SHIPPED = (ROOT / "sentry.yaml").read_text()


@settings(
    max_examples=examples(60), suppress_health_check=[HealthCheck.function_scoped_fixture], deadline=None
)
@given(data=st.data())
def test_a_slip_in_the_shipped_file_is_an_estate_or_an_error_with_a_line(
    data: st.DataObject, stack: StackSettings
) -> None:
    start = data.draw(st.integers(0, len(SHIPPED)))
    slip = data.draw(st.one_of(WORDS, st.text(max_size=3)))
    estate_or_lines(SHIPPED[:start] + slip + SHIPPED[start + data.draw(st.integers(0, 20)) :], stack)


def test_a_control_character_never_reaches_the_terminal(stack: StackSettings) -> None:
    told = complaint(f'{HEAD}    monitors: {{latency: "a\\eb\\x1e"}}', stack)

    assert told.isprintable()
