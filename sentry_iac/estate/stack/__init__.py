"""What one stack says besides: its settings, where they stand, and the stack that it joins."""
