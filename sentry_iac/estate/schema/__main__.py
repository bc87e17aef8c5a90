"""Writes the schema into the file that is named: `make docs` prints the one of the package."""

from __future__ import annotations

import sys
from pathlib import Path

from sentry_iac.estate.schema.making import rendered

if __name__ == "__main__":
    Path(sys.argv[1]).write_text(rendered(), "utf-8")
