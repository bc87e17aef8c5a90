"""The folder of a Pulumi project with a `sentry.yaml`: what `init` and `export` write."""
