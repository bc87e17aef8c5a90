"""What Sentry takes and what it refuses, where the text alone tells.

The provider's Check and the reader of `sentry.yaml` both ask here, so that a rule stands in one place. Nothing of the
other packages is imported, and neither is Pulumi: the policy pack runs this in an environment of its own.

Only what Sentry certainly refuses is a complaint. What it takes, though it is hardly meant, is a doubt.
"""
