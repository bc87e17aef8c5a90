"""Makes a fresh checkout work: installs the virtual environment and the Pulumi CLI.

Only the standard library is used, since nothing else is installed yet.
"""
