"""What `sentry-iac up` and `down` keep on this machine: the sandbox, the Pulumi backend, `.local/env`.

Only `stack_config` needs more than the standard library, so that `make down` and `make clean` work when
the virtual environment is broken or gone.
"""
