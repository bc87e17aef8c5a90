"""What Sentry does by itself: what it refuses, how it answers, what else happens, and what it has seen."""
