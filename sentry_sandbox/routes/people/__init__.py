"""Teams, members, and whose token calls."""
