"""Privileged acts. Each is one transaction with the room locked, and its audit entry is written in it (S10)."""
