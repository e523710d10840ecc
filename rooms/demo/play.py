"""Playing the conversations through the same write path that people use, then spreading them over some days."""

import random
import uuid
from datetime import timedelta

from django.db.models import Max
from django.utils.timezone import now

from accounts.models import User
from rooms.actions.log import commit, perform
from rooms.actions.members import add, join
from rooms.actions.rooms import create_room, open_direct
from rooms.actions.writes import Delete, Edit, React, Send
from rooms.demo.cast import DIRECT, PEOPLE, ROOMS
from rooms.demo.script import SCENES, TALK
from rooms.models import Message, Room, Tally

DAYS = 5  # each scene is played once a day
EMOJI = ["👍", "🎉", "😂", "❤️", "👀", "🚀"]


def play(password: str) -> tuple[int, int, int]:
    """Make everything; returns how many people, rooms and messages there are now."""
    people = {username: _person(username, name, password) for username, name in PEOPLE.items()}
    dice = random.Random(1978)  # noqa: S311 (the same play every time)
    for name, topic, kind, cast in ROOMS:
        room = create_room(user=people[cast[0]], name=name, topic=topic, kind=kind)
        for username in cast[1:]:
            _bring_in(room, people[cast[0]], people[username])
        for day in range(DAYS):
            _scene(room, people, _shuffled(SCENES[name], day, dice), dice)
        _spread(room, dice)
    for one, other in DIRECT:
        room = open_direct(user=people[one], usernames=[other])
        _scene(room, people, [((one, other)[who == "grace"], text) for who, text in TALK], dice)
        _spread(room, dice)
    return len(people), Room.objects.count(), Message.objects.count()


def _person(username: str, name: str, password: str) -> User:
    return User.objects.create_user(username, name=name, password=password, is_bot=username.endswith("bot"))


def _bring_in(room: Room, owner: User, person: User) -> None:
    if room.kind == "public":
        join(user=person, slug=room.slug)
    else:
        add(user=owner, slug=room.slug, username=person.username)


def _shuffled(scene: list[tuple[str, str]], day: int, dice: random.Random) -> list[tuple[str, str]]:
    """The first day as written; later days retell about half of it, without the replies."""
    if day == 0:
        return scene
    lines = [(who, text) for who, text in scene if not text.startswith("re:")]
    return dice.sample(lines, max(1, len(lines) * 2 // 3))


def _scene(room: Room, people: dict[str, User], scene: list[tuple[str, str]], dice: random.Random) -> None:
    said: list[int] = []
    for who, line in scene:
        above, text = _reply(line)
        write = Send(room.slug, people[who].pk, uuid.uuid4(), text, said[-above] if above else None)
        said.append(perform(write).seq)
    cast = sorted({who for who, _ in scene})
    reactions = [
        React(room.slug, people[dice.choice(cast)].pk, dice.choice(said), dice.choice(EMOJI), True)
        for _ in scene
    ]
    commit(reactions)
    last_author = people[scene[-1][0]]
    commit(
        [
            Edit(
                room.slug,
                last_author.pk,
                said[-1],
                scene[-1][1].removeprefix("re:1 ") + " (now with fewer typos)",
            )
        ]
    )
    if dice.random() < 0.5:
        commit([Delete(room.slug, people[scene[0][0]].pk, said[0])])


def _reply(text: str) -> tuple[int, str]:
    if not text.startswith("re:"):
        return 0, text
    mark, _, rest = text.partition(" ")
    return int(mark.removeprefix("re:")), rest


def _spread(room: Room, dice: random.Random) -> None:
    """As if it had happened over the last days: times only, and none of the numbers."""
    rows = list(Message.objects.filter(room=room).order_by("seq"))
    at = now() - timedelta(days=DAYS)
    step = timedelta(days=DAYS) / (len(rows) + 1)
    for row in rows:
        at += step * dice.uniform(0.1, 0.3) if dice.random() < 0.7 else step * dice.uniform(1.2, 2.8)
        row.created_at = min(at, now())
        row.edited_at = row.created_at + timedelta(minutes=2) if row.edited_at else None
    Message.objects.bulk_update(rows, ["created_at", "edited_at"])
    Room.objects.filter(pk=room.pk).update(last_at=rows[-1].created_at)
    for tally in Message.objects.filter(room=room).values("author").annotate(at=Max("created_at")):
        Tally.objects.filter(room=room, author=tally["author"]).update(last_at=tally["at"])
