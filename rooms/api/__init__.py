"""The API under /api/v1/ (docs/api.md): history, changes and writes for programs, one database hop a request."""
