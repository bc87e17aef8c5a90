"""What inbound filters drop, in Sentry's words."""

from typing import Literal

LegacyBrowser = Literal[
    "ie",
    "edge",
    "safari",
    "firefox",
    "chrome",
    "opera",
    "android",
    "opera_mini",
    "ie_pre_9",
    "ie9",
    "ie10",
    "ie11",
    "opera_pre_15",
    "android_pre_4",
    "safari_pre_6",
    "opera_mini_pre_8",
    "edge_pre_79",
]
"""Old browsers that a project drops the events of. All but the first eight are deprecated, and taken all the same
(https://docs.sentry.io/api/projects/update-an-inbound-data-filter/)."""
