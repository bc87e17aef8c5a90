"""One call of `sentry-iac rotate`, and how its steps speak to the caller."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path

from sentry_iac.engine.watched_run import Watch
from sentry_iac.files.layout import Layout
from sentry_iac.files.lock import locked
from sentry_iac.files.private_files import make_private_folder
from sentry_iac.listing import Listing
from sentry_iac.runs.session import Say, Session, open_session
from sentry_iac.sandbox.background import Sandbox


@dataclass(frozen=True)
class Request:
    """One call of the command.

    Attributes:
        layout: the project folder.
        stack: the stack's name.
        projects: the projects to work on, by their names in `sentry.yaml`; None for all of them.
        environ: the environment of the command.
        bin_folder: where the CLI, its language host and the provider are; comes first on PATH.
        start_sandbox: makes the local Sentry run; called only when no real one is configured.
        say: shows one line of progress.
        show: shows a table.
        pull_request: whether to change the stack file only, for a pull request to do the rest.
        branch: the branch that the change is pushed to before anything else is done; None for no push.
        wait: seconds to wait for somebody else who is changing the stack.
        force: whether a previous key goes when its time is up, although it is used; after a leak, whether an earlier
            rotation may be under way still.
        watch: makes what shows the `up`; None lets Pulumi print its own output.
    """

    layout: Layout
    stack: str
    projects: Sequence[str] | None
    environ: Mapping[str, str] = field(repr=False)
    bin_folder: Path
    start_sandbox: Callable[[], Sandbox]
    say: Say
    show: Callable[[Listing], None]
    pull_request: bool = False
    branch: str | None = None
    wait: float = 0
    force: bool = False
    watch: Callable[[Session], Watch] | None = None

    @property
    def stack_file(self) -> Path:
        """The file that says where the rotations of the stack stand."""
        return self.layout.stack_file(self.stack)

    def open_session(self, *, quietly: bool = False) -> Session:
        """Decide on the Sentry and the state, and start the sandbox if it is the target.

        Args:
            quietly: whether no line of progress is shown.

        Raises:
            CommandError: something is missing or half configured, or the stack's state is of another Sentry.
        """
        return open_session(
            self.layout,
            self.stack,
            self.environ,
            bin_folder=self.bin_folder,
            start_sandbox=self.start_sandbox,
            say=(lambda _line: None) if quietly else self.say,
        )

    @contextmanager
    def undisturbed(self) -> Iterator[None]:
        """Let no other `rotate` or `up` of the stack run in this checkout during the block.

        Reading, checking, writing and applying belong together: two at once would each undo half of the other.
        """
        make_private_folder(self.layout.local)
        with locked(
            self.layout.rotation_lock(self.stack),
            lambda: self.say(
                f"waiting for another `sentry-iac rotate` or `up` of stack {self.stack} in this checkout"
            ),
        ):
            yield
