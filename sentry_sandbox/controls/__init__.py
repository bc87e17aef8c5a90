"""What a test switches on and reads back: faults, quirks, cut connections, the requests and events that arrived."""
