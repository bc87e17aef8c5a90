"""What inbound filters drop, in Sentry's words."""

from typing import Final, Literal

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

OPTION_SWITCHES: Final = {
    "react_hydration_errors": "filters:react-hydration-errors",
    "chunk_load_error": "filters:chunk-load-error",
}
OPTION_LISTS: Final = {
    "ip_addresses": "filters:blacklisted_ips",
    "releases": "filters:releases",
    "error_messages": "filters:error_messages",
    "log_messages": "filters:log_messages",
}
"""Filters that Sentry keeps as options of the project: switches, and lists."""

OPTIONS_OF_FILTERS: Final = {key: name for name, key in (OPTION_SWITCHES | OPTION_LISTS).items()}
"""The filters by their options."""
