"""What turns a fresh checkout into a working one: the virtual environment and the Pulumi CLI.

Only the standard library is used, since nothing else is there yet.
"""
