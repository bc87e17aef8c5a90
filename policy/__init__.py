"""The policy pack: the rules of `sentry-iac check`, run by the engine itself."""
