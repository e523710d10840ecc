"""What a receiver may answer, how long it is tried, and what an owner sees and does about it on its page."""

import html
import time
from collections.abc import Iterator

import httpx
import pytest

from tests.chat.deployment import Deployment
from tests.chat.people import CSRF, Person, browser
from tests.moderation.clerk import Clerk
from tests.services.process import wait_for
from tests.webhooks.conftest import Working
from tests.webhooks.receiver import Receiver, Request


class Page:
    """A subscription as its owner sees it."""

    def __init__(self, deployment: Deployment, clerk: Clerk, receiver: Receiver) -> None:
        self.owner: Person = deployment.person()
        self.slug = deployment.room(self.owner)
        given = {"url": receiver.url, "events": ["message.created"]}
        self.pk = clerk.act(name="subscribe", user=self.owner.username, slug=self.slug, **given)
        self._deployment = deployment
        self.http = httpx.Client(
            base_url=deployment.first.url,
            cookies=self.owner.cookies,
            headers={"X-CSRFToken": CSRF},
            trust_env=False,
        )

    def say(self, *bodies: str) -> None:
        self._deployment.office.send(username=self.owner.username, slug=self.slug, bodies=list(bodies))

    def text(self) -> str:
        answer = self.http.get(f"/rooms/{self.slug}/webhooks/out/{self.pk}/")
        assert answer.status_code == 200
        return html.unescape(answer.text)

    def press(self, act: str, **more: str) -> int:
        return self.http.post(
            f"/rooms/{self.slug}/webhooks/out/{self.pk}/", data={"act": act, **more}
        ).status_code

    def until(self, text: str, seconds: float = 15) -> str:
        wait_for(lambda: text in self.text(), seconds, text)
        return self.text()


@pytest.fixture
def page(deployment: Deployment, clerk: Clerk, receiver: Receiver) -> Iterator[Page]:
    made = Page(deployment, clerk, receiver)
    yield made
    made.http.close()


def test_a_receiver_that_asks_for_time_is_given_it(
    deployment: Deployment, page: Page, receiver: Receiver, working: Working
) -> None:
    def busy_once(request: Request) -> object:
        return (429, {"Retry-After": "2"}, b"slow down") if len(receiver.requests) == 1 else 200

    receiver.answer = busy_once
    working(deployment.site, WEBHOOK_LONGEST_RETRY="10")
    page.say("one", "two")
    assert [request.text for request in receiver.wait_for(2)] == ["one", "two"]
    first, again = receiver.requests[:2]
    assert first.id == again.id
    assert 2 <= again.at - first.at < 6  # its own pause would have been 25 ms
    page.until("slow down")


def test_it_is_given_up_after_so_many_hours_and_goes_on_where_it_stopped(
    deployment: Deployment, page: Page, receiver: Receiver, working: Working
) -> None:
    receiver.answer = lambda request: (500, {}, b"broken")
    working(deployment.site, WEBHOOK_GIVE_UP_HOURS="0.0005")
    page.say("one", "two")
    began = time.monotonic()
    shown = page.until("It failed for 0.0005 hours.")
    assert time.monotonic() - began >= 1.7
    assert "Switched off" in shown
    assert "broken" in shown
    listed = html.unescape(page.http.get(f"/rooms/{page.slug}/webhooks/").text)
    assert "It failed for" in listed
    overview = html.unescape(page.http.get(f"/rooms/{page.slug}/moderation/").text)
    assert "An <a" in overview
    assert "It failed for 0.0005 hours." in overview
    record = html.unescape(page.http.get(f"/rooms/{page.slug}/moderation/record/").text)
    assert "It failed for" in record
    tries = len(receiver.requests)
    assert tries > 3
    assert {request.text for request in receiver.requests} == {"one"}
    time.sleep(1)
    assert len(receiver.requests) == tries
    receiver.answer = lambda request: 200
    assert page.press("enable") == 302
    assert [request.text for request in receiver.wait_for(2)] == ["one", "two"]
    page.until("Up to date.")


def test_the_test_button_the_log_and_sending_again(
    deployment: Deployment, page: Page, receiver: Receiver, working: Working
) -> None:
    working(deployment.site)
    assert page.press("test") == 302
    (tried,) = receiver.wait_for(1)
    assert tried.event["type"] == "test"
    assert tried.event["data"]["by"]["username"] == page.owner.username
    page.say("one")
    receiver.wait_for(2)
    shown = page.until("message.created")
    assert tried.id in shown
    assert shown.count("Send again") >= 2
    attempt = shown.split('name="attempt" value="')[1].split('"')[0]  # the newest
    assert page.press("redeliver", attempt=attempt) == 302
    wait_for(lambda: len(receiver.accepted) == 3, 15, "the event once more")
    first, again = [request for request in receiver.accepted if request.event["type"] == "message.created"]
    assert (first.id, first.body) == (again.id, again.body)


def test_one_event_that_nobody_takes_is_left_out_by_hand(
    deployment: Deployment, page: Page, receiver: Receiver, working: Working
) -> None:
    receiver.answer = lambda request: 400 if request.text == "poison" else 200
    working(deployment.site)
    page.say("one", "poison", "two")
    page.until("Leave this event out")
    assert [request.text for request in receiver.distinct()] == ["one"]
    assert page.press("skip") == 302
    assert [request.text for request in receiver.wait_for(2)] == ["one", "two"]


@pytest.mark.parametrize(
    "form",
    [{"act": "explode"}, {}, {"act": "redeliver"}, {"act": "redeliver", "attempt": "9" * 30}, {"act": "skip"},
     {"act": "save", "url": "http://10.0.0.1/", "events": "mention"}, {"act": "save", "url": "https://x.example/"}],
)  # fmt: skip
async def test_a_button_that_makes_no_sense_does_nothing(
    form: dict[str, str], deployment: Deployment, page: Page
) -> None:
    before = page.text()
    async with browser(deployment.first, page.owner) as http:
        answer = await http.post(f"/rooms/{page.slug}/webhooks/out/{page.pk}/", data=form)
    assert 400 <= answer.status_code < 500
    assert answer.json()["code"]
    assert page.text().split("</main>")[0].count("<li") == before.split("</main>")[0].count("<li")
