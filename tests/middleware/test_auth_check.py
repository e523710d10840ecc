"""Every view is closed until it says otherwise, and each kind of client is told in its own way."""

import asyncio
from datetime import timedelta

import pytest
from django.test import AsyncClient
from django.utils import timezone

from accounts.models import Session, User
from accounts.people import suspend
from chatapp.database import in_database
from tests.middleware.conftest import join, token_of

pytestmark = pytest.mark.django_db(transaction=True)
JSON = {"accept": "application/json"}


async def test_a_stranger_is_sent_to_the_log_in_page_with_the_way_back(browser):
    answer = await browser.get("/page/?a=1&b=2")
    assert answer.status_code == 302
    assert answer.headers["Location"] == "/accounts/login/?next=/page/%3Fa%3D1%26b%3D2"
    await join(browser)
    assert (await browser.get("/page/?a=1&b=2")).content == b"hello ann"


async def test_a_view_may_open_itself(browser):
    assert (await browser.get("/public/")).content == b"anonymous"
    await join(browser)
    assert (await browser.get("/public/")).content == b"ann"


@pytest.mark.parametrize(
    "path", ["/page/", "/plain/", "/listing/", "/settings/profile/", "/settings/people/"]
)
async def test_every_other_view_is_closed(browser, path):
    assert (await browser.get(path)).status_code == 302
    assert (await browser.post(path)).status_code == 302
    assert (await browser.get(path, headers=JSON)).status_code == 401


async def test_synchronous_views_see_the_same_person(browser):
    await join(browser)
    assert (await browser.get("/plain/")).content == b"hello ann"


async def test_user_auser_and_session_agree(browser):
    user = await join(browser)
    assert (await browser.get("/whole/")).json() == {"user": user.pk, "auser": user.pk, "session": True}


async def test_json_clients_get_a_401_they_can_read(browser):
    for path, headers in (("/page/", JSON), ("/api/v1/me", {})):
        answer = await browser.get(path, headers={**headers, "x-request-id": "abc.1"})
        assert answer.status_code == 401
        assert answer.headers["WWW-Authenticate"] == "Bearer"
        assert answer.json() == {
            "code": "unauthenticated",
            "detail": "Sign in to continue.",
            "request_id": "abc.1",
        }


async def test_htmx_gets_a_redirect_it_can_follow_back_to_the_page_not_the_fragment(browser):
    headers = {"hx-request": "true", "hx-current-url": "http://testserver/rooms/tea/?x=1"}
    for method in (browser.get, browser.post):
        answer = await method("/page/", headers=headers)
        assert answer.status_code == 204
        assert answer.headers["HX-Redirect"] == "/accounts/login/?next=/rooms/tea/%3Fx%3D1"


@pytest.mark.parametrize(
    "page",
    [
        "https://evil.example/rooms/",
        "//evil.example",
        "http://testserver//evil.example/x",
        "javascript:alert(1)",
        "",
    ],
)
async def test_the_way_back_is_never_another_site(browser, page):
    for headers in ({"hx-request": "true", "hx-current-url": page}, {"referer": page}):
        answer = await browser.post("/page/", headers=headers)
        target = answer.headers.get("HX-Redirect") or answer.headers["Location"]
        assert target.startswith("/accounts/login/?next=/")
        assert not target.startswith("/accounts/login/?next=//")
        assert "testserver" not in target


async def test_after_a_post_the_way_back_is_the_page_of_the_form(browser):
    answer = await browser.post("/plain/", headers={"referer": "http://testserver/rooms/tea/"})
    assert answer.headers["Location"] == "/accounts/login/?next=/rooms/tea/"
    assert (await browser.post("/plain/")).headers["Location"] == "/accounts/login/?next=/"


async def test_a_suspended_person_is_refused_and_their_session_ends(browser):
    user = await join(browser)
    assert (await browser.get("/page/")).status_code == 200
    await User.objects.filter(pk=user.pk).aupdate(suspended_at=timezone.now())
    answer = await browser.get("/page/")
    assert answer.status_code == 403
    assert not await Session.objects.filter(user=user).aexists()
    assert browser.cookies["sessionid"].value == ""


async def test_a_suspended_persons_program_is_told_why(browser):
    user = await join(browser)
    token = await token_of(user, "rooms:read")
    assert (await browser.get("/api/v1/me", headers={"authorization": token})).status_code == 200
    await in_database(suspend, user)
    answer = await browser.get("/api/v1/me", headers={"authorization": token})
    assert (answer.status_code, answer.json()["code"]) == (403, "suspended")


async def test_a_dead_cookie_is_taken_back_and_its_holder_is_anonymous():
    browser = AsyncClient()
    browser.cookies["sessionid"] = "x" * 32
    answer = await browser.get("/public/")
    assert answer.content == b"anonymous"
    assert answer.cookies["sessionid"].value == ""


async def test_a_token_opens_the_api_and_only_the_pages_that_say_so():
    browser = AsyncClient(raise_request_exception=False)
    user = await join(AsyncClient())
    reader, writer = await token_of(user, "rooms:read"), await token_of(user, "messages:write")
    assert (await browser.get("/api/v1/me", headers={"authorization": reader})).json() == {"user": "ann"}
    assert (await browser.get("/listing/", headers={"authorization": reader})).status_code == 200
    assert (await browser.get("/listing/", headers={"authorization": writer})).status_code == 403
    assert (await browser.post("/listing/", headers={"authorization": reader})).status_code == 403
    for path in ("/page/", "/settings/profile/", "/settings/account/"):
        answer = await browser.get(path, headers={"authorization": reader, **JSON})
        assert (answer.status_code, answer.json()["code"]) == (403, "forbidden")


async def test_a_wrong_token_is_not_excused_by_a_good_cookie(browser):
    await join(browser)
    assert (await browser.get("/api/v1/me")).status_code == 200
    answer = await browser.get("/api/v1/me", headers={"authorization": "Bearer chat_wrong"})
    assert answer.status_code == 401
    assert "token" in answer.json()["detail"]


async def test_guessing_tokens_is_bounded(browser):
    right = {"authorization": await token_of(await join(browser), "rooms:read")}
    wrong = {"authorization": "Bearer chat_wrong"}
    assert (await browser.get("/api/v1/me", headers=right)).status_code == 200
    statuses = [(await browser.get("/api/v1/me", headers=wrong)).status_code for _ in range(105)]
    assert statuses == [401] * 100 + [429] * 5
    answer = await browser.get("/api/v1/me", headers=wrong)
    assert (answer.json()["code"], answer.headers["Retry-After"]) == ("rate_limited", "60")
    right_again = await browser.get("/api/v1/me", headers=right)
    assert right_again.status_code == 200, "one who guesses shuts out nobody else at their address"
    assert (await browser.get("/page/")).status_code == 200, "a session is not a guess"


async def test_a_token_needs_no_csrf_token_but_a_cookie_does():
    strict = AsyncClient(enforce_csrf_checks=True)
    user = await join(strict)
    token = await token_of(user, "rooms:read")
    assert (await strict.post("/page/")).status_code == 403
    anonymous = AsyncClient(enforce_csrf_checks=True)
    answer = await anonymous.post("/listing/", headers={"authorization": token, **JSON})
    assert answer.json()["code"] == "forbidden", "refused as a token, not for the missing form token"


async def test_a_refused_form_is_json_for_programs():
    strict = AsyncClient(enforce_csrf_checks=True)
    await join(strict)
    answer = await strict.post("/page/", headers=JSON)
    assert (answer.status_code, answer.json()["code"]) == (403, "csrf")


async def test_what_one_person_sees_is_kept_from_shared_caches(browser):
    await join(browser)
    answer = await browser.get("/page/")
    assert "private" in answer.headers["Cache-Control"]
    assert "Cookie" in answer.headers["Vary"]


async def test_when_somebody_was_here_is_noted_behind_at_most_once_a_minute(browser):
    user = await join(browser)
    long_ago = timezone.now() - timedelta(hours=1)
    await User.objects.filter(pk=user.pk).aupdate(last_seen=long_ago)
    await browser.get("/page/")
    for _ in range(50):
        await user.arefresh_from_db()
        if user.last_seen != long_ago:
            break
        await asyncio.sleep(0.02)
    first = user.last_seen
    assert first is not None
    assert first > long_ago
    await browser.get("/page/")
    await asyncio.sleep(0.1)
    await user.arefresh_from_db()
    assert user.last_seen == first
