"""A private room in which every text that can be hidden in one is a word of its own."""

import uuid
from dataclasses import dataclass, field

from tests.chat.deployment import Deployment
from tests.chat.people import Person
from tests.moderation.clerk import Clerk

EMOJI = "👩🏿‍🤝‍👨🏻"
# Each word is unique to where it stands, and so long that no random token is likely to contain it.
WORDS = {
    "name": "Wolpertinger",
    "topic": "Elwetritsch",
    "message": "Rasselbock",
    "edited": "Hanghuhn",
    "pin": "Gamusino",
    "reaction": EMOJI,
    "member": "Skvader",
    "deleted": "Jackalope",
    "report": "Drop-bear",
    "held": "Hidebehind",
    "rule": "squonk",
    "reason": "Snallygaster",
    "webhook": "Catoblepas",
}


@dataclass(slots=True)
class Secret:
    slug: str
    people: dict[str, Person]
    values: dict[str, str] = field(default_factory=dict)
    invitation: str = ""


def make_secret(deployment: Deployment, clerk: Clerk) -> Secret:
    roles = ("owner", "moderator", "member", "target", "former", "banned", "outsider", "staff")
    people = dict(zip(roles, deployment.people(len(roles), prefix="s"), strict=True))
    names = {role: one.username for role, one in people.items()}
    clerk.rename(username=names["target"], name=WORDS["member"])
    clerk.promote(username=names["staff"])
    inside = [people[role] for role in roles[1:6]]
    slug = deployment.room(people["owner"], *inside, name=WORDS["name"], topic=WORDS["topic"], kind="private")
    secret = Secret(slug, people)
    invitation = clerk.act(name="invite", user=names["owner"], slug=slug)
    seqs = deployment.office.send(
        username=names["target"],
        slug=slug,
        bodies=[WORDS[word] for word in ("message", "message", "pin", "deleted")],
    )
    deployment.office.edit(username=names["target"], slug=slug, bodies={str(seqs[1]): WORDS["edited"]})
    deployment.office.react(username=names["owner"], slug=slug, seq=seqs[0], emoji=EMOJI)
    given = {"user": names["owner"], "slug": slug}
    clerk.act(name="pin", seq=seqs[2], **given)
    report = clerk.act(name="report", seq=seqs[0], reason=WORDS["report"], **given)
    removal = clerk.act(name="delete_many", seqs=[seqs[3]], reason=WORDS["reason"], **given)
    hook = clerk.act(name="make_hook", bot_name=WORDS["webhook"], **given)
    url = "https://receiver.example/" + WORDS["webhook"]
    subscription = clerk.act(name="subscribe", url=url, events=["message.created"], **given)
    rule = clerk.act(name="add_rule", pattern=WORDS["rule"], action="hold", **given)
    deployment.rows(
        "INSERT INTO rooms_heldmessage (room_id, author_id, client_id, body, why, status, created_at)"
        " SELECT id, %s, %s, %s, 'word', 'waiting', now() FROM rooms_room WHERE slug = %s",
        people["target"].id, str(uuid.uuid4()), WORDS["held"], slug,
    )  # fmt: skip
    held = deployment.rows("SELECT max(id) FROM rooms_heldmessage")[0][0]
    clerk.act(name="remove", username=names["former"], reason=WORDS["reason"], **given)
    entry = clerk.act(name="ban", username=names["banned"], reason=WORDS["reason"], **given)
    numbers = {"report": report, "removal": removal, "rule": rule, "held": held, "entry": entry}
    numbers |= {"hook": hook, "subscription": subscription}
    secret.invitation = invitation
    secret.values = {name: str(number) for name, number in numbers.items()} | {
        "slug": slug, "seq": str(seqs[0]), "username": names["target"], "target": names["target"],
        "owner": names["owner"],
        "emoji": "👍", "token": "no-such-token", "word": WORDS["message"], "form": "csv", "key": "x", "uidb36": "1",
        "uuid": str(uuid.uuid4()), "since": "2026-01-01T00:00:00Z", "until": "2027-01-01T00:00:00Z",
    }  # fmt: skip
    return secret


PK = {
    "rooms:handle_report": "report",
    "rooms:decide_held": "held",
    "rooms:word": "rule",
    "rooms:undo_deletion": "removal",
    "rooms:undo_entry": "entry",
    "rooms:revoke_webhook": "hook",
    "rooms:subscription": "subscription",
    "api/v1/rooms/<slug>/deletions/<id>": "removal",
    "api/v1/rooms/<slug>/reports/<id>": "report",
    "api/v1/rooms/<slug>/webhooks/incoming/<id>": "hook",
    "api/v1/rooms/<slug>/webhooks/outgoing/<id>": "subscription",
    "api/v1/rooms/<slug>/webhooks/outgoing/<id>/test": "subscription",
}  # which number `pk` or `id` is, where an address takes one


def numbered(key: str, values: dict[str, str]) -> dict[str, str]:
    """`values`, and the number of what this address is about."""
    number = values.get(PK.get(key, ""), "1")
    return values | {"pk": number, "id": number}
