"""The rotation of DSNs: a person asks for `modes`, `emergency` and `status`, which use `carry_out` and `steps`."""
