"""The shared parts of commands: their output, their questions, their options, and the plan for people."""
