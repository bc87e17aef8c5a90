"""The JSON schema of `sentry.yaml`: made of the models of its keys, and shipped as a file that editors read."""
