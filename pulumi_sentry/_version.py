"""The version of the distribution, and so of the plugin and of its schema. This is the only place that says it."""

__version__ = "0.1.0"
