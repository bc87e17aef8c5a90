"""The guard of the base branch holds whatever the pull request changes; an unreadable one forbids everything."""

from __future__ import annotations

from pathlib import Path

import pytest

from sentry_iac.errors import CommandError
from sentry_iac.estate import RISKS, GuardSpec
from sentry_iac.files.layout import Layout
from sentry_iac.runs.base_branch import guard_of_base
from tests.git_remote import git

PULUMI = "name: example\nruntime: python\n"
GUARD = "guard: { stacks: [prod], forbid: [alert-lost, project-lost] }\n"
ESTATE = f"teams: {{core: {{}}}}\nprojects: {{}}\n{GUARD}"
FORBIDDEN = frozenset({"alert-lost", "project-lost"})


class Base:
    """A repository with the base in its last commit; what a test writes afterwards is the pull request."""

    def __init__(self, top: Path) -> None:
        self.top = top
        top.mkdir()
        git(top, "init", "--quiet", "--initial-branch", "main")

    def has(self, **files: str) -> None:
        """Commit files, named with __ for a slash and _ for a dot."""
        for name, text in files.items():
            path = self.top / name.replace("__", "/").replace("_", ".")
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_text(text)
        self.commit()

    def commit(self) -> None:
        git(self.top, "add", "--all")
        git(self.top, "commit", "--quiet", "--message", "base")

    def guard(self, folder: str = ".", stack: str = "prod") -> GuardSpec:
        return guard_of_base(Layout((self.top / folder).resolve()), stack, "main")


@pytest.fixture
def base(tmp_path: Path) -> Base:
    return Base(tmp_path / "repository")


def is_unknown(guard: GuardSpec, reason: str) -> bool:
    assert guard.unknown is not None
    assert reason in guard.unknown
    assert "\n" not in guard.unknown
    return guard.forbidden_in("prod") == guard.forbidden_in("dev") == frozenset(RISKS)


def test_what_the_base_forbids_is_read_whatever_the_pull_request_says(base: Base) -> None:
    base.has(Pulumi_yaml=PULUMI, sentry_yaml=ESTATE)
    (base.top / "sentry.yaml").write_text("teams: {core: {}}\nprojects: {}\n")
    # Of a project that only the pull request has, and of no use to the file of the base.
    (base.top / "Pulumi.prod.yaml").write_text("config: {example:projects: {worker: {}}}\n")
    assert base.guard().forbidden_in("prod") == FORBIDDEN
    assert base.guard(stack="acme/prod").forbidden_in("acme/prod") == FORBIDDEN
    assert base.guard(stack="dev").forbidden_in("dev") == frozenset()
    assert base.guard().unknown is None


def test_the_rest_of_the_file_may_be_of_another_version(base: Base) -> None:
    base.has(Pulumi_yaml=PULUMI, sentry_yaml=f"novelties: {{ a: 1 }}\nprojects: 5\n{GUARD}")
    assert base.guard().forbidden_in("prod") == FORBIDDEN


def test_a_guard_behind_anchors_is_read(base: Base) -> None:
    base.has(
        Pulumi_yaml=PULUMI, sentry_yaml="x: &g { forbid: [alert-lost] }\nguard: { <<: *g, stacks: [prod] }\n"
    )
    assert base.guard().forbidden_in("prod") == {"alert-lost"}


@pytest.mark.parametrize("estate", ["teams: {core: {}}\nprojects: {}\n", "guard: { forbid: [] }\n"])
def test_a_base_without_a_guard_forbids_nothing(base: Base, estate: str) -> None:
    base.has(Pulumi_yaml=PULUMI, sentry_yaml=estate)
    assert base.guard() == GuardSpec()


def test_a_base_without_any_estate_forbids_nothing(base: Base) -> None:
    base.has(README_md="here comes a Sentry\n")
    (base.top / "Pulumi.yaml").write_text(PULUMI)
    (base.top / "sentry.yaml").write_text(ESTATE)
    assert base.guard() == GuardSpec()


@pytest.mark.parametrize(
    ("estate", "reason"),
    [
        ("guard: {forbid: [alert-lost]\n", "sentry.yaml:2: is not valid YAML"),
        ("guard: {forbid: [alert-lost]}\n--- \nteams: {}\n", "keep one document"),
        ("guard: {forbid: [alert-lost]}\nguard: {forbid: []}\n", "sentry.yaml:2: guard: stands twice"),
        (
            "guard: {forbid: [alert-lost, dashboard-lost]}\n",
            'guard.forbid[1]: "dashboard-lost" is not a risk',
        ),
        ("guard: {forbid: [alert-lost], except: []}\n", "guard.except: is not a key that is known here"),
        ("guard: {forbid: alert-lost}\n", "expected a list"),
        ("guard:\n", "guard: is empty"),
        ("guard: [alert-lost]\n", "guard: expected a mapping"),
        ("", "is no mapping"),
        ("config/sentry.yaml", "is no mapping"),
        ("guard: {forbid: [1, 2], x: 1}\n", "and 2 more"),
    ],
)
def test_a_guard_that_cannot_be_read_forbids_everything_and_says_why(
    base: Base, estate: str, reason: str
) -> None:
    base.has(Pulumi_yaml=PULUMI, sentry_yaml=estate)
    assert is_unknown(base.guard(), reason)


def test_bytes_that_are_no_text_forbid_everything(base: Base) -> None:
    (base.top / "sentry.yaml").write_bytes(ESTATE.encode() + b"# \xff\n")
    base.has(Pulumi_yaml=PULUMI)
    assert is_unknown(base.guard(), "sentry.yaml:4: is not UTF-8 text")


def test_a_link_is_followed_inside_the_base(base: Base) -> None:
    (base.top / "sentry.yaml").symlink_to("config/estate.yaml")
    base.has(Pulumi_yaml=PULUMI, config__estate_yaml=ESTATE)
    (base.top / "config" / "estate.yaml").write_text("teams: {}\n")
    assert base.guard().forbidden_in("prod") == FORBIDDEN


@pytest.mark.parametrize(
    ("target", "reason"),
    [
        ("gone.yaml", "sentry.yaml is a link to nothing"),
        ("sentry.yaml", "sentry.yaml is a link that leads to itself"),
        ("/etc/hostname", "sentry.yaml is a link that leads out of the repository"),
        ("../elsewhere.yaml", "sentry.yaml is a link that leads out of the repository"),
        ("Pulumi.yaml/x", "sentry.yaml is a link through something that is no folder"),
        ("folder", "sentry.yaml is no file"),
    ],
)
def test_a_link_to_what_the_base_does_not_have_forbids_everything(
    base: Base, target: str, reason: str
) -> None:
    (base.top / "sentry.yaml").symlink_to(target)
    base.has(Pulumi_yaml=PULUMI, folder__x_yaml="")
    assert is_unknown(base.guard(), reason)


def test_a_pull_request_that_replaces_the_file_by_a_link_keeps_the_guard(base: Base) -> None:
    base.has(Pulumi_yaml=PULUMI, sentry_yaml=ESTATE, other_yaml="teams: {}\n")
    (base.top / "sentry.yaml").unlink()
    (base.top / "sentry.yaml").symlink_to("other.yaml")
    assert base.guard().forbidden_in("prod") == FORBIDDEN


def test_a_project_that_moves_takes_its_guard_along(base: Base) -> None:
    base.has(infra__Pulumi_yaml=PULUMI, infra__sentry_yaml=ESTATE, docs__sentry_yaml="no: estate\n")
    (base.top / "infra").rename(base.top / "iac")
    assert base.guard("iac").forbidden_in("prod") == FORBIDDEN
    (base.top / "infra").symlink_to("iac")
    assert base.guard("infra").forbidden_in("prod") == FORBIDDEN
    # Another name as well: what no project of the base was is held to what all of them forbid.
    (base.top / "iac" / "Pulumi.yaml").write_text("name: other\nruntime: python\n")
    assert base.guard("iac").forbidden_in("prod") == FORBIDDEN


def test_a_folder_that_becomes_another_project_has_the_guards_of_both(base: Base) -> None:
    base.has(
        a__Pulumi_yaml=PULUMI,
        a__sentry_yaml=ESTATE,
        b__Pulumi_yaml="name: other\nruntime: python\n",
        b__sentry_yaml="guard: { forbid: [key-lost] }\n",
        c__Pulumi_yaml="name: [\n",
        c__sentry_yaml="guard: [\n",
    )
    assert base.guard("b").forbidden_in("prod") == {"key-lost"}
    (base.top / "b" / "Pulumi.yaml").write_text(PULUMI)
    assert base.guard("b").forbidden_in("prod") == FORBIDDEN | {"key-lost"}


def test_another_main_in_the_project_file_moves_no_guard(base: Base) -> None:
    base.has(Pulumi_yaml=PULUMI, sentry_yaml=ESTATE)
    (base.top / "Pulumi.yaml").write_text(f"{PULUMI}main: program\n")
    (base.top / "program").mkdir()
    (base.top / "program" / "sentry.yaml").write_text("teams: {}\nprojects: {}\n")
    assert base.guard().forbidden_in("prod") == FORBIDDEN


def test_a_folder_may_be_called_anything(base: Base) -> None:
    folder = base.top / "ä 'b' \"c\" $HOME"
    folder.mkdir()
    (folder / "Pulumi.yaml").write_text(PULUMI)
    (folder / "sentry.yaml").write_text(ESTATE)
    base.commit()
    assert base.guard(folder.name).forbidden_in("prod") == FORBIDDEN
    odd = folder.rename(base.top / "two\nlines")
    base.commit()
    assert is_unknown(base.guard(odd.name), "line break")


def test_a_base_that_git_does_not_know_is_an_error(base: Base, tmp_path: Path) -> None:
    base.has(Pulumi_yaml=PULUMI, sentry_yaml=ESTATE)
    with pytest.raises(CommandError, match=r"git does not have what --base names: .*fetch it first"):
        guard_of_base(Layout(base.top), "prod", "no-such-branch")
    elsewhere = tmp_path / "elsewhere"
    elsewhere.mkdir()
    (elsewhere / "Pulumi.yaml").write_text(PULUMI)
    with pytest.raises(CommandError, match="git does not have"):
        guard_of_base(Layout(elsewhere), "prod", "main")
