"""A stand-in for the Pulumi CLI: it notes what it was asked, and keeps stacks as files."""

from __future__ import annotations

import json
import os
import signal
import sys
import time
from pathlib import Path

NOTES = Path(os.environ["FAKE_NOTES"])


LOCKED = """\
\x1b[31merror: \x1b[0mthe stack is currently locked by 1 lock(s). Either wait for the other process(es) to end or \
delete the lock file with `pulumi cancel`.
  postgres://user:geheim@db.example.com/state/.pulumi/locks/organization/example/dev/1.json: created by \
deploy@runner-7 (pid 4711) at 2026-11-25T01:11:40Z
"""


def main(words: list[str]) -> int:
    with (NOTES / "calls").open("a") as calls:
        calls.write(json.dumps({"words": words, "cwd": str(Path.cwd()), "environ": dict(os.environ)}) + "\n")
    stacks = NOTES / "stacks"
    stacks.mkdir(exist_ok=True)
    match words[:2]:
        case ["stack", "ls"]:
            if (NOTES / "broken").exists():
                print("warning: something\nerror: the backend is not there", file=sys.stderr)
                return 255
            print(json.dumps([{"name": each.name} for each in stacks.iterdir()]))
        case ["stack", "init"]:
            if is_locked("locked"):
                return 255
            there = (stacks / words[2]).exists() or (NOTES / "taken").exists()
            (stacks / words[2]).touch()
            if there:
                print(f"error: stack '{words[2]}' already exists", file=sys.stderr)
                return 255
        case ["stack", "export"]:
            print((NOTES / "state").read_text() if (NOTES / "state").exists() else "{}")
        case ["stack", "output"]:
            print((NOTES / "outputs").read_text() if (NOTES / "outputs").exists() else "{}")
        case ["up", _]:
            return up(words)
    return 0


def is_locked(name: str) -> bool:
    """As often as a note says."""
    locked = NOTES / name
    if not (locked.exists() and (left := int(locked.read_text()))):
        return False
    locked.write_text(str(left - 1))
    print(LOCKED, file=sys.stderr)
    return True


def up(words: list[str]) -> int:
    interrupted: list[int] = []
    signal.signal(signal.SIGINT, lambda *_: interrupted.append(1))
    if is_locked("locked late"):
        return 255
    print("Updating (dev)", flush=True)
    if "--event-log" in words and (NOTES / "events").exists():
        Path(words[words.index("--event-log") + 1]).write_text((NOTES / "events").read_text())
    if (NOTES / "interrupt").exists():
        os.kill(os.getppid(), signal.SIGINT)
    if (NOTES / "terminate").exists():
        os.kill(os.getppid(), signal.SIGTERM)
        while not interrupted:
            time.sleep(0.01)
    (NOTES / "finished").write_text(str(len(interrupted)))
    return 1 if (NOTES / "fail").exists() else 0


sys.exit(main(sys.argv[1:]))
