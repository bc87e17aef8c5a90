"""What Sentry does by itself: what it refuses, how it answers, what else happens, what it has seen."""
