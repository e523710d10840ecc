"""The office's colleague for moderation: our own actions on a deployment's database, from a process of its own."""

import json
import subprocess
import sys
import traceback
from collections.abc import Mapping
from datetime import timedelta
from typing import Any

from tests.chat.office import Office
from tests.services.stack import ROOT, child_environment


class Clerk(Office):
    """`clerk.act(name="mute", user="ann", …)` runs the action `mute` over there."""

    def __init__(self, site: Mapping[str, str]) -> None:
        self._process = subprocess.Popen(
            [sys.executable, "-m", "tests.moderation.clerk"],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            env=child_environment(site, DJANGO_SETTINGS_MODULE="chatapp.settings"),
            cwd=ROOT,
            text=True,
        )


def act(name: str, user: str, seconds: float | None = None, ago: float | None = None, **given: Any) -> Any:
    """An action by its name. `seconds` from now is its `until`, `ago` its `since`. The id of what came of it."""
    from django.utils.timezone import now

    from accounts.models import User
    from rooms.actions import invitations
    from rooms.actions.log import perform
    from rooms.actions.webhooks import incoming, subscriptions
    from rooms.actions.writes import Pin
    from tests.moderation.deeds import DEEDS

    actor = User.objects.get(username=user)
    if seconds is not None:
        given["until"] = now() + timedelta(seconds=seconds)
    if ago is not None:
        given["since"] = now() - timedelta(seconds=ago)
    if name == "pin":
        return perform(Pin(given["slug"], actor.pk, given["seq"], True)).seq
    others = (invitations, incoming, subscriptions)
    action = DEEDS.get(name) or next(getattr(each, name) for each in others if hasattr(each, name))
    made = action(user=actor, **given)
    made = made[0] if isinstance(made, tuple) else made
    return made if isinstance(made, str) else getattr(made, "pk", None)


def promote(username: str) -> None:
    from accounts.models import User

    User.objects.filter(username=username).update(is_staff=True)


def rename(username: str, name: str) -> None:
    from accounts.models import User

    User.objects.filter(username=username).update(name=name)


def sign_in(username: str, password: str = "") -> str:
    """One more session; its key. With a password, that is theirs from now on."""
    from django.test import Client

    from accounts.models import User

    user = User.objects.get(username=username)
    if password:
        user.set_password(password)
        user.save()
    client = Client()
    client.force_login(user)
    return str(client.session.session_key)


def main() -> None:
    import django

    django.setup()
    known = {"act": act, "promote": promote, "rename": rename, "sign_in": sign_in}
    for line in sys.stdin:
        name, arguments = json.loads(line)
        try:
            answer = {"value": known[name](**arguments)}
        except Exception:
            answer = {"error": traceback.format_exc()}
        sys.stdout.write(json.dumps(answer, default=str) + "\n")
        sys.stdout.flush()


if __name__ == "__main__":
    main()
