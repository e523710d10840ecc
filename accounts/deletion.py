"""A person deletes their account. What they wrote stays; who they were goes."""

from allauth.account.models import EmailAddress
from django.db import transaction
from django.utils import timezone

from accounts import control
from accounts.endings import end_all_sessions
from accounts.models import ApiToken, Invitation, SetupLink, User
from accounts.usernames import TOMBSTONE_PREFIX

TOMBSTONE_NAME = "Deleted person"


class SoleOwner(Exception):
    """Somebody has to own the site: make another person an owner first."""


@transaction.atomic
def delete_account(user_id: int) -> None:
    """Raises SoleOwner. The row stays as a tombstone, so that messages keep an author."""
    # Owners are locked together: two of them leaving at once would leave nobody.
    owners = list(User.objects.select_for_update().filter(is_superuser=True, is_active=True).order_by("pk"))
    if [owner.pk for owner in owners] == [user_id]:
        raise SoleOwner
    user = User.objects.select_for_update().get(pk=user_id)
    end_all_sessions(user_id)
    ApiToken.objects.filter(user_id=user_id).delete()
    EmailAddress.objects.filter(user_id=user_id).delete()
    SetupLink.objects.filter(user_id=user_id).delete()
    Invitation.objects.filter(created_by_id=user_id).update(revoked_at=timezone.now())
    _bury(user)
    for hook in control.on_account_deleted:
        hook(user_id)
    control.revoke_user(user_id)


def _bury(user: User) -> None:
    user.username, user.name, user.email = f"{TOMBSTONE_PREFIX}{user.pk}", TOMBSTONE_NAME, None
    user.is_active = user.is_staff = user.is_superuser = False
    user.timezone, user.last_seen, user.last_login = "UTC", None, None
    user.suspended_reason = ""
    user.set_unusable_password()
    user.save()
