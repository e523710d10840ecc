"""People with a password, browsers for them, and counters that forget between tests."""

from collections.abc import Callable, Iterator

import pytest
from django.test import Client

from accounts.limits import counters
from accounts.models import Session, User

PASSWORD = "a long enough passphrase"


@pytest.fixture(autouse=True)
def _counters_forget() -> Iterator[None]:
    counters.cache_clear()
    yield
    counters.cache_clear()


@pytest.fixture
def person(db: None) -> Callable[..., User]:
    """`person("ann", email=…)` makes somebody whose password is PASSWORD."""

    def make(username: str, **fields: object) -> User:
        email = fields.pop("email", None)
        return User.objects.create_user(username, email, PASSWORD, **fields)  # type: ignore[arg-type]

    return make


@pytest.fixture
def sign_in() -> Callable[..., Client]:
    """A browser in which that person has signed in through the page."""

    def through_the_page(username: str, password: str = PASSWORD, **headers: str) -> Client:
        client = Client()
        answer = client.post("/accounts/login/", {"login": username, "password": password}, **headers)  # type: ignore[arg-type]
        assert answer.status_code == 302, answer.content
        return client

    return through_the_page


def is_signed_in(client: Client) -> bool:
    """Whether this browser's cookie names a person, as the next request will see it."""
    cookie = client.cookies.get("sessionid")
    if cookie is None or not cookie.value:
        return False
    return client.get("/settings/profile/").status_code == 200


def session_of(client: Client) -> Session:
    return Session.objects.get(session_key=client.cookies["sessionid"].value)
