"""The outputs of a stack's last `up`."""
