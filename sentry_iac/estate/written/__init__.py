"""What may be written in `sentry.yaml` and in a stack file, as models; nobody has answered anything yet."""
