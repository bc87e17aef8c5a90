from __future__ import annotations

import json
import os
import socket
from pathlib import Path

import pytest

from sentry_iac.engine.stale_locks import release_stale_locks
from sentry_iac.errors import CommandError
from sentry_iac.files.layout import Layout
from sentry_iac.runs.cleaning import clean
from sentry_iac.sandbox.background import sandbox_command
from sentry_iac.stacks.config import read_project_backend, read_sentry_config
from sentry_iac.stacks.last_applied import remember_target
from sentry_iac.stacks.local_state import local_stacks
from sentry_iac.stacks.salt import drop_foreign_salt, drop_local_salts, put_back, without_a_new_salt
from sentry_iac.stacks.target import Target, TokenSource, sandbox_target

# Larger than any number that a system gives to a process.
ENDED = 2**30
OURS = "v1:ours=:v1:a:b=="
CONFIG = "# thresholds\nconfig:\n  example:latency: 2s   # per stack\n"
SECRET = '  example:key:\n    secure: "v1:abc"\n'


def keep_state(layout: Layout, stack: str = "dev", salt: str = OURS, resources: int = 0) -> None:
    folder = layout.state / ".pulumi" / "stacks" / "example"
    folder.mkdir(parents=True, exist_ok=True)
    each = [{"type": "pulumi:pulumi:Stack"}, {"type": "pulumi:providers:sentry", "custom": True}]
    each += [{"type": "sentry:index:Team", "custom": True}] * resources
    latest = {"secrets_providers": {"type": "passphrase", "state": {"salt": salt}}, "resources": each}
    (folder / f"{stack}.json").write_text(json.dumps({"checkpoint": {"latest": latest}}))


def keep_lock(layout: Layout, pid: int, hostname: str, stack: str = "dev") -> Path:
    folder = layout.state / ".pulumi" / "locks" / "organization" / "example" / stack
    folder.mkdir(parents=True, exist_ok=True)
    path = folder / f"{pid}-{hostname}.json"
    path.write_text(json.dumps({"pid": pid, "hostname": hostname}))
    return path


def write(layout: Layout, text: str) -> None:
    layout.stack_file("dev").write_text(text)


def test_a_salt_of_another_checkout_is_taken_out_and_nothing_else(layout: Layout) -> None:
    write(layout, f"{CONFIG}encryptionsalt: v1:theirs\n")
    assert drop_foreign_salt(layout, "dev")
    assert layout.stack_file("dev").read_text() == CONFIG


@pytest.mark.parametrize("line", [f"encryptionsalt: {OURS}\n", f'encryptionsalt: "{OURS}"', ""])
def test_the_salt_of_the_local_state_stays(layout: Layout, line: str) -> None:
    keep_state(layout)
    write(layout, CONFIG + line)
    assert not drop_foreign_salt(layout, "dev")
    assert layout.stack_file("dev").read_text() == CONFIG + line


def test_secrets_under_a_foreign_salt_are_never_touched(layout: Layout) -> None:
    text = f"encryptionsalt: v1:theirs\n{CONFIG}{SECRET}"
    write(layout, text)
    with pytest.raises(CommandError, match="PULUMI_CONFIG_PASSPHRASE"):
        drop_foreign_salt(layout, "dev")
    assert layout.stack_file("dev").read_text() == text


def test_a_stack_without_a_file_has_no_salt(layout: Layout) -> None:
    assert not drop_foreign_salt(layout, "acme/prod")


def test_cleaning_takes_the_salt_that_its_state_made_with_it(layout: Layout) -> None:
    keep_state(layout)
    write(layout, f"{CONFIG}encryptionsalt: {OURS}\n")
    drop_local_salts(layout)
    assert layout.stack_file("dev").read_text() == CONFIG


def test_cleaning_leaves_the_salts_of_other_backends(layout: Layout) -> None:
    write(layout, f"{CONFIG}encryptionsalt: v1:theirs\n")
    drop_local_salts(layout)
    assert "theirs" in layout.stack_file("dev").read_text()


def test_cleaning_refuses_to_lose_the_only_passphrase_of_a_secret(layout: Layout) -> None:
    keep_state(layout)
    write(layout, f"encryptionsalt: {OURS}\n{CONFIG}{SECRET}")
    with pytest.raises(CommandError, match=r"only \.local/passphrase can decrypt"):
        clean(layout, force=False, say=print)
    assert layout.local.exists()


def test_cleaning_removes_what_up_made_and_nothing_else(layout: Layout) -> None:
    keep_state(layout, resources=3)
    remember_target(layout, "dev", sandbox_target("http://127.0.0.1:9600", "sntryu_x", "sandbox"))
    before = sorted(path for path in layout.root.iterdir() if path != layout.local)
    clean(layout, force=False, say=print)
    assert sorted(layout.root.iterdir()) == before
    clean(layout, force=False, say=print)


def test_cleaning_refuses_to_forget_objects_in_a_real_sentry(layout: Layout) -> None:
    real = Target(TokenSource.ENVIRONMENT, "https://sentry.io", "acme")
    keep_state(layout, "prod", resources=2)
    remember_target(layout, "prod", real)
    with pytest.raises(CommandError, match=r"stack prod manages objects at https://sentry.io \(acme\)"):
        clean(layout, force=False, say=print)
    assert local_stacks(layout) == {"prod": 2}
    clean(layout, force=True, say=print)
    assert not layout.local.exists()


def test_an_empty_stack_of_a_real_sentry_can_be_forgotten(layout: Layout) -> None:
    keep_state(layout, "prod")
    remember_target(layout, "prod", Target(TokenSource.ENVIRONMENT, "https://sentry.io", "acme"))
    clean(layout, force=False, say=print)
    assert not layout.local.exists()


@pytest.mark.parametrize("stack", ["dev", "acme/dev"])
def test_a_lock_of_an_ended_process_of_this_machine_is_released(layout: Layout, stack: str) -> None:
    path = keep_lock(layout, ENDED, socket.gethostname())
    assert release_stale_locks(layout, stack) == 1
    assert not path.exists()


def test_locks_of_running_processes_other_machines_and_other_stacks_stay(layout: Layout) -> None:
    paths = [
        keep_lock(layout, os.getpid(), socket.gethostname()),
        keep_lock(layout, ENDED, "elsewhere.example.com"),
        keep_lock(layout, ENDED, socket.gethostname(), stack="prod"),
    ]
    unreadable = paths[0].with_name("unreadable.json")
    unreadable.write_text("{")
    assert release_stale_locks(layout, "dev") == 0
    assert all(path.exists() for path in (*paths, unreadable))


def test_the_token_in_a_stack_file_is_noticed_and_never_read(layout: Layout) -> None:
    write(layout, "config:\n  sentry:token:\n    secure: v1:abc\n  sentry:organization: acme\n")
    config = read_sentry_config(layout, "dev")
    assert config.has_token
    assert config.organization == "acme"
    assert "v1:abc" not in repr(config)


@pytest.mark.parametrize("text", ["", "config:\n", "[]", "config: {}\n", "config: 3\n"])
def test_a_stack_file_without_sentry_keys_names_no_sentry(layout: Layout, text: str) -> None:
    write(layout, text)
    assert not read_sentry_config(layout, "dev").has_token


def test_a_broken_stack_file_is_named_with_its_line(layout: Layout) -> None:
    write(layout, "config:\n  a: [1\n  b: 2\n")
    with pytest.raises(CommandError, match=r"^Pulumi\.dev\.yaml:3: not valid YAML"):
        read_sentry_config(layout, "dev")


def test_the_backend_of_the_project_file_is_read(layout: Layout) -> None:
    assert read_project_backend(layout) is None
    (layout.root / "Pulumi.yaml").write_text("name: x\nbackend:\n  url: s3://bucket\n")
    assert read_project_backend(layout) == "s3://bucket"


def test_the_sandbox_listens_on_this_machine_only(layout: Layout) -> None:
    command = sandbox_command(layout, 9600)
    assert command[command.index("--host") + 1] == "127.0.0.1"


def test_a_look_leaves_no_salt_behind_and_no_file(layout: Layout) -> None:
    path, new = layout.stack_file("dev"), layout.stack_file("new")
    path.write_text(CONFIG)
    with without_a_new_salt(path), without_a_new_salt(new):
        # Pulumi rewrites the file, maybe in its own form.
        path.write_text(f"config:\n    example:latency: 2s\nencryptionsalt: {OURS}\n")
        new.write_text(f"encryptionsalt: {OURS}\n")
    assert path.read_text() == CONFIG
    assert not new.exists()


def test_an_edit_is_taken_back_to_the_letter_where_nobody_has_edited_since(layout: Layout) -> None:
    path = layout.stack_file("dev")
    written = "config:\n  example:latency: 3s\n"
    for now in (written, f"{written}encryptionsalt: {OURS}\n", "config: { example:latency: 3s }\n"):
        path.write_text(now)
        put_back(path, CONFIG, written)
        assert path.read_text() == CONFIG
    path.write_text("config:\n  example:latency: 4s\n")
    with pytest.raises(CommandError, match=r"Pulumi\.dev\.yaml was edited while this command ran"):
        put_back(path, CONFIG, written)
    assert "4s" in path.read_text()


def test_what_somebody_writes_meanwhile_is_kept(layout: Layout) -> None:
    path = layout.stack_file("dev")
    path.write_text(CONFIG)
    theirs = f"config:\n  example:latency: 3s\nencryptionsalt: {OURS}\n"
    with without_a_new_salt(path):
        path.write_text(theirs)
    assert path.read_text() == theirs
