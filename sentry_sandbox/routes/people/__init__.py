"""Teams, members, and the user behind a token."""
