"""Browsers for people, through the whole middleware stack, in the test's own process."""

from django.test import AsyncClient

from accounts.models import User

JSON = {"accept": "application/json"}


async def visit(user: User | None) -> AsyncClient:
    """A browser in which this person has signed in; None is nobody."""
    client = AsyncClient(raise_request_exception=False)
    if user is not None:
        await client.aforce_login(user)
    return client
