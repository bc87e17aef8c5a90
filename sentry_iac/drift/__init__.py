"""Changes that somebody made by hand: their authors, and the result of the last look."""
