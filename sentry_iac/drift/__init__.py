"""What was changed by hand: who did it, and what the last look found."""
