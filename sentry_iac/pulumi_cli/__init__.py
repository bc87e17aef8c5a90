"""Finds or installs the Pulumi CLI that this version is made for; needs nothing but the standard library."""
