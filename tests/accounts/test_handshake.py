"""Which page or program may open a socket, and who may stay."""

import pytest

from accounts.auth import Identity, Refused, bearer_of, recheck
from accounts.models import Session, User
from accounts.people import suspend
from accounts.tokens import create_token, revoke
from tests.accounts.proving import HOST, ORIGIN, check_socket, code, identify, scope, session_key

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _public_address(settings):
    settings.PUBLIC_URL = ORIGIN


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
        assert recheck(everyone) == {}
    suspend(suspended[0].user)
    User.objects.filter(pk=closed[0].user_id).update(is_active=False)
    Session.objects.filter(pk=ended[0].session_key).delete()
    assert ended[1].token is not None
    revoke(ended[1].token)
    changed[0].user.set_password("new")
    changed[0].user.save()
    with django_assert_num_queries(3):
        dead = recheck(everyone)
    assert dead.keys() == {*suspended, *closed, *ended, changed[0]}
    assert {one for one, why in dead.items() if why.code == "suspended"} == {*suspended}
    with django_assert_num_queries(0):
        assert recheck([]) == {}


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
