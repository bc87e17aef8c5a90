#!/usr/bin/env python3
"""Starts the provider from its source, in the environment that Pulumi made from requirements.txt.

    pulumi package add path/to/this/folder

docs/languages.md says more.
"""

import sys
from pathlib import Path

HERE = Path(__file__).resolve().parent
# A checkout has the packages beside this folder, an archive of the plugin has them in it.
sys.path.insert(0, str(HERE if (HERE / "pulumi_sentry").is_dir() else HERE.parent))

from pulumi_sentry.plugin.__main__ import main  # noqa: E402

if __name__ == "__main__":
    main()
