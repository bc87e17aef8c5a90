"""Prints the table of docs/env-files.md: what the readers of `.env` files find where they do not agree.

`python -m tools.env_file_table docs/env-files.md` writes it between its two marks.
"""

from __future__ import annotations

import sys
from pathlib import Path
from typing import Final

from pulumi_sentry.env_file.readers import READERS, Reader, RefusedByReader

BEGIN: Final = "<!-- printed by make docs: begin -->\n"
END: Final = "<!-- printed by make docs: end -->\n"

NAME: Final = "K"
SAMPLES: Final = (
    "K=v # note\n",
    "K=v#w\n",
    "K='v w'\n",
    "K=v w\n",
    "export K=v\n",
    " K=v\n",
    "K = v\n",
    "K=v\r\n",
    'K="v\nw"\n',
    "K=`v\nw`\n",
)
"""Lines that readers do not agree on; all of them define K."""


def cell(reader: Reader, text: str) -> str:
    """Return what a reader finds in a sample."""
    try:
        found = reader.read(text).get(reader.key(NAME))
    except RefusedByReader:
        return "refuses the file"
    if found is None or found.value is None:
        return "nothing"
    return _code(found.value) if found.value else "an empty value"


def table() -> str:
    """Return the table."""
    heads = [_code(sample.removesuffix("\n")) for sample in SAMPLES]
    lines = [f"| reader | {' | '.join(heads)} |", "|---" * (len(SAMPLES) + 1) + "|"]
    for reader in READERS:
        lines.append(f"| {reader.title} | {' | '.join(cell(reader, sample) for sample in SAMPLES)} |")
    return "\n".join(lines) + "\n"


def with_table(page: str) -> str:
    """Return a page with the table between its marks."""
    before, _, rest = page.partition(BEGIN)
    _, _, after = rest.partition(END)
    return f"{before}{BEGIN}{table()}{END}{after}"


def _code(text: str) -> str:
    shown = text.replace("\r", "␍").replace("\n", "⏎")
    return f"`` {shown} ``" if "`" in shown else f"`{shown}`"


def main() -> None:
    """Write the table into the file that is named."""
    page = Path(sys.argv[1])
    page.write_text(with_table(page.read_text("utf-8")), "utf-8")


if __name__ == "__main__":
    main()
