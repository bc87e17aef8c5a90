"""What the last `up` of a stack left in its outputs."""
