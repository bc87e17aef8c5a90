"""One organization that people have lived in for all tests of a module, and its export; each test has its own copy."""

from __future__ import annotations

import asyncio
import shutil
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from pathlib import Path

import pytest

from sentry_sandbox.server import SandboxServer
from sentry_sandbox.settings import Settings
from tests.e2e.project import Ran
from tests.sandbox import person_at, variables_of
from tests.sentry_api import SentryByHand
from tests.takeover.lived_in import fill
from tests.takeover.making import Maker
from tests.takeover.mover import READS, Mover, token_of


@dataclass
class LivedIn:
    """A Sentry that goes back to what people left there, and what the three commands made of it.

    Attributes:
        sandbox: that Sentry.
        hand: a person there.
        token: with which it is taken over.
        folder: where exports are made.
    """

    sandbox: SandboxServer
    hand: SentryByHand
    token: str
    folder: Path
    _exports: dict[str, tuple[Mover, Ran]] = field(default_factory=dict)
    _adopted: set[str] = field(default_factory=set)

    def mover(self, folder: Path, form: str, scopes: Sequence[str] = READS) -> Mover:
        """Somebody who takes it over as it was, with a token that reads all or has other scopes."""
        self.hand.admin("POST", "reset", {"kept": True})
        token = self.token if scopes == READS else None
        return Mover(folder, self.hand, variables_of(self.sandbox), form, scopes, token=token)

    def exported(self, folder: Path, form: str) -> Mover:
        """Somebody who has just exported it."""
        first, _ = self._export(form)
        return self._beside(first, folder)

    def said(self, form: str) -> Ran:
        """What the export said."""
        return self._export(form)[1]

    def adopted(self, folder: Path, form: str) -> Mover:
        """Somebody who has adopted it, too."""
        first, _ = self._export(form)
        copy = self._beside(first, self.folder / form / "adopted")
        if form not in self._adopted:
            copy.adopt()
            self._adopted.add(form)
        return self._beside(copy, folder)

    def _export(self, form: str) -> tuple[Mover, Ran]:
        if form not in self._exports:
            first = self.mover(self.folder / form / "exported", form)
            self._exports[form] = first, first.export(code=3)
            assert first.writes() == []
        return self._exports[form]

    def _beside(self, first: Mover, folder: Path) -> Mover:
        mover = self.mover(folder, first.form)
        if not mover.project.exists():
            shutil.copytree(first.project, mover.project)
        return mover


@pytest.fixture(scope="session", autouse=True)
def _notes_of_creations_apart(tmp_path_factory: pytest.TempPathFactory) -> Iterator[None]:
    """Keep the journals of what tests make out of the home folder."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("XDG_STATE_HOME", str(tmp_path_factory.mktemp("state")))
        yield


@pytest.fixture(scope="module")
def lived_in(tmp_path_factory: pytest.TempPathFactory) -> Iterator[LivedIn]:
    """That Sentry."""
    with SandboxServer(Settings()) as sandbox, person_at(sandbox) as hand:
        asyncio.run(_fill(sandbox, hand))
        token = token_of(hand)
        hand.admin("POST", "keep")
        yield LivedIn(sandbox, hand, token, tmp_path_factory.mktemp("lived in"))


async def _fill(sandbox: SandboxServer, hand: SentryByHand) -> None:
    async with Maker(sandbox) as maker:
        await fill(hand, maker)
