"""Benchmarks: counted requests and paired seconds, all in one run. `python -m bench --help`."""
