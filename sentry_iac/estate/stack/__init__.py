"""The stack file: its settings, their lines, and the stack that it joins."""
