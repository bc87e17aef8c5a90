"""Our provider, which says at its end how much memory it took."""

from __future__ import annotations

import os
import resource
from pathlib import Path

from pulumi_sentry.plugin.__main__ import main

PEAK_FILE = "BENCH_PEAK_FILE"
"""Names the file that gets a line with the greatest resident size of each process, in KiB."""

if __name__ == "__main__":
    try:
        main()
    finally:
        with Path(os.environ[PEAK_FILE]).open("a") as peaks:
            peaks.write(f"{resource.getrusage(resource.RUSAGE_SELF).ru_maxrss}\n")
