"""Who acts when somebody at the server's console does: an account that nobody can enter."""

from django.contrib.auth.hashers import make_password

from accounts.models import User

USERNAME = "system"  # reserved: nobody can have signed up under it


def operator() -> User:
    """The record's actor for what commands and the site's own rules do. Made on first use."""
    made = {"name": "Operator", "is_bot": True, "is_active": False, "password": make_password(None)}
    return User.objects.get_or_create(username=USERNAME, defaults=made)[0]
