"""The API as programs meet it: the whole stack of middleware, PostgreSQL and Redis."""
