"""One case for each resource, for the tests that every resource passes (`test_contract.py`, `test_replacement.py`).

All cases live side by side in one organization and one stack: no two declare or remove objects of the same name.
"""

from __future__ import annotations

from tests.e2e.cases.access import MEMBER, PROJECT_TEAM, TEAM, TEAM_MEMBERSHIP
from tests.e2e.cases.alerts import ALERT
from tests.e2e.cases.case import Case, World
from tests.e2e.cases.env_file import ENV_FILE
from tests.e2e.cases.keys import PROJECT_KEY
from tests.e2e.cases.monitors import CRON_MONITOR, METRIC_MONITOR, UPTIME_MONITOR
from tests.e2e.cases.organization import ORGANIZATION_SETTINGS
from tests.e2e.cases.projects import INBOUND_FILTERS, OWNERSHIP_RULES, PROJECT, SPIKE_PROTECTION

__all__ = ["CASES", "Case", "World"]

CASES = [
    TEAM,
    PROJECT,
    PROJECT_KEY,
    METRIC_MONITOR,
    UPTIME_MONITOR,
    CRON_MONITOR,
    SPIKE_PROTECTION,
    ALERT,
    ENV_FILE,
    MEMBER,
    TEAM_MEMBERSHIP,
    PROJECT_TEAM,
    ORGANIZATION_SETTINGS,
    INBOUND_FILTERS,
    OWNERSHIP_RULES,
]
