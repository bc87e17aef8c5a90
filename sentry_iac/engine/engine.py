"""The Pulumi CLI as a subprocess."""

from __future__ import annotations

import hashlib
import json
import subprocess
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from pathlib import Path
from typing import Any

from pulumi_sentry.lifecycle.instants import NOW, parse_instant, write_instant
from sentry_iac.engine import instant
from sentry_iac.engine.checkpoints import ONCE
from sentry_iac.engine.stack_lock import LockWatch, StackLocked, find_lock
from sentry_iac.engine.terminal_run import run_on_terminal
from sentry_iac.engine.torn_state import HINT, is_torn
from sentry_iac.engine.watched_run import Watch, run_watched
from sentry_iac.errors import CommandError

SAYS_NOTHING = frozenset({"preview failed", "update failed", "refresh failed"})
"""Last lines of the engine that only repeat that it failed."""


@dataclass(frozen=True)
class Engine:
    """Runs `pulumi` in a project.

    Attributes:
        executable: the CLI.
        project: the folder with Pulumi.yaml.
        environ: the whole environment of its processes; may hold a token.
    """

    executable: str
    project: Path
    environ: Mapping[str, str] = field(repr=False)

    def missing_stacks(self, stacks: Sequence[str]) -> list[str]:
        """Return the stacks that the backend does not have.

        Raises:
            CommandError: the backend cannot be asked.
        """
        listed = json.loads(self._ask("stack", "ls", "--json") or "[]")
        names = {str(each.get("name")) for each in listed}
        return [
            stack
            for stack in stacks
            if stack not in names and not any(name.endswith(f"/{stack}") for name in names)
        ]

    def require_stack(self, stack: str) -> None:
        """Refuse to go on with a stack that the backend does not have.

        Raises:
            CommandError: the stack is missing, or the backend cannot be asked.
        """
        if self.missing_stacks([stack]):
            raise CommandError(f"stack {stack} was never applied; run `sentry-iac up --stack {stack}` first")

    def create_stack(self, stack: str) -> None:
        """Create an empty stack, or take the one that somebody else creates at the same moment.

        Raises:
            StackLocked: somebody else is about to create it.
            CommandError: it cannot be created.
        """
        try:
            self._ask("stack", "init", stack, "--no-select")
        except StackLocked:
            raise
        except CommandError:
            if self.missing_stacks([stack]):
                raise

    def check_free(self, stack: str) -> None:
        """Check that nobody is changing an existing stack. Pulumi Cloud does not tell before an `up`.

        Raises:
            StackLocked: somebody else is changing it.
        """
        try:
            # `init` of an existing stack: backends take the lock before they look at the name. No other command tells.
            self._ask("stack", "init", stack, "--no-select")
        except StackLocked:
            raise
        except CommandError:
            return

    def up(
        self,
        stack: str,
        *,
        preview: bool = True,
        refresh: bool = False,
        checkpoints: bool = True,
        watch: Watch | None = None,
    ) -> None:
        """Run `pulumi up --yes`; preview and update see the same time.

        Args:
            stack: the stack's name.
            preview: whether the engine previews first, so that a mistake is found before a write.
            refresh: whether the engine looks at Sentry first.
            checkpoints: whether the engine writes its state after each step; otherwise once, at the end.
            watch: sees what happens and shows the errors among it; None lets Pulumi print its own output.

        Raises:
            StackLocked: somebody else is changing the stack.
            CommandError: Pulumi failed, and the reason has been shown or is in the text.
            KeyboardInterrupt: interrupted; the engine has finished what it had begun and saved its state.
        """
        locks = LockWatch()
        more = [*([] if preview else ["--skip-preview"]), *(["--refresh"] if refresh else [])]
        # The caller shows those outputs that are for people.
        command = [self.executable, "up", "--yes", "--stack", stack, "--suppress-outputs", *more]
        # Preview and update must not differ because a date passed between them.
        environ = {NOW: write_instant(instant.now()), **self.environ}
        if not checkpoints:
            environ |= ONCE
        said: list[str] = []
        if watch is None:
            code = run_on_terminal(command, self.project, environ, locks)
        else:
            code, said = run_watched(command, self.project, environ, locks, watch)
        if code != 0 and locks.holder is not None:
            raise StackLocked(stack, locks.holder)
        if code != 0:
            killed = code < 0 and not checkpoints
            made = "in the provider's journal, for Pulumi was killed" if killed else "in its state"
            raise CommandError(
                f"pulumi up of stack {stack} failed (exit code {code}); {self._reason(said)}. "
                f"What was made is {made}: correct the cause and run it again"
            )

    def _reason(self, said: Sequence[str]) -> str:
        """Return why a run failed that was watched: before its first event, only Pulumi's last lines tell."""
        from sentry_iac.plan.scrub import Scrubber  # noqa: PLC0415 - a plan needs Pulumi's SDK, other questions none

        errors = [line.removeprefix("error: ").strip() for line in said if line.startswith("error: ")]
        telling = [each for each in errors if each not in SAYS_NOTHING]
        return Scrubber(self.environ)("; ".join(telling)) if telling else "the reason is above"

    def last_changes(self, stack: str) -> dict[str, datetime]:
        """Return when each resource of a stack last changed in its state, by URN; secrets stay encrypted.

        Raises:
            CommandError: the state cannot be read.
        """
        found = {}
        for resource in self.resources(stack):
            try:
                instant = parse_instant(str(resource.get("modified") or resource.get("created")))
            except ValueError:
                continue
            found[str(resource["urn"])] = instant
        return found

    def exported(self, stack: str) -> dict[str, Any]:
        """Return the state of a stack; secrets stay encrypted.

        Raises:
            CommandError: it cannot be read.
        """
        state = json.loads(self._ask("stack", "export", "--stack", stack) or "{}")
        return state if isinstance(state, dict) else {}

    def import_state(self, stack: str, file: Path) -> None:
        """Replace a stack's state by one that was exported, secrets encrypted as they were.

        Raises:
            StackLocked: somebody else is changing the stack.
            CommandError: the engine refuses it.
        """
        self._ask("stack", "import", "--stack", stack, "--file", str(file))

    def state_digest(self, stack: str) -> str:
        """Return a digest of the stack's state, which changes with the state.

        Raises:
            CommandError: the state cannot be read.
        """
        return hashlib.sha256(json.dumps(self.exported(stack), sort_keys=True).encode()).hexdigest()

    def inputs(self, stack: str, token: str) -> dict[str, Mapping[str, object]]:
        """Return the last declared inputs of the resources of one type, by their names; secrets stay encrypted.

        Args:
            stack: the stack's name.
            token: the type, such as `sentry:index:ProjectKey`.

        Raises:
            CommandError: the state cannot be read.
        """
        return {
            str(resource["urn"]).rsplit("::", 1)[-1]: resource.get("inputs") or {}
            for resource in self.resources(stack)
            if resource.get("type") == token and not resource.get("delete")
        }

    def resources(self, stack: str) -> list[dict[str, Any]]:
        """Return the resources in the stack's state, as the engine keeps them; secrets stay encrypted.

        Raises:
            CommandError: the state cannot be read.
        """
        deployment = self.exported(stack).get("deployment") or {}
        return list(deployment.get("resources") or [])

    def outputs(self, stack: str) -> dict[str, object]:
        """Return the stack's outputs, secrets in plain text: never print them as they are.

        Raises:
            CommandError: they cannot be read.
        """
        values = json.loads(
            self._ask("stack", "output", "--json", "--show-secrets", "--stack", stack) or "{}"
        )
        return values if isinstance(values, dict) else {}

    def config_value(self, stack: str, key: str) -> str | None:
        """Return a value of the stack's config, decrypted: never print it; None where it is not set."""
        try:
            return self._ask("config", "get", key, "--stack", stack).rstrip("\r\n") or None
        except CommandError:
            return None

    def _ask(self, *arguments: str) -> str:
        answer = subprocess.run(  # noqa: S603 - the CLI and our own arguments, no shell
            [self.executable, *arguments, "--non-interactive"],
            cwd=self.project,
            env=dict(self.environ),
            stdin=subprocess.DEVNULL,
            capture_output=True,
            text=True,
            check=False,
        )
        if answer.returncode != 0:
            holder = find_lock(answer.stderr)
            if holder is not None:
                raise StackLocked(arguments[2], holder)
            said = [line.strip() for line in answer.stderr.splitlines() if line.strip()]
            reason = next(
                (line for line in said if line.startswith("error:")), said[-1] if said else "no reason given"
            )
            reason = reason.removeprefix("error:").strip()
            hint = HINT if is_torn(reason) else ""
            raise CommandError(f"`pulumi {' '.join(arguments[:2])}` failed: {reason}{hint}")
        return answer.stdout
