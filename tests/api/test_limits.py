"""Rate limits: told in every answer, counted across processes, and no reason to stop when Redis is away (S9)."""

import asyncio
import time
from urllib.parse import urlsplit

import pytest
from limits import RateLimitItem, parse

from rooms.api import limits
from rooms.api.limits import Allowance, Counters, Hit, counters
from tests.api.world import Program, another_token, refusal, user_of
from tests.faults.proxy import Proxy

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.embedded]


async def test_every_answer_says_what_is_left(ada):
    left = []
    for path in ("me", "rooms", "nothing", "rooms/nothing", "docs", "openapi.json"):
        answer = await ada.get(path)
        assert answer.headers["X-RateLimit-Limit"] == "600"
        left.append(int(answer.headers["X-RateLimit-Remaining"]))
        assert 0 < int(answer.headers["X-RateLimit-Reset"]) - time.time() <= 61
    assert left == sorted(left, reverse=True)


async def test_too_many_are_told_when_to_come_back_and_others_are_unaffected(ada, bob, settings):
    settings.API_RATE = "5/hour"
    assert [(await ada.get("me")).status_code for _ in range(5)] == [200] * 5
    answer = await ada.get("me")
    assert refusal(answer) == (429, "rate_limited")
    assert answer.headers["X-RateLimit-Remaining"] == "0"
    wait = int(answer.headers["Retry-After"])
    assert abs(int(answer.headers["X-RateLimit-Reset"]) - time.time() - wait) < 2
    assert (await bob.get("me")).status_code == 200
    assert (await (await another_token(await user_of(ada))).get("me")).status_code == 200


@pytest.mark.parametrize("path", ["/rooms/", "/authors/"])
async def test_the_listings_that_tokens_may_read_count_the_same(ada, bob, settings, path):
    settings.API_RATE = "3/hour"
    asked = {"accept": "application/json"}
    answers = [await ada("GET", path, **asked) for _ in range(2)] + [await ada.get("me")]
    assert [answer.headers["X-RateLimit-Remaining"] for answer in answers] == ["2", "1", "0"]
    answer = await ada("GET", path, **asked)
    assert (answer.status_code, answer.json()["code"]) == (429, "rate_limited")
    assert int(answer.headers["Retry-After"]) > 0
    assert (await bob("GET", path, **asked)).status_code == 200


async def test_an_address_has_a_limit_of_its_own_whatever_tokens_it_uses(ada, bob, settings):
    settings.API_ADDRESS_RATE = "4/hour"
    answers = [await program.get("me") for program in (ada, bob, Program(None), Program("chat_x"), ada)]
    assert [answer.status_code for answer in answers] == [200, 200, 401, 401, 429]


async def test_other_processes_count_the_same(ada, settings):
    settings.API_RATE = "5/hour"
    if not settings.REDIS_URL:
        pytest.skip("one process has one memory")
    for _ in range(3):
        await ada.get("me")
    await counters().close()
    counters.forget()  # as another process begins: knowing nothing
    assert (await ada.get("me")).headers["X-RateLimit-Remaining"] == "1"


async def test_a_frozen_redis_is_waited_for_once_and_counting_goes_on(settings, monkeypatch):
    if not settings.REDIS_URL:
        pytest.skip("there is no Redis")
    monkeypatch.setattr(limits, "REST", 1.0)
    address = urlsplit(settings.REDIS_URL)
    rate = parse("10/hour")
    async with Proxy(address.port or 6379) as proxy:
        ours = Counters(settings.REDIS_URL.replace(f":{address.port}/", f":{proxy.port}/"))
        assert (await hit(ours, rate)).left == 9
        proxy.stall()
        started = time.monotonic()
        lefts = [(await hit(ours, rate)).left for _ in range(8)]
        assert lefts == [9, 8, 7, 6, 5, 4, 3, 2], "it counts by itself"
        assert time.monotonic() - started < 0.9, "only the first waited"
        proxy.flow()
        await asyncio.sleep(1.1)
        assert (await hit(ours, rate)).left <= 8, "and asks Redis again"
        await ours.close()


async def test_a_redis_that_is_away_stops_nobody(settings):
    ours = Counters("redis://127.0.0.1:1/0")
    assert [(await hit(ours, parse("2/hour"))).is_spent for _ in range(3)] == [False, False, True]
    await ours.close()


async def test_requests_that_come_together_are_each_counted_and_each_told_a_number_of_its_own(settings):
    if not settings.REDIS_URL:
        pytest.skip("there is no Redis")
    ours, rate = Counters(settings.REDIS_URL), parse("10/hour")
    lefts = [one.left for one in await asyncio.gather(*(hit(ours, rate, "together") for _ in range(12)))]
    assert sorted(lefts) == list(range(-2, 10))
    assert (await hit(ours, rate, "another")).left == 9
    await ours.close()


async def test_memory_forgets_windows_that_are_over(settings, monkeypatch):
    monkeypatch.setattr(limits, "MOST_REMEMBERED", 1000)
    ours = Counters("")
    for number in range(1500):
        await hit(ours, parse("5/second"), str(number))
    await asyncio.sleep(1.1)
    for number in range(1002):
        await hit(ours, parse("5/second"), str(number), "later")
    assert not [key for key, _ in ours._memory if "later" not in key]


async def test_memory_is_bounded_and_whoever_goes_on_is_not_forgotten(settings, monkeypatch):
    monkeypatch.setattr(limits, "MOST_REMEMBERED", 1000)
    ours, rate = Counters(""), parse("100000/hour")
    for number in range(5000):
        await hit(ours, rate, f"passing by {number}")
        last = await hit(ours, rate, "a flood")
    assert last.left == 100_000 - 5000
    assert len(ours._memory) <= 1002


async def test_a_clock_that_differs_from_that_of_redis_lets_nobody_through(settings, monkeypatch):
    if not settings.REDIS_URL:
        pytest.skip("there is no Redis")
    ours, rate, now = Counters(settings.REDIS_URL), parse("3/minute"), time.time
    monkeypatch.setattr(limits.time, "time", lambda: now() - 150)
    assert [(await hit(ours, rate, "skewed")).is_spent for _ in range(5)] == [False] * 3 + [True] * 2
    await ours.close()


async def test_who_is_refused_by_address_spends_no_token_and_fills_no_memory(settings):
    for url in {"", settings.REDIS_URL}:
        ours = Counters(url)
        address, token = parse("5/hour"), parse("100/hour")
        for number in range(50):
            await ours.hit(
                Hit(address, "address", f"10.0.0.1 {url}"), Hit(token, "caller", f"token {number}")
            )
        told = await ours.hit(Hit(address, "address", f"10.0.0.1 {url}"), Hit(token, "caller", "token 49"))
        assert [one.is_spent for one in told] == [True]
        assert (await hit(ours, token, "token 49", "caller")).left == 99, "not one of them was counted"
        assert len(ours._memory) < 10
        await ours.close()


async def test_many_who_ask_a_frozen_redis_together_wait_once(settings):
    if not settings.REDIS_URL:
        pytest.skip("there is no Redis")
    address = urlsplit(settings.REDIS_URL)
    async with Proxy(address.port or 6379) as proxy:
        ours = Counters(settings.REDIS_URL.replace(f":{address.port}/", f":{proxy.port}/"))
        await hit(ours, parse("10/hour"))
        proxy.stall()
        started = time.monotonic()
        await asyncio.gather(*(hit(ours, parse("10000/hour"), "many") for _ in range(1000)))
        assert time.monotonic() - started < 1.5, "one time-out, not one for each hundred"
        proxy.flow()
        await ours.close()


async def hit(counters: Counters, rate: RateLimitItem, who: str = "x", name: str = "test") -> Allowance:
    (allowance,) = await counters.hit(Hit(rate, name, who))
    return allowance
