"""A site with some of everything that a transfer has to carry: `python -m tests.transfer.world` fills one."""

import uuid
from datetime import timedelta

import django


def fill() -> None:
    from django.utils.timezone import now

    from accounts.invitations import invite as invite_to_site
    from accounts.models import User
    from accounts.people import suspend
    from accounts.tokens import create_token
    from rooms.actions import invitations, members, personal, rooms
    from rooms.actions.log import commit, perform
    from rooms.actions.moderation import holding, raids, removals, reports, sanctions, words
    from rooms.actions.tokens import make_token
    from rooms.actions.writes import Delete, Edit, Pin, React, Send
    from rooms.models import HeldMessage, Room

    old = now() - timedelta(days=40)
    ada = User.objects.create_superuser("ada", "ada@example.org", "correct horse", name="Ada 🦆")
    User.objects.update(date_joined=old)
    bob, eve, fay = (User.objects.create_user(name, date_joined=old) for name in ("bob", "eve", "fay"))
    tea = rooms.create_room(user=ada, name="Tea & cake", topic="“Green” or black?").slug
    den = rooms.create_room(user=ada, name="Den", kind="private", history_visible=False).slug
    for slug in (tea, den):
        for user in (bob, eve):
            members.add(user=ada, slug=slug, username=user.username)

    def send(user: User, slug: str, body: str, reply_to: int | None = None) -> int:
        return perform(Send(slug, user.pk, uuid.uuid4(), body, reply_to)).seq

    hello = send(ada, tea, "Hello @bob and @eve, **welcome** to `tea`\n\n```python\nprint('ß <b>')\n```")
    send(bob, tea, "> quoted\n\n1. <script>alert(1)</script>\n2. https://example.org/?a=1&b=2", hello)
    commit([Send(tea, eve.pk, uuid.uuid4(), f"Spam {number} \\ \" ' \t") for number in range(40)])
    perform(Edit(tea, ada.pk, hello, "Hello @eve only, 日本語, \u202ertl\u202c"))
    for user, emoji in ((ada, "👍"), (bob, "👍"), (eve, "🎉")):
        perform(React(tea, user.pk, hello, emoji, True))
    perform(Pin(tea, ada.pk, hello, True))
    perform(Delete(tea, bob.pk, 2))
    members.add(user=ada, slug=den, username="fay")
    send(fay, den, "After I came.")
    members.leave(user=bob, slug=den)
    direct = rooms.open_direct(user=ada, usernames=["bob"]).slug
    send(ada, direct, "Only you.")
    personal.put_away(user=bob, slug=direct)
    removal, _ = removals.delete_many(user=ada, slug=tea, reason="spam", seqs=[5, 6, 7])
    removals.undo(user=ada, slug=tea, removal_id=removal.pk)
    removals.delete_many(user=ada, slug=tea, reason="spam again", seqs=[8, 9])
    reports.report(user=bob, slug=tea, seq=10, reason="too much")
    sanctions.mute(user=ada, slug=tea, username="eve", reason="spam", until=now() + timedelta(days=300))
    sanctions.ban(user=ada, slug=den, username="eve", reason="spam")
    words.add_rule(user=ada, slug=tea, pattern="gin*", action="hold")
    try:
        send(bob, tea, "Gin instead?")
    except Exception as error:
        assert getattr(error, "code", "") == "held", error  # noqa: PT017 (no test: the world one runs in)
    held = HeldMessage.objects.get()
    holding.decide(user=ada, slug=tea, held_id=held.pk, approve=True)
    raids.start_raid(user=ada, slug=tea, reason="raid")
    raids.end_raid(user=ada, slug=tea)
    personal.ignore(user=bob, username="eve")
    invitations.invite(user=ada, slug=tea)
    invite_to_site(by=ada)
    create_token(bob, scopes=["rooms:read"])
    make_token(user=bob, name="one room", scopes=["history:read"], rooms=[tea])
    suspend(eve, by=ada, reason="spam", until=now() + timedelta(days=300))
    Room.objects.filter(slug=direct).update(archived_at=now())


if __name__ == "__main__":
    django.setup()
    fill()
