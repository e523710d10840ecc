"""The table of docs/permissions.md, the code's table and what the actions really do: the same, cell by cell."""

import pytest

from accounts.models import User
from rooms.access import Access
from rooms.errors import ActionError
from rooms.models import Room
from rooms.permissions import PERMISSIONS, SITE_PERMISSIONS, Rank, allows, outranks
from tests.moderation.acts import ACTS
from tests.moderation.scene import OUTSIDE, RANKS, Scene, make_scene, undone
from tests.moderation.table import ROOM, SITE

COLUMNS = ("anonymous", "banned", *(rank.name.lower() for rank in Rank))
REFUSED = {"forbidden", "not_member", "unknown_room", "banned"}
WITHOUT_ACTION = {"site_reports", "site_audit"}  # pages that read: tried from outside


def test_every_action_of_the_code_has_a_row_in_the_docs_and_none_is_made_up() -> None:
    assert list(ROOM) == list(PERMISSIONS)
    assert list(SITE) == list(SITE_PERMISSIONS)


def test_every_action_of_the_code_is_tried() -> None:
    assert set(ACTS) == {*PERMISSIONS, *SITE_PERMISSIONS} - WITHOUT_ACTION


@pytest.mark.parametrize("action", PERMISSIONS)
def test_the_permission_function_says_what_the_row_says(action: str) -> None:
    assert tuple(ROOM[action]) == COLUMNS
    assert {rank.name.lower(): allows(rank, action) for rank in Rank}.items() <= ROOM[action].items()
    assert not ROOM[action]["anonymous"]
    assert not ROOM[action]["banned"]


def test_an_action_without_a_row_is_an_error() -> None:
    with pytest.raises(KeyError):
        allows(Rank.ADMINISTRATOR, "everything")


@pytest.mark.parametrize("rank", Rank)
@pytest.mark.parametrize("other", Rank)
def test_nobody_outranks_their_equals_or_superiors(rank: Rank, other: Rank) -> None:
    assert outranks(rank, other) == (rank.value > other.value)


@pytest.mark.parametrize("kind", ["private", "direct"])
def test_an_administrator_without_a_membership_is_a_visitor_outside_public_rooms(kind: str) -> None:
    staff = User(is_staff=True)
    assert Access(Room(kind="public"), staff, None).rank == Rank.ADMINISTRATOR
    assert Access(Room(kind=kind), staff, None).rank == Rank.VISITOR


def refusal(scene: Scene, action: str, rank: str) -> str | None:
    """The code with which this action is refused to this rank; None when it was done. Nothing remains of it."""
    with undone():
        try:
            ACTS[action](scene, scene.people[rank])
        except ActionError as error:
            return error.code
    return None


def expected(kind: str, rank: str, action: str) -> bool:
    """A private room is not there for outsiders, and an administrator's office ends at its door."""
    if kind == "public" or rank not in (*OUTSIDE, "administrator"):
        return ROOM[action]["visitor" if rank == "former" else rank]
    return rank == "administrator" and ROOM[action]["member"]


@pytest.mark.django_db
@pytest.mark.parametrize("kind", ["public", "private"])
@pytest.mark.parametrize("action", PERMISSIONS)
def test_the_actions_obey_every_cell_of_the_row(action: str, kind: str) -> None:
    scene = make_scene(kind)
    found = {rank: refusal(scene, action, rank) for rank in RANKS}
    allowed = {rank: code is None for rank, code in found.items()}
    assert allowed == {rank: expected(kind, rank, action) for rank in RANKS}, found
    assert {code for code in found.values() if code} <= REFUSED
    if kind == "private":
        assert {found[rank] for rank in OUTSIDE} == {"unknown_room"}


@pytest.mark.django_db
@pytest.mark.parametrize("action", [name for name in SITE_PERMISSIONS if name not in WITHOUT_ACTION])
def test_what_concerns_the_whole_site_is_the_administrators_alone(action: str) -> None:
    scene = make_scene()
    allowed = {rank: refusal(scene, action, rank) is None for rank in RANKS}
    row = SITE[action]
    others = {rank: row["anonymous" if rank == "anonymous" else "person"] for rank in RANKS[:-1]}
    assert allowed == others | {"administrator": row["administrator"]}


@pytest.mark.django_db
@pytest.mark.parametrize("action", ["write", "react", "report", "leave", "pin"])
def test_an_administrator_joins_before_acting_as_a_member(action: str) -> None:
    scene = make_scene()
    assert refusal(scene, action, "administrator") is None
    scene.leave("administrator")
    assert refusal(scene, action, "administrator") == "not_member"
    assert refusal(scene, "delete", "administrator") is None


@pytest.mark.django_db
@pytest.mark.parametrize("action", ["mute", "remove", "ban", "role", "transfer"])
@pytest.mark.parametrize("actor", ["moderator", "owner", "administrator"])
@pytest.mark.parametrize("victim", ["moderator", "owner", "administrator"])
def test_one_acts_on_people_of_a_lower_rank_only(action: str, actor: str, victim: str) -> None:
    scene = make_scene()
    ranks = {name: Rank[name.upper()] for name in ("moderator", "owner", "administrator")}
    scene.people["actor"] = scene.people[actor]
    if actor == victim:
        scene.people["actor"] = User.objects.create(username="twin", is_staff=actor == "administrator")
        scene.enter("actor", actor if actor != "administrator" else "member")
    if not allows(ranks[actor], action):
        assert refusal(scene, action, "actor") == "forbidden"
        return
    assert refusal(scene, action, "actor") is None
    scene.people["target"].username = "gone"
    User.objects.filter(username="target").update(username="gone")
    User.objects.filter(username=victim).update(username="target")
    code = refusal(scene, action, "actor")
    assert (code == "outranked") == (not outranks(ranks[actor], ranks[victim])), code
