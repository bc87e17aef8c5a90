"""Whose an object is: what this run has made, what the stack's state has, what an interrupted run has left."""
