"""A person's own list of where they are signed in."""

import pytest

from accounts.sessions import fingerprint
from tests.accounts.conftest import is_signed_in, session_of

pytestmark = pytest.mark.django_db


def test_the_list_shows_each_browser_and_never_a_session_key(person, sign_in):
    user = person("ann")
    here = sign_in("ann", HTTP_USER_AGENT="Laptop/1", REMOTE_ADDR="198.51.100.7")
    there = sign_in("ann", HTTP_USER_AGENT="Phone/2 <script>")
    person("bob")
    sign_in("bob", HTTP_USER_AGENT="Bob/3")
    page = here.get("/settings/sessions/").content.decode()
    assert "Laptop/1" in page
    assert "198.51.100.7" in page
    assert "Phone/2 &lt;script&gt;" in page
    assert "Bob/3" not in page
    for client in (here, there):
        assert session_of(client).user_id == user.pk
        assert session_of(client).session_key not in page


def test_one_session_can_be_ended_from_another(person, sign_in):
    person("ann")
    here, there, third = sign_in("ann"), sign_in("ann"), sign_in("ann")
    here.post("/settings/sessions/", {"session": fingerprint(session_of(there).session_key)})
    assert is_signed_in(here)
    assert not is_signed_in(there)
    assert is_signed_in(third)


def test_all_others_can_be_ended_at_once(person, sign_in):
    person("ann")
    here, there, third = sign_in("ann"), sign_in("ann"), sign_in("ann")
    here.post("/settings/sessions/", {"others": "1"})
    assert [is_signed_in(one) for one in (here, there, third)] == [True, False, False]


def test_nobody_ends_somebody_elses_session(person, sign_in):
    person("ann")
    person("eve")
    ann, eve = sign_in("ann"), sign_in("eve")
    eve.post("/settings/sessions/", {"session": fingerprint(session_of(ann).session_key)})
    eve.post("/settings/sessions/", {"others": "1"})
    assert is_signed_in(ann)
