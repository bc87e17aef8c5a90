"""What request bodies may hold, and in which words they are refused."""
