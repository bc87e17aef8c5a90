"""Everything in an organization that a resource can stand for, as `pulumi import` would read it; nothing is written."""

from pulumi_sentry.inventory.found import (
    MADE_WITH_PROJECT,
    MONITORS,
    OF_PROJECTS,
    Found,
    Inventory,
    Other,
    Unreadable,
    made_with,
)
from pulumi_sentry.inventory.reading import read_inventory

__all__ = [
    "MADE_WITH_PROJECT",
    "MONITORS",
    "OF_PROJECTS",
    "Found",
    "Inventory",
    "Other",
    "Unreadable",
    "made_with",
    "read_inventory",
]
