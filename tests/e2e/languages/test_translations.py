"""The examples in the other languages are what Pulumi's generators make of the YAML now."""

from __future__ import annotations

from pathlib import Path

from pulumi_sentry.plugin.examples import FOLDER
from tools.languages.examples import page, translated


def test_no_translation_is_stale(hosts: Path) -> None:
    kept = {path.stem: path.read_text() for path in FOLDER.glob("*.md")}
    assert {name: page(texts) for name, texts in translated().items()} == kept, "run `make examples`"
