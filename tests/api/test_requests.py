"""What holds for every address: the form of errors, methods, headers, credentials."""

import asyncio
import gzip
import json

import pytest
from django.test import AsyncClient
from django.utils import timezone

from accounts.tokens import revoke
from chatapp.database import in_database
from tests.api.world import ROOT, Program, another_token, fill, person, refusal, user_of

pytestmark = pytest.mark.django_db(transaction=True)
LIMITS = ("X-RateLimit-Limit", "X-RateLimit-Remaining", "X-RateLimit-Reset")


async def test_a_search_without_words_says_what_is_missing(ada):
    for query in ({}, {"room": "tea"}):
        answer = await ada.get("search", **query)
        assert (refusal(answer), answer.json()["detail"]) == ((400, "invalid_query"), "q is missing.")


async def test_programs_are_not_sent_on_to_https(ada, settings):
    """Theirs would ask with GET, be answered as if all were well, and go on as before."""
    settings.SECURE_SSL_REDIRECT = True
    again = Program(ada.token)
    for method, path in (("POST", "rooms/tea/messages"), ("GET", "me"), ("POST", "/hooks/in/x/")):
        answer = await again(method, path, {"body": "x"} if method == "POST" else None)
        assert refusal(answer) == (403, "https_required")
    assert (await again("GET", "/rooms/")).status_code == 301


@pytest.mark.parametrize("path", ["/rooms/", "/authors/"])
async def test_a_listing_has_no_page_past_its_last_for_programs(ada, path):
    first = await ada("GET", path, accept="application/json")
    assert (first.status_code, first.json()["pages"]) == (200, 1)
    past = await ada("GET", path, query={"page": "2"}, accept="application/json")
    assert refusal(past) == (404, "unknown_page")


async def test_an_unknown_address_is_told_in_json(ada):
    for path in ("", "nothing", "rooms/", "rooms/tea/nothing", "rooms//messages", "openapi", "%00", "%FF"):
        for method in ("GET", "POST", "DELETE"):
            answer = await ada(method, path)
            assert refusal(answer) == (404, "not_found"), path
            assert all(name in answer.headers for name in LIMITS)


async def test_a_method_an_address_does_not_have_is_405_with_those_it_has(ada, tea):
    for method, path, allowed in (
        ("DELETE", "rooms", "GET, HEAD, POST"),
        ("OPTIONS", f"rooms/{tea}", "DELETE, GET, HEAD, PATCH"),
        ("POST", f"rooms/{tea}/messages/1/reactions/x", "DELETE, PUT"),
        ("TRACE", "me", "GET, HEAD"),
        ("PROPFIND", "me", "GET, HEAD"),
        ("POST", "openapi.json", "GET, HEAD"),
    ):
        answer = await ada(method, path)
        assert refusal(answer) == (405, "method_not_allowed"), path
        assert answer.headers["Allow"] == allowed
        assert all(name in answer.headers for name in LIMITS)


async def test_head_is_get_without_the_body(ada, tea):
    assert (await ada("HEAD", f"rooms/{tea}")).status_code == 200
    assert (await ada("HEAD", "rooms/nothing")).status_code == 404


async def test_the_query_has_what_the_operation_knows_once_and_in_utf_8(ada):
    assert refusal(await ada.get("me", x=1)) == (400, "unknown_parameter")
    assert refusal(await ada("GET", "rooms?q=a&q=b")) == (400, "repeated_parameter")
    assert refusal(await ada("GET", "rooms?q=%ff")) == (400, "malformed")
    assert refusal(await ada("GET", "rooms?q=%00")) == (400, "invalid_q")


async def test_the_callers_request_id_comes_back_if_it_is_harmless(ada):
    answer = await ada("GET", "rooms/nothing", x_request_id="mine.1")
    assert answer.headers["X-Request-ID"] == answer.json()["request_id"] == "mine.1"
    answer = await ada("GET", "rooms/nothing", x_request_id="<script>")
    assert answer.headers["X-Request-ID"] == answer.json()["request_id"] != "<script>"


async def test_a_revoked_or_expired_token_is_worth_nothing_at_once(ada):
    user = await user_of(ada)
    spare = await another_token(user, "rooms:read")
    assert (await spare.get("me")).status_code == 200
    await in_database(revoke, await user.api_tokens.alatest("id"))
    assert refusal(await spare.get("me")) == (401, "unauthenticated")
    late = await another_token(user, "rooms:read", days=1)
    assert (await late.get("me")).status_code == 200
    await user.api_tokens.exclude(expires_at=None).aupdate(expires_at=timezone.now())
    assert refusal(await late.get("me")) == (401, "unauthenticated")


async def test_a_suspended_person_is_told(ada):
    assert (await ada.get("me")).status_code == 200
    user = await user_of(ada)
    user.suspended_at = timezone.now()
    await user.asave()
    assert refusal(await ada.get("me")) == (403, "suspended")


async def test_a_browsers_session_reads_and_writes_only_with_its_csrf_token(ada, tea):
    browser = AsyncClient(enforce_csrf_checks=True)
    await browser.aforce_login(await user_of(ada))
    path, body = f"{ROOT}rooms/{tea}/messages", {"body": "from a page"}
    assert (await browser.get(f"{ROOT}me")).json()["token"] is None
    answer = await browser.post(path, body, content_type="application/json")
    assert refusal(answer) == (403, "csrf")
    assert (await browser.post(path, {"csrfmiddlewaretoken": "x" * 32})).status_code == 403
    token = "a" * 32
    browser.cookies["csrftoken"] = token
    answer = await browser.post(path, body, content_type="application/json", headers={"x-csrftoken": token})
    assert answer.status_code == 201
    assert browser.cookies["sessionid"].value, "the session outlives a request to the API"


async def test_a_token_needs_no_csrf_token_and_outranks_a_session(ada, bob, tea):
    browser = AsyncClient(enforce_csrf_checks=True)
    await browser.aforce_login(await user_of(ada))
    headers = {"authorization": f"Bearer {bob.token}"}
    answer = await browser.post(
        f"{ROOT}rooms/{tea}/messages", {"body": "x"}, content_type="application/json", headers=headers
    )
    assert (answer.status_code, answer.json()["author"]["username"]) == (201, "bob")
    wrong = await browser.get(f"{ROOT}me", headers={"authorization": "Bearer chat_wrong"})
    assert refusal(wrong) == (401, "unauthenticated")


async def test_guessing_tokens_is_bounded():
    wrong = Program("chat_wrong")
    answers = [await wrong.get("me") for _ in range(103)]
    assert [refusal(answer) for answer in answers[:100]] == [(401, "unauthenticated")] * 100
    assert refusal(answers[102]) == (429, "rate_limited")
    assert int(answers[102].headers["Retry-After"]) > 0


async def test_what_one_person_sees_is_nobody_elses(ada, tea):
    answer = await ada.get(f"rooms/{tea}")
    assert "private" in answer.headers["Cache-Control"]
    assert {"Authorization", "Cookie", "Accept-Encoding"} <= set(answer.headers["Vary"].split(", "))


async def test_large_answers_are_compressed_for_those_who_take_it(ada, tea):
    await fill(ada, tea, 100)
    plain = await ada.get(f"rooms/{tea}/messages", limit=100)
    assert "Content-Encoding" not in plain.headers
    for accepted in ("gzip", "br, gzip;q=0.5", "x-gzip, gzip"):
        answer = await ada("GET", f"rooms/{tea}/messages?limit=100", accept_encoding=accepted)
        assert answer.headers["Content-Encoding"] == "gzip"
        assert json.loads(gzip.decompress(answer.content)) == plain.json()
        assert len(answer.content) < len(plain.content) / 5
        assert answer.headers["ETag"] == plain.headers["ETag"]
    for accepted in ("gzip;q=0", "gzip; q=0.000, br", "identity"):
        answer = await ada("GET", f"rooms/{tea}/messages?limit=100", accept_encoding=accepted)
        assert "Content-Encoding" not in answer.headers


async def test_being_here_is_noted(ada):
    late = await person("late", last_seen=None)
    assert (await late.get("me")).status_code == 200
    for _ in range(100):
        if (await user_of(late)).last_seen is not None:
            return
        await asyncio.sleep(0.05)
    pytest.fail("nothing was noted")
