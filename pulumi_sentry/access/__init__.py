"""Who may see and change what: teams, members, their roles, and the teams of a project."""
