"""The one check: who a session cookie or a token stands for."""

import pytest
from django.utils import timezone

from accounts.auth import Refused
from accounts.models import ApiToken, Session, User
from accounts.sessions import SessionStore
from accounts.tokens import create_token
from tests.accounts.proving import ORIGIN, check_socket, code, identify, scope, session_key

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _public_address(settings):
    settings.PUBLIC_URL = ORIGIN


def test_a_session_and_a_token_stand_for_their_person(person):
    user = person("ann")
    key = session_key(user)
    row, text = create_token(user, scopes=["history:read"])
    by_session, by_token = identify(session_key=key), identify(bearer=text)
    assert (by_session.user, by_session.session_key, by_session.token) == (user, key, None)
    assert (by_token.user, by_token.session_key, by_token.token) == (user, None, row)
    assert by_session.may("moderation")
    assert by_token.may("history:read")
    assert not by_token.may("moderation")


def test_it_takes_one_query(person, django_assert_num_queries):
    user = person("ann")
    key, (_row, text) = session_key(user), create_token(user, scopes=[])
    for proof in ({"session_key": key}, {"bearer": text}):
        with django_assert_num_queries(1):
            assert identify(**proof).user.display_name == "ann"


@pytest.mark.parametrize("key", [None, "", "x" * 32, "x" * 5000, "' or 1=1 --", "\x00", "ключ"])
def test_a_made_up_session_is_nobody(person, key):
    assert identify(session_key=session_key(person("ann")))
    with pytest.raises(Refused) as refused:
        identify(session_key=key)
    assert code(refused) == "unauthenticated"


@pytest.mark.parametrize("text", ["", "chat_", "chat_x", "x" * 5000, "chat_\x00", "chat_ключ", "chat_\udcff"])
def test_a_made_up_token_is_nobody(person, text):
    assert identify(bearer=create_token(person("ann"), scopes=[])[1])
    with pytest.raises(Refused) as refused:
        identify(bearer=text)
    assert code(refused) == "unauthenticated"


def test_an_expired_session_or_token_is_nobody(person):
    user = person("ann")
    key, (_row, text) = session_key(user), create_token(user, scopes=[], days=1)
    assert identify(session_key=key)
    assert identify(bearer=text)
    Session.objects.update(expire_date=timezone.now())
    ApiToken.objects.update(expires_at=timezone.now())
    for proof in ({"session_key": key}, {"bearer": text}):
        with pytest.raises(Refused):
            identify(**proof)


def test_a_session_that_names_a_person_without_proving_them_is_nobody(person):
    user = person("ann")
    assert identify(session_key=session_key(user))
    good = Session.objects.get().get_decoded()
    for change in ({"_auth_user_hash": "x"}, {"_auth_user_hash": ""}, {"_auth_user_backend": "evil.Backend"}):
        store = SessionStore()
        store.update({**good, **change})
        store.create()
        store.save()
        with pytest.raises(Refused):
            identify(session_key=store.session_key)


def test_a_suspended_person_is_refused_by_session_token_and_socket(person):
    user = person("ann")
    _row, text = create_token(user, scopes=["rooms:read"])
    keep = session_key(user)
    assert check_socket(scope(authorization=f"Bearer {text}")).user == user
    User.objects.update(suspended_at=timezone.now())
    for proof in ({"session_key": keep}, {"bearer": text}):
        with pytest.raises(Refused) as refused:
            identify(**proof)
        assert code(refused) == "suspended"
    for headers in ({"authorization": f"Bearer {text}"}, {"origin": ORIGIN, "cookie": f"sessionid={keep}"}):
        with pytest.raises(Refused) as refused:
            check_socket(scope(**headers))
        assert code(refused) == "suspended"


def test_a_secret_key_that_was_rotated_does_not_sign_anyone_out(person, settings):
    key = session_key(person("ann"))
    assert identify(session_key=key)
    settings.SECRET_KEY_FALLBACKS = [settings.SECRET_KEY]
    settings.SECRET_KEY = "another key, as long as it has to be, for the next year or so"
    assert identify(session_key=key)
    settings.SECRET_KEY_FALLBACKS = []
    with pytest.raises(Refused):
        identify(session_key=key)
