"""The rotation of DSNs: what a step changes in a stack file, how that is recorded, and whether the keys are used."""
