"""Every page, light, dark and on a phone: nothing broken, nothing too wide, nothing without a name.

SHOTS=1 keeps a picture of each in var/screenshots.
"""

import asyncio
import os
from pathlib import Path
from typing import Any

import httpx
import pytest

from tests.browser.accessible import FOCUS, PROBLEMS
from tests.browser.conftest import Arrive
from tests.browser.visitor import Visitor
from tests.chat.deployment import Deployment
from tests.chat.people import Person
from tests.services.browser import Browser
from tests.services.stack import ROOT

SHOTS = ROOT / "var" / "screenshots" if os.environ.get("SHOTS") else None
LOOKS: dict[str, dict[str, Any]] = {
    "light": {"color_scheme": "light"},
    "dark": {"color_scheme": "dark"},
    "phone": {"viewport": {"width": 360, "height": 740}, "has_touch": True, "is_mobile": True},
}
OUTSIDE = (
    "/accounts/login/", "/accounts/signup/", "/accounts/password/reset/", "/accounts/inactive/", "/setup/x/",
    "/welcome/x/", "/api/v1/docs",
)  # fmt: skip
INSIDE = (
    "/rooms/", "/rooms/?q=nothing", "/rooms/new/", "/authors/", "/authors/pia/", "/authors/pip/",
    "/settings/profile/", "/settings/password/", "/settings/sessions/", "/settings/account/", "/settings/people/",
    "/settings/notifications/",
    "/settings/site/doctor/", "/accounts/logout/", "/moderation/", "/moderation/reports/", "/moderation/record/",
    "/nowhere/", "/rooms/nowhere/", "/invite/nothing/",
)  # fmt: skip
OF_A_ROOM = (
    "", "1/", "members/", "settings/", "pins/", "you/", "moderation/", "moderation/people/", "moderation/people/pip/",
    "moderation/reports/", "moderation/held/", "moderation/words/", "moderation/deletions/", "moderation/record/",
    "webhooks/",
)  # fmt: skip
LONG_WORD = "Rindfleischetikettierungsüberwachungsaufgabenübertragungsgesetz" * 3
TELLING = f"""# A heading
{LONG_WORD}
| a | table | that | is | wide |
|-|-|-|-|-|
| {LONG_WORD[:60]} | {LONG_WORD[:60]} | {LONG_WORD[:60]} | {LONG_WORD[:60]} | x |

```python
{"x = " + " + ".join(f"number_{n}" for n in range(40))}
```
> quoted https://example.org/{"long" * 40}"""


ATTEMPT = """
    INSERT INTO rooms_webhookattempt
        (subscription_id, event_id, number, at, milliseconds, status, answer, error, delivered)
    SELECT %s, max(id), 3, now(), 1234, %s, %s, 'No answer within 15 seconds.', %s FROM rooms_outgoingevent
"""


@pytest.fixture(scope="module")
def town(chat: Deployment) -> tuple[Person, list[str]]:
    office = chat.office
    ada = Person(**office.person(username="pia", name="Ada Lovelace"))
    office.person(username="pip", name=f"Bob {LONG_WORD}"[:80])
    chat.rows("UPDATE accounts_user SET is_staff = true, is_superuser = true WHERE username = 'pia'")
    room = office.room(
        owner="pia", name=LONG_WORD[:80], topic=f"All about {LONG_WORD}"[:250], members=["pip"]
    )
    office.send(username="pip", slug=room, bodies=["hello", TELLING, "@pia :wave:"])
    office.send(username="pia", slug=room, bodies=["a reply"], reply_to=2)
    office.react(username="pia", slug=room, seq=1, emoji="👍")
    office.edit(username="pip", slug=room, bodies={"3": "@pia edited"})
    office.delete(username="pip", slug=room, seqs=[1])
    direct = office.direct(username="pia", other="pip")
    empty = office.room(owner="pia", name="Empty", kind="private")
    paths = [f"/rooms/{room}/{page}" for page in (*OF_A_ROOM, *webhooks(chat, ada, room))]
    return ada, [*paths, *(f"/rooms/{slug}/" for slug in (direct, empty)), f"/rooms/{direct}/you/"]


def webhooks(chat: Deployment, ada: Person, room: str) -> list[str]:
    """One in, through which a program has written; two out, one of which fails and one is off: their pages."""
    api = f"{chat.first.url}/api/v1/rooms/{room}/webhooks/"
    with httpx.Client(base_url=api, headers=ada.bearer, trust_env=False, timeout=60) as http:
        hook = http.post("incoming", json={"name": f"Bot {LONG_WORD}"[:80]}).json()
        for name in (f"Nightly {LONG_WORD}"[:80], "Builds"):
            httpx.post(
                hook["url"], json={"text": "It is *done*", "username": name}, trust_env=False, timeout=60
            )
        given = {
            "url": f"https://receiver.example/{LONG_WORD.encode().hex()}",
            "events": ["message.created", "mention"],
        }
        failing, off = (http.post("outgoing", json=given).json()["id"] for _ in range(2))
        http.patch(f"outgoing/{off}", json={"enabled": False})
        http.post(f"outgoing/{failing}/test")
    for status, answer in ((None, ""), (500, LONG_WORD), (200, "ok")):
        chat.rows(ATTEMPT, failing, status, answer, status == 200)
    chat.rows(
        "UPDATE rooms_webhooksubscription SET failing_since = now(), attempts = 3 WHERE id = %s", failing
    )
    return [f"webhooks/out/{pk}/" for pk in (failing, off)]


async def judge(visitor: Visitor, path: str, look: str) -> list[str]:
    await visitor.open(path)
    problems: list[str] = await visitor.page.evaluate(PROBLEMS)
    await visitor.page.keyboard.press("Tab")
    await visitor.page.keyboard.press("Tab")
    if look != "phone" and (unseen := await visitor.page.evaluate(FOCUS)):
        problems.append(f"focus cannot be seen: {unseen}")
    if SHOTS:
        name = path.strip("/").replace("/", "-").replace("?", "-") or "room"
        SHOTS.mkdir(parents=True, exist_ok=True)
        await visitor.page.screenshot(path=Path(SHOTS) / f"{name[:60]}.{look}.png")
    return [f"{path} ({look}) {problem}" for problem in problems]


@pytest.mark.parametrize("look", LOOKS)
async def test_every_page_is_sound(
    look: str, arrive: Arrive, town: tuple[Person, list[str]], browser: Browser
) -> None:
    browser.expect("status of 40[0-9]")
    ada, rooms = town

    async def tour(person: Person | None, paths: list[str]) -> list[str]:
        visitor = await arrive(person, **LOOKS[look])
        return [problem for path in paths for problem in await judge(visitor, path, look)]

    tours = (tour(None, list(OUTSIDE)), tour(ada, [*INSIDE]), tour(ada, rooms))
    problems = [problem for found in await asyncio.gather(*tours) for problem in found]
    assert not problems, "\n".join(problems)


async def test_the_walk_finds_what_it_is_for(arrive: Arrive, town: tuple[Person, list[str]]) -> None:
    visitor = await arrive(town[0], "/rooms/")
    for html, what in (("<h1>x</h1>", "2 h1"), ("<input name=x>", "no label"), ("<button></button>", "no name"),
                       ("wide", "sticks out"), ("<p id=main>x</p>", "twice #main")):  # fmt: skip
        await visitor.page.evaluate(
            "(html) => { const box = document.createElement('div'); box.id = 'planted'; box.innerHTML = html;"
            " if (html === 'wide') box.style.width = '3000px';"
            " document.querySelector('main').append(box) }", html)  # fmt: skip
        assert what in " ".join(await visitor.page.evaluate(PROBLEMS)), what
        await visitor.page.evaluate("document.getElementById('planted').remove()")
    assert await visitor.page.evaluate(PROBLEMS) == []
