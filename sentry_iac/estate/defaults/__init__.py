"""The values that hold where nobody wrote any, and the meaning of the word `strict`."""
