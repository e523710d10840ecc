"""Undo puts back what was there, and nothing of whoever has gone meanwhile."""

from datetime import timedelta

import pytest
from django.utils.timezone import now

from accounts.deletion import delete_account
from accounts.models import User
from rooms.actions.log import perform
from rooms.actions.moderation.preview import preview, preview_site
from rooms.actions.moderation.regulations import regulate
from rooms.actions.moderation.removals import delete_many, undo
from rooms.actions.moderation.sweeping import sweep
from rooms.actions.writes import Pin, React
from rooms.errors import ActionError
from rooms.models import Mention, Message, Reaction, Removal
from tests.moderation.scene import Scene, make_scene, new_user

pytestmark = pytest.mark.django_db


@pytest.fixture
def scene() -> Scene:
    return make_scene()


def reacted(scene: Scene, *who: str) -> None:
    for name in who:
        perform(React(scene.slug, scene.people[name].pk, scene.seq, "👍", True))


def content(scene: Scene) -> list[tuple[object, ...]]:
    names = ("seq", "body", "html", "reactions", "pinned_at", "edited_at", "deleted_at")
    mentions = Mention.objects.filter(message__room=scene.room).order_by("message", "user")
    return [
        *Message.objects.filter(room=scene.room).order_by("seq").values_list(*names),
        *mentions.values_list("message", "user"),
    ]


def remove(scene: Scene, **chosen: object) -> Removal:
    return delete_many(user=scene.people["owner"], slug=scene.slug, reason="bad", **chosen)[0]


def put_back(scene: Scene, removal: Removal) -> None:
    undo(user=scene.people["owner"], slug=scene.slug, removal_id=removal.pk)


def test_text_reactions_pins_and_mentions_come_back_as_they_were(scene: Scene) -> None:
    scene.send("target", "@member and @moderator look")
    reacted(scene, "member", "moderator")
    perform(Pin(scene.slug, scene.people["owner"].pk, scene.seq, True))
    before = content(scene)
    assert Mention.objects.count() == 2
    removal = remove(scene, author="target", since=now() - timedelta(hours=1))
    assert Mention.objects.count() == 0
    assert content(scene) != before
    put_back(scene, removal)
    assert content(scene) == before
    assert removal.count == 2


def test_whoever_deleted_their_account_meanwhile_comes_back_nowhere(scene: Scene) -> None:
    named = scene.send("target", "@member and @moderator look")
    reacted(scene, "member", "moderator")
    member = scene.people["member"]
    removal = remove(scene, seqs=[scene.seq, named])
    delete_account(member.pk)
    tombstone = Message.objects.get(room=scene.room, seq=scene.seq)
    assert (tombstone.reactions, tombstone.body) == ([], "")
    put_back(scene, removal)
    back = Message.objects.get(room=scene.room, seq=scene.seq)
    (thumbs,) = back.reactions
    assert (thumbs["count"], thumbs["users"]) == (2, ["keeper", "moderator"])
    assert not Reaction.objects.filter(user=member).exists()
    assert set(Mention.objects.values_list("user__username", flat=True)) == {"moderator"}


def test_a_preview_shows_exactly_what_goes(scene: Scene) -> None:
    for number in range(20):
        scene.send("target", f"spam {number}")
    scene.send("member", "not spam")
    chosen = {"author": "target", "since": now() - timedelta(hours=1)}
    shown = preview(user=scene.people["moderator"], slug=scene.slug, **chosen)
    assert (shown.count, shown.authors, len(shown.sample), shown.more) == (21, 1, 8, 13)
    assert remove(scene, **chosen).count == shown.count


def test_a_preview_shows_no_text_that_its_reader_may_not_see(scene: Scene) -> None:
    regulate(user=scene.people["owner"], slug=scene.slug, history_visible=False)
    scene.people["late"] = new_user("late")
    scene.enter("late", "moderator")
    shown = preview(user=scene.people["late"], slug=scene.slug, seqs=[scene.seq])
    assert (shown.count, shown.sample) == (1, [])


def raided(scene: Scene) -> dict[str, object]:
    """Two raiders, and a moderator as new as they are."""
    for name in ("raider1", "raider2", "fresh"):
        scene.people[name] = User.objects.create(username=name, date_joined=now())
    scene.enter("raider1")
    scene.enter("raider2")
    scene.enter("fresh", "moderator")
    for name in ("raider1", "raider2", "raider1", "fresh", "member"):
        scene.send(name, f"by {name}")
    return {"accounts_since": now() - timedelta(hours=1)}


def test_everything_by_new_accounts_goes_but_nothing_of_moderators(scene: Scene) -> None:
    chosen = raided(scene)
    before = content(scene)
    shown = preview(user=scene.people["owner"], slug=scene.slug, **chosen)
    assert (shown.count, shown.authors) == (3, 2)
    removal = remove(scene, **chosen)
    left = Message.objects.filter(room=scene.room, deleted_at=None).values_list("body", flat=True)
    assert {"by fresh", "by member"} <= set(left)
    assert not [body for body in left if "raider" in body]
    put_back(scene, removal)
    assert content(scene) == before


def test_a_sweep_of_the_site_leaves_private_rooms_alone(scene: Scene) -> None:
    chosen = raided(scene)
    staff = scene.people["administrator"]
    assert [(room.slug, count) for room, count in preview_site(user=staff, **chosen)] == [(scene.slug, 3)]
    (removal, entry) = sweep(user=staff, reason="raid", **chosen)[0]
    assert (removal.count, entry.room, entry.after["count"]) == (3, scene.room, 3)
    with pytest.raises(ActionError, match="have written nothing"):
        sweep(user=staff, reason="raid", **chosen)
    for name in ("owner", "moderator", "member"):
        with pytest.raises(ActionError) as error:
            sweep(user=scene.people[name], reason="raid", **chosen)
        assert error.value.code == "forbidden"


def test_a_private_room_is_no_part_of_the_site_s_sweep() -> None:
    scene = make_scene("private")
    chosen = raided(scene)
    assert preview_site(user=scene.people["administrator"], **chosen) == []
    assert preview(user=scene.people["owner"], slug=scene.slug, **chosen).count == 3
