"""What an operator does at the console: owners, invitations, suspensions, each on the record."""

from typing import Any

import pytest
from django.core.management import CommandError, call_command
from django.test import Client

from accounts.models import Invitation, User
from rooms.models import AuditEntry
from tests.rooms.acting import person

pytestmark = [pytest.mark.django_db, pytest.mark.embedded]


def said(capsys: pytest.CaptureFixture[str], *arguments: str, **options: Any) -> str:
    call_command(*arguments, **options)
    return capsys.readouterr().out.strip()


def test_an_owner_is_recovered_with_a_link_for_a_new_password(capsys: pytest.CaptureFixture[str]) -> None:
    ann = person("ann")
    call_command("suspend", "ann", reason="mistake")
    link = said(capsys, "owner", "ann")
    ann.refresh_from_db()
    assert (ann.is_superuser, ann.is_staff, ann.may_enter) == (True, True, True)
    assert Client().get(link).status_code == 200
    acts = AuditEntry.objects.filter(target=ann, actor__username="system").order_by("pk")
    assert list(acts.values_list("action", flat=True)) == ["suspend", "unsuspend", "owner", "password_link"]


def test_an_invitation_opens_the_door(capsys: pytest.CaptureFixture[str]) -> None:
    link = said(capsys, "invite", days=2, uses=3)
    assert Client().get(link).status_code in (200, 302)
    assert Invitation.objects.get().max_uses == 3
    assert AuditEntry.objects.get().after == {"days": 2, "uses": 3}


def test_a_suspension_shuts_out_and_ends() -> None:
    ann = person("ann")
    call_command("suspend", "ann", reason="spam", days=3)
    ann.refresh_from_db()
    assert not ann.may_enter
    assert ann.suspended_until is not None
    call_command("suspend", "ann", reason="enough", lift=True)
    ann.refresh_from_db()
    assert ann.may_enter


@pytest.mark.parametrize(
    ("command", "options"),
    [
        (("owner", "nobody"), {}),
        (("owner", "system"), {}),
        (("suspend", "nobody"), {"reason": "x"}),
        (("suspend", "ann"), {"reason": " "}),
        (("suspend", "ann"), {"reason": "x", "days": 0}),
        (("suspend", "ann"), {"reason": "x", "lift": True}),
        (("invite",), {"days": 0}),
        (("invite",), {"uses": 0}),
    ],
)
def test_what_makes_no_sense_is_refused(command: tuple[str, ...], options: dict[str, Any]) -> None:
    person("ann")
    with pytest.raises(CommandError):
        call_command(*command, **options)
    assert not AuditEntry.objects.exists()
    assert not Invitation.objects.exists()
    assert not User.objects.filter(is_staff=True).exists()
