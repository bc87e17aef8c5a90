"""Knows which resource owns an object: by what this run made, what the state has and what an interrupted run left."""
