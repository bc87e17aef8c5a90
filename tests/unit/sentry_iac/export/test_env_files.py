"""`.env` files that hold a DSN are declared as they are: exactly their lines, and none of their values."""

from __future__ import annotations

from pathlib import Path

import pytest

from sentry_iac.errors import CommandError
from sentry_iac.export.env_files import find_env_files
from sentry_iac.export.names import names_of
from sentry_iac.export.yaml.document import write_yaml
from tests.unit.sentry_iac.export.world import found, organization, project

PUBLIC = "0123456789abcdef0123456789abcdef"
OTHER = "fedcba9876543210fedcba9876543210"
DSN = f"https://{PUBLIC}@o1.ingest.example.com/10"
OTHER_DSN = f"https://{OTHER}@o1.ingest.example.com/10"

SHOP = project("10", "shop")
DEFAULT = found("ProjectKey", "10/a", {"public_key": PUBLIC}, project="10", name="Default")
MOBILE = found("ProjectKey", "10/b", {"public_key": OTHER}, project="10", name="mobile")
WHOLE = organization(projects=(SHOP,), keys=(DEFAULT, MOBILE))


def written(root: Path, *named: Path) -> str:
    files, left = find_env_files(root, named, WHOLE.keys)
    assert not left
    return write_yaml(WHOLE, names_of(WHOLE), env_files=files).text


@pytest.mark.parametrize(
    ("text", "said"),
    [
        (
            f"SENTRY_DSN={DSN}\n",
            "{environment: false, tracesSampleRate: false, profilesSampleRate: false}",
        ),
        (
            f"SENTRY_DSN={DSN}\nSENTRY_ENVIRONMENT=production\nSENTRY_TRACES_SAMPLE_RATE=0.1\n",
            "{profilesSampleRate: false}",
        ),
        (
            f"A=1\nVITE_SENTRY_DSN='{DSN}'\nSENTRY_DSN={DSN}\nVITE_SENTRY_TRACES_SAMPLE_RATE=1\n",
            "dsn: [VITE_SENTRY_DSN, SENTRY_DSN]",
        ),
        (f"DSN_OF_SHOP={DSN}\n", "dsn: DSN_OF_SHOP"),
    ],
)
def test_a_file_is_declared_with_the_lines_that_it_has(tmp_path: Path, text: str, said: str) -> None:
    (tmp_path / "web").mkdir()
    (tmp_path / "web" / ".env").write_text(text)

    yaml = written(tmp_path)

    assert "path: web/.env" in yaml
    assert said in yaml
    assert PUBLIC not in yaml


def test_the_key_of_the_first_file_is_the_one_that_rotates(tmp_path: Path) -> None:
    (tmp_path / ".env").write_text(f"SENTRY_DSN={OTHER_DSN}\n")
    (tmp_path / "web").mkdir()
    (tmp_path / "web" / ".env").write_text(f"SENTRY_DSN={DSN}\n")

    yaml = written(tmp_path)

    assert "key: {name: mobile}" in yaml
    assert "envFiles:" in yaml
    assert "key: default" in yaml


def test_samples_links_packages_and_files_without_a_dsn_of_the_organization_are_left_alone(
    tmp_path: Path,
) -> None:
    (tmp_path / "a").mkdir()
    (tmp_path / "a" / ".env.example").write_text(f"SENTRY_DSN={DSN}\n")
    (tmp_path / "a" / ".env.link").symlink_to(tmp_path / "a" / ".env.example")
    (tmp_path / "node_modules").mkdir()
    (tmp_path / "node_modules" / ".env").write_text(f"SENTRY_DSN={DSN}\n")
    (tmp_path / ".env").write_text("SENTRY_DSN=https://00000000000000000000000000000000@example.com/1\nA=b\n")

    assert find_env_files(tmp_path, (), WHOLE.keys) == ([], [])


def test_a_file_that_cannot_be_read_is_listed(tmp_path: Path) -> None:
    (tmp_path / ".env").write_text(f"SENTRY_DSN={DSN}\nthis is no line\n")

    files, left = find_env_files(tmp_path, (), WHOLE.keys)

    assert not files
    assert [each.what for each in left] == [".env file .env"]
    assert PUBLIC not in left[0].why


@pytest.mark.parametrize("name", ["elsewhere/.env", "app/none.env"])
def test_a_named_file_has_to_be_inside_and_to_hold_a_dsn(tmp_path: Path, name: str) -> None:
    for folder in ("app", "elsewhere"):
        (tmp_path / folder).mkdir()
    (tmp_path / name).write_text("A=1\n" if "none" in name else f"SENTRY_DSN={DSN}\n")

    with pytest.raises(CommandError, match=r"outside of|holds no DSN"):
        find_env_files(tmp_path / "app", (tmp_path / name,), WHOLE.keys)
