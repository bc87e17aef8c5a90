"""Answers `python -m pip list -v --format json` for the packages that Pulumi's Python host looks for.

The host asks before every run which packages bring plugins. Real pip takes longer than the rest of the host.
"""

from __future__ import annotations

import json
import sys
from importlib import metadata

found = [
    {"name": one.name, "version": one.version, "location": str(one.locate_file(""))}
    for one in metadata.distributions()
    if one.name.startswith("pulumi")
]
json.dump(found, sys.stdout)
