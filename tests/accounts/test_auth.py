"""The one check: who a session cookie or a token stands for, and which page may open a socket."""

import pytest
from django.test import Client
from django.utils import timezone

from accounts.auth import Identity, Refused, bearer_of, check_socket, identify, recheck
from accounts.models import ApiToken, Session, User
from accounts.people import suspend
from accounts.sessions import SessionStore
from accounts.tokens import create_token, revoke

pytestmark = pytest.mark.django_db
HOST = "chat.example.org"
ORIGIN = f"https://{HOST}"


@pytest.fixture(autouse=True)
def _public_address(settings):
    settings.PUBLIC_URL = ORIGIN


def session_key(user: User) -> str:
    client = Client()
    client.force_login(user)
    return client.cookies["sessionid"].value


def scope(**headers: str | list[str]) -> dict[str, object]:
    pairs = [("host", HOST)] if "host" not in headers else []
    for name, value in headers.items():
        pairs += [(name, one) for one in ([value] if isinstance(value, str) else value)]
    return {"type": "websocket", "headers": [(name.encode(), value.encode()) for name, value in pairs]}


def code(refused: pytest.ExceptionInfo[Refused]) -> str:
    return refused.value.code


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


HOSTILE_ORIGINS = [
    "",
    "null",
    "https://evil.example",
    f"http://{HOST}",
    f"https://{HOST}:8443",
    f"https://{HOST}.evil.example",
    f"https://evil-{HOST}",
    f"https://sub.{HOST}",
    f"https://{HOST}@evil.example",
    f"https://evil.example#{ORIGIN}",
    f"https://evil.example/{ORIGIN}",
    f"https://{HOST}/",
    f"https://{HOST} https://evil.example",
    f" https://{HOST}",
    f"https://{HOST.upper()}",
    f"https://{HOST}.",
    f"https://{HOST}:0443",
    "https://chat.example.org\x00",
    "file://",
    "chrome-extension://abcdef",
]


@pytest.mark.parametrize("origin", HOSTILE_ORIGINS)
def test_only_our_own_pages_open_a_socket(person, origin):
    user = person("ann")
    cookie, bearer = f"sessionid={session_key(user)}", f"Bearer {create_token(user, scopes=[])[1]}"
    assert check_socket(scope(origin=ORIGIN, cookie=cookie)).user == user
    for headers in (
        {"cookie": cookie},
        {"authorization": bearer},
        {"cookie": cookie, "authorization": bearer},
    ):
        with pytest.raises(Refused) as refused:
            check_socket(scope(origin=origin, **headers))
        assert code(refused) == "forbidden"


def test_a_cookie_without_an_origin_or_with_two_is_refused(person):
    cookie = f"sessionid={session_key(person('ann'))}"
    assert check_socket(scope(origin=ORIGIN, cookie=cookie))
    for headers in ({}, {"origin": [ORIGIN, ORIGIN]}, {"origin": [ORIGIN, "https://evil.example"]}):
        with pytest.raises(Refused) as refused:
            check_socket(scope(cookie=cookie, **headers))
        assert code(refused) == "forbidden"


def test_a_program_needs_no_origin_and_its_token_outranks_a_cookie(person):
    ann, bob = person("ann"), person("bob")
    _row, text = create_token(ann, scopes=[])
    cookie = f"sessionid={session_key(bob)}"
    assert check_socket(scope(authorization=f"Bearer {text}")).user == ann
    assert check_socket(scope(origin=ORIGIN, cookie=cookie, authorization=f"bearer {text}")).user == ann
    with pytest.raises(Refused) as refused:
        check_socket(scope(origin=ORIGIN, cookie=cookie, authorization="Bearer wrong"))
    assert code(refused) == "unauthenticated"


def test_our_own_page_without_a_session_is_asked_to_sign_in(person):
    person("ann")
    for headers in ({}, {"cookie": "other=1"}, {"cookie": "sessionid="}, {"authorization": "Basic YW5uOng="}):
        with pytest.raises(Refused) as refused:
            check_socket(scope(origin=ORIGIN, **headers))
        assert code(refused) == "unauthenticated"


def test_the_public_address_decides_whatever_host_was_asked_for(person, settings):
    settings.ALLOWED_HOSTS = ["evil.example", HOST]
    cookie = f"sessionid={session_key(person('ann'))}"
    assert check_socket(scope(host="evil.example", origin=ORIGIN, cookie=cookie))
    with pytest.raises(Refused):
        check_socket(scope(host="evil.example", origin="https://evil.example", cookie=cookie))


@pytest.mark.parametrize(
    ("host", "origin", "allowed"),
    [
        ("127.0.0.1:8000", "http://127.0.0.1:8000", True),
        ("localhost:8000", "http://localhost:8000", True),
        ("[::1]:8000", "http://[::1]:8000", True),
        ("localhost:80", "http://localhost", True),
        ("localhost:8000", "http://127.0.0.1:8000", False),
        ("localhost:8000", "http://localhost:3000", False),
        ("localhost:8000", "https://localhost:8000", False),
        ("rebound.example:8000", "http://rebound.example:8000", False),
        ("", "http://", False),
        ("localhost:99999", "http://localhost:99999", False),
    ],
)
def test_without_a_public_address_the_origin_is_the_allowed_host(person, settings, host, origin, allowed):
    settings.PUBLIC_URL, settings.PUBLIC_SCHEME = "", "http"
    settings.ALLOWED_HOSTS = ["localhost", "127.0.0.1", "[::1]"]
    headers = {"host": host, "origin": origin, "cookie": f"sessionid={session_key(person('ann'))}"}
    if allowed:
        assert check_socket(scope(**headers))
    else:
        with pytest.raises(Refused):
            check_socket(scope(**headers))


def test_a_socket_is_checked_with_one_query(person, django_assert_num_queries):
    cookie = f"sessionid={session_key(person('ann'))}"
    with django_assert_num_queries(1):
        check_socket(scope(origin=ORIGIN, cookie=cookie))


def test_the_recheck_finds_everyone_who_may_no_longer_stay(person, django_assert_num_queries):
    def both(name: str) -> list[Identity]:
        user = person(name)
        return [identify(session_key=session_key(user)), identify(bearer=create_token(user, scopes=[])[1])]

    stays, suspended, closed, ended, changed = (both(name) for name in ("ann", "bob", "cat", "dan", "eva"))
    everyone = {*stays, *suspended, *closed, *ended, *changed}
    with django_assert_num_queries(2):
        assert recheck(everyone) == set()
    suspend(suspended[0].user)
    User.objects.filter(pk=closed[0].user_id).update(is_active=False)
    Session.objects.filter(pk=ended[0].session_key).delete()
    assert ended[1].token is not None
    revoke(ended[1].token)
    changed[0].user.set_password("new")
    changed[0].user.save()
    with django_assert_num_queries(2):
        assert recheck(everyone) == {*suspended, *closed, *ended, changed[0]}
    with django_assert_num_queries(0):
        assert recheck([]) == set()


@pytest.mark.parametrize(
    ("header", "token"),
    [
        ("Bearer x", "x"),
        ("bearer  x ", "x"),
        ("BEARER x", "x"),
        ("", None),
        ("Basic x", None),
        ("Bearer", ""),
        ("x", None),
    ],
)
def test_a_bearer_token_is_read_from_its_header(header, token):
    assert bearer_of(header) == token
