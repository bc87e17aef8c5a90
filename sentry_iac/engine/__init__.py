"""The Pulumi CLI as a subprocess, its state and its locks."""
