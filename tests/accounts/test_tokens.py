"""API tokens, as an operator makes them."""

import re
from io import StringIO

import pytest
from django.core.management import CommandError, call_command

from accounts.auth import Refused
from accounts.models import ApiToken
from accounts.tokens import revoke
from tests.accounts.proving import identify

pytestmark = pytest.mark.django_db


def made(*arguments: str) -> str:
    out = StringIO()
    call_command("token", *arguments, stdout=out)
    return out.getvalue().strip()


def test_a_token_is_printed_once_and_kept_only_as_a_digest(person):
    user = person("ann")
    text = made(
        "Ann", "--scope", "rooms:read", "--scope", "messages:write", "--name", "bridge", "--days", "30"
    )
    assert re.fullmatch(r"chat_[\w-]{43}", text)
    row = ApiToken.objects.get()
    assert (row.user, row.name, row.scopes) == (user, "bridge", ["messages:write", "rooms:read"])
    assert text.startswith(row.prefix)
    assert len(row.prefix) < 12
    assert text not in str(ApiToken.objects.values().get())
    assert row.expires_at is not None
    assert identify(bearer=text).user == user


@pytest.mark.parametrize(
    "arguments",
    [
        ["zoe", "--scope", "rooms:read"],
        ["ann"],
        ["ann", "--scope", "root"],
        ["ann", "--scope", "moderation", "--days", "0"],
    ],
)
def test_a_wrong_command_makes_nothing(person, arguments):
    person("ann")
    with pytest.raises(CommandError):
        made(*arguments)
    assert not ApiToken.objects.exists()


def test_a_revoked_token_is_refused(person):
    person("ann")
    text = made("ann", "--scope", "rooms:read")
    assert identify(bearer=text)
    revoke(ApiToken.objects.get())
    with pytest.raises(Refused):
        identify(bearer=text)
