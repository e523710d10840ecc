"""S5: guessing is bounded per address and per account, and cannot be used to lock somebody out."""

import time

import pytest
from django.test import Client

from accounts import limits
from accounts.auth import Refused
from accounts.limits import Counters, Limit
from accounts.tokens import create_token
from tests.accounts.conftest import PASSWORD, is_signed_in
from tests.accounts.proving import identify
from tests.services.redis import RedisServer

pytestmark = pytest.mark.django_db
HOME = "198.51.100.7"


def guess(login: str, address: str, password: str = "", client: Client | None = None):
    browser, password = client or Client(), password or "wrong"
    return browser.post("/accounts/login/", {"login": login, "password": password}, REMOTE_ADDR=address)


def test_guessing_one_account_is_bounded_whatever_address_it_comes_from(person):
    person("ann")
    answers = [guess("ann", f"203.0.113.{n}") for n in range(12)]
    assert [answer.status_code for answer in answers] == [200] * 10 + [429] * 2
    assert int(answers[-1].headers["Retry-After"]) > 0
    right = guess("ann", "203.0.113.99", PASSWORD)
    assert right.status_code == 429, "a right guess among too many must not be told apart"


def test_guessing_an_account_that_does_not_exist_is_bounded_in_the_same_way(person):
    assert [guess("nobody1", f"203.0.113.{n}").status_code for n in range(11)] == [200] * 10 + [429]


def test_guessing_many_accounts_from_one_address_is_bounded(person):
    statuses = [guess(f"name{n}", "203.0.113.1").status_code for n in range(55)]
    assert statuses[0] == 200
    assert statuses.count(200) == 50
    assert statuses[-1] == 429
    assert guess("name99", "203.0.113.2").status_code == 200


def test_one_ipv6_network_is_one_address(person):
    statuses = [guess(f"name{n}", f"2001:db8::{n:x}").status_code for n in range(55)]
    assert statuses[-1] == 429
    assert guess("name99", "2001:db8:0:1::1").status_code == 200


def test_x_forwarded_for_does_not_buy_more_guesses(person):
    for n in range(55):
        form = {"login": f"name{n}", "password": "x"}
        last = Client().post(
            "/accounts/login/", form, HTTP_X_FORWARDED_FOR=f"192.0.2.{n}", REMOTE_ADDR="203.0.113.1"
        )
    assert last.status_code == 429


def test_a_stranger_cannot_lock_a_person_out_of_the_browser_they_use(person, sign_in):
    person("ann")
    own = sign_in("ann", REMOTE_ADDR=HOME)
    own.post("/accounts/logout/")
    for n in range(15):
        guess("ann", f"203.0.113.{n}")
    assert guess("ann", HOME, PASSWORD).status_code == 429, "the account is under attack"
    assert guess("ann", HOME, PASSWORD, client=own).status_code == 302
    assert is_signed_in(own)


def test_a_browser_that_is_known_has_a_bound_of_its_own(person, sign_in):
    person("ann")
    own = sign_in("ann", REMOTE_ADDR=HOME)
    own.post("/accounts/logout/")
    statuses = [guess("ann", HOME, client=own).status_code for _ in range(12)]
    assert statuses[0] == 200
    assert statuses[-1] == 429


def test_a_device_cookie_of_one_person_or_of_ones_own_making_does_not_help_with_another(person, sign_in):
    person("ann")
    person("eve")
    eve = sign_in("eve")
    eve.post("/accounts/logout/")
    forged = Client()
    forged.cookies["device"] = "WzEsIngiXQ:1aaaaa:forged"
    for n in range(10):
        assert guess("ann", f"203.0.113.{n}", client=eve).status_code == 200
    assert guess("ann", HOME, client=eve).status_code == 429
    assert guess("ann", HOME, client=forged).status_code == 429


def test_asking_for_mail_is_bounded_per_mailbox(settings, person, mailoutbox):
    settings.EMAIL_URL = "smtp://mail.example"
    person("ann", email="ann@example.org")
    ask = [
        Client().post("/accounts/password/reset/", {"email": "Ann@example.org"}, REMOTE_ADDR=f"203.0.113.{n}")
        for n in range(7)
    ]
    assert [answer.status_code for answer in ask] == [302] * 5 + [429] * 2
    assert len(mailoutbox) == 5


def test_trying_links_is_bounded(person):
    pages = ["/setup/guess/", "/password/guess/", "/welcome/guess/"]
    statuses = [Client().get(pages[n % 3], REMOTE_ADDR=HOME).status_code for n in range(33)]
    assert statuses == [404] * 30 + [429] * 3


def test_guessing_the_current_password_of_an_open_session_is_bounded(person, sign_in):
    person("ann")
    client = sign_in("ann")
    form = {"oldpassword": "wrong", "password1": "another passphrase", "password2": "another passphrase"}
    statuses = [client.post("/settings/password/", form).status_code for _ in range(12)]
    assert statuses == [400] * 10 + [429] * 2
    assert client.post("/settings/account/", {"password": PASSWORD}).status_code == 429


@pytest.fixture
def redis():
    server = RedisServer()
    server.launch()
    server.wait_until_ready()
    yield server
    server.close()


def test_processes_count_together(redis):
    one, other = Counters(redis.url), Counters(redis.url)
    limit = Limit("shared", "4 per minute")
    assert [each.hit(limit, "ann") for each in (one, other) * 3] == [True] * 4 + [False] * 2
    assert not other.test(limit, "ann")
    assert other.test(limit, "bob")
    assert one.rests_until == other.rests_until == 0


@pytest.mark.parametrize("fault", ["kill", "freeze"])
def test_counting_goes_on_in_memory_while_redis_is_away(redis, fault):
    counters, limit = Counters(redis.url), Limit("x", "3 per minute")
    assert counters.hit(limit, "bob")
    assert counters.rests_until == 0
    getattr(redis, fault)()
    started = time.monotonic()
    assert [counters.hit(limit, "ann") for _ in range(5)] == [True, True, True, False, False]
    assert counters.rests_until > 0
    assert time.monotonic() - started < 3


def test_a_log_in_works_and_stays_bounded_while_redis_is_away(settings, person):
    settings.REDIS_URL = "redis://127.0.0.1:1/0"
    limits.counters.cache_clear()
    person("ann")
    assert guess("ann", HOME, PASSWORD).status_code == 302
    statuses = [guess("ann", f"203.0.113.{n}").status_code for n in range(11)]
    assert 500 not in statuses
    assert statuses[-1] == 429


def test_guessing_tokens_is_bounded_per_address_and_others_are_not_hindered(person):
    _row, right = create_token(person("ann"), scopes=[])
    for _ in range(100):
        with pytest.raises(Refused):
            identify(bearer="chat_wrong", address="2001:db8::1")
    for wrong in ("chat_wrong", f"{right}x", "nothing like a token"):
        with pytest.raises(Refused) as refused:
            identify(bearer=wrong, address="2001:db8::2")
        assert refused.value.retry_after == 60
    assert identify(bearer=right, address="2001:db8::2"), (
        "who has a token need not answer for their neighbours"
    )
    with pytest.raises(Refused) as refused:
        identify(bearer="chat_wrong", address="203.0.113.2")
    assert refused.value.retry_after == 0
