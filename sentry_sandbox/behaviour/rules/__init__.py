"""Rules for request bodies, and the words of refusals."""
