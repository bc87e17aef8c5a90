"""Everything in an organization that a resource can stand for, as `pulumi import` would read it; nothing is written."""

from pulumi_sentry.inventory.found import Found, Inventory, Other, Unreadable
from pulumi_sentry.inventory.reading import read_inventory

__all__ = ["Found", "Inventory", "Other", "Unreadable", "read_inventory"]
