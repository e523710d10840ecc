"""What could not be sent yet: it outlives a reload, belongs to its author, and is sent once."""

import re

from playwright.async_api import Page, Route, WebSocketRoute, expect

from tests.browser.conftest import Arrive
from tests.browser.visitor import until
from tests.chat.deployment import Deployment
from tests.services.browser import Browser


class Gate:
    """While it is shut, pages load but nothing can be sent: no socket, no form."""

    def __init__(self) -> None:
        self.shut = False
        self.sockets: list[WebSocketRoute] = []

    async def guard(self, page: Page) -> None:
        await page.context.route(re.compile("/rooms/[^/]+/messages/$"), self._post)
        await page.context.route_web_socket(re.compile("/ws/"), self._connect)

    async def close(self) -> None:
        self.shut = True
        for socket in self.sockets:
            await socket.close(code=1012)
        self.sockets.clear()

    async def _post(self, route: Route) -> None:
        await (route.abort() if self.shut and route.request.method == "POST" else route.continue_())

    async def _connect(self, socket: WebSocketRoute) -> None:
        if self.shut:
            await socket.close(code=1012)
        else:
            self.sockets.append(socket)
            socket.connect_to_server()


async def test_the_outbox_outlives_a_reload_and_is_never_sent_as_the_next_person(
    chat: Deployment, arrive: Arrive, browser: Browser
) -> None:
    browser.expect("net::ERR_FAILED")
    gate = Gate()
    tab = await arrive(None)
    await gate.guard(tab.page)
    owner = chat.person()
    room = chat.room(owner)
    for name in ("cleo", "dora"):
        await tab.sign_up(name)
        chat.office.join(username=name, slug=room)
        if name == "cleo":
            await tab.page.context.clear_cookies()
    await tab.page.context.clear_cookies()

    await tab.sign_in("cleo")
    await tab.enter(room)
    await tab.write("this one arrives")
    await tab.has(1)
    await gate.close()
    await tab.write("first of two secrets")
    await tab.write("second of two secrets")
    await tab.composer.fill("a draft")
    await tab.page.reload()
    pending = [row["text"] for row in await tab.rows() if row["pending"]]
    assert pending == ["first of two secrets", "second of two secrets"]
    await expect(tab.composer).to_have_value("a draft")

    await tab.page.get_by_role("button", name="You: cleo").click()
    await tab.page.get_by_role("button", name="Sign out", exact=True).click()
    await expect(tab.page.get_by_role("heading", name="Sign in")).to_be_visible()
    gate.shut = False
    await tab.sign_in("dora")
    await tab.enter(room)
    await tab.write("dora is here")
    assert [row["text"] for row in await tab.has(2)] == ["this one arrives", "dora is here"]
    await expect(tab.composer).to_have_value("")
    assert [row["username"] for row in chat.log(room)] == ["cleo", "dora"]

    await tab.page.get_by_role("button", name="You: dora").click()
    await tab.page.get_by_role("button", name="Sign out", exact=True).click()
    await tab.sign_in("cleo")
    await tab.enter(room)
    await tab.has(4)
    await tab.page.reload()
    await tab.has(4)
    sent = [(row["username"], row["body"]) for row in chat.log(room)]
    assert sent[2:] == [("cleo", "first of two secrets"), ("cleo", "second of two secrets")]


async def test_a_second_tab_leaves_the_first_ones_messages_to_it(
    chat: Deployment, arrive: Arrive, browser: Browser
) -> None:
    browser.expect("net::ERR_FAILED")
    gate = Gate()
    ann = chat.person()
    room = chat.room(ann)
    first = await arrive(ann)
    await gate.guard(first.page)
    await first.enter(room)
    await gate.close()
    await first.write("once")
    second = await first.page.context.new_page()
    await second.goto(f"/rooms/{room}/")
    assert await second.locator(".is-pending").count() == 0
    gate.shut = False
    assert [row["text"] for row in await first.has(1)] == ["once"]

    async def arrived() -> bool:
        return await second.locator("#m-1").count() == 1

    await until(arrived, "the message in the second tab")
    assert len(chat.log(room)) == 1
