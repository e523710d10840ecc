"""A chat client for tests: it keeps what the protocol promises clients, and records all that it received."""
