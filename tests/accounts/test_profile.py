import pytest

from accounts.models import User

pytestmark = pytest.mark.django_db


def test_a_person_sets_their_name_and_time_zone(person, sign_in):
    person("ann")
    client = sign_in("ann")
    assert (
        client.post("/settings/profile/", {"name": " Ann  Lee ", "timezone": "Europe/Paris"}).status_code
        == 302
    )
    ann = User.objects.get()
    assert (ann.name, ann.timezone) == ("Ann Lee", "Europe/Paris")
    assert b"Ann Lee" in client.get("/settings/profile/").content


@pytest.mark.parametrize(
    "wrong", [{"timezone": "Mars/Olympus"}, {"name": "x" * 81}, {"timezone": "../etc/passwd"}]
)
def test_what_is_no_name_or_zone_is_refused(person, sign_in, wrong):
    person("ann")
    answer = sign_in("ann").post("/settings/profile/", {"name": "Ann", "timezone": "UTC", **wrong})
    assert answer.status_code == 400
    assert User.objects.get().name == ""


def test_a_form_cannot_raise_its_person(person, sign_in):
    person("ann")
    form = {"name": "Ann", "timezone": "UTC", "is_staff": "on", "is_superuser": "on", "username": "olga"}
    sign_in("ann").post("/settings/profile/", form)
    ann = User.objects.get()
    assert ann.name == "Ann"
    assert (ann.username, ann.is_staff, ann.is_superuser) == ("ann", False, False)


def test_a_name_has_no_letters_that_turn_or_hide_others(person, sign_in):
    person("ann")
    sign_in("ann").post("/settings/profile/", {"name": "Ann\u202ebob\u200b\u0007!", "timezone": "UTC"})
    assert User.objects.get().name == "Ann bob !"
