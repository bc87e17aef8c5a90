"""What the limiter is made of: how many requests run at a time, what each endpoint has left, and a pause for all."""
