"""Many objects out of one list, where asking for each would be a request each."""
