"""Input of people who mean harm. A new one is a row in `source_rows.py` or `repository_rows.py`."""
