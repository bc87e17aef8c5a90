"""What holds where nobody wrote anything, and what the word `strict` stands for."""
