"""Writes the reference into the page that is named, between its two marks."""

from __future__ import annotations

import sys
from pathlib import Path

from tools.sentry_yaml.reference import with_reference

if __name__ == "__main__":
    page = Path(sys.argv[1])
    page.write_text(with_reference(page.read_text("utf-8")), "utf-8")
