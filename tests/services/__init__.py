"""Real services for tests, faults and the bench: PostgreSQL, Redis, Chromium and our own server.

All listen on loopback, on free ports, in temporary folders, and end with the process that started them.
"""
