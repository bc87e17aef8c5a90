"""The parts of the limiter: a gate for requests at a time, a window for each endpoint, and a pause for all."""
