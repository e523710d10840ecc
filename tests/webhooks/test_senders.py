"""Senders that nobody here wrote, and what is wrong in Slack's own words, against a running server."""

import json

import apprise
import httpx
import pytest
from slack_sdk.webhook import WebhookClient

from tests.chat.deployment import Deployment
from tests.moderation.clerk import Clerk


@pytest.fixture
def hook(deployment: Deployment) -> tuple[str, str, str]:
    """A room, its owner, and the address of a webhook made on the room's page."""
    ada = deployment.person()
    slug = deployment.room(ada)
    with httpx.Client(base_url=deployment.first.url, cookies=ada.cookies, trust_env=False) as pages:
        headers = {"X-CSRFToken": ada.cookies["csrftoken"]}
        page = pages.post(f"/rooms/{slug}/webhooks/in/", data={"name": "CI"}, headers=headers)
        assert page.status_code == 200, page.text
        address = page.text.split('id="new-address">')[1].split("<")[0]
        assert address not in pages.get(f"/rooms/{slug}/webhooks/").text
    return slug, ada.username, address


def shown(deployment: Deployment, slug: str) -> list[tuple[str, str]]:
    query = (
        "SELECT m.via, m.body FROM rooms_message m JOIN rooms_room r ON r.id = m.room_id"
        " WHERE r.slug = %s ORDER BY seq"
    )
    return [(via, body) for via, body in deployment.rows(query, slug)]


def test_slack_s_own_client_posts(deployment: Deployment, hook: tuple[str, str, str]) -> None:
    slug, _, address = hook
    client = WebhookClient(address)
    answer = client.send(text="*Deployed* <https://example.org|1.2> &amp; `done`")
    assert (answer.status_code, answer.body) == (200, "ok")
    blocks = [
        {"type": "header", "text": {"type": "plain_text", "text": "Build :tada:"}},
        {"type": "section", "text": {"type": "mrkdwn", "text": "_all_ green"}},
    ]
    assert client.send(text="fallback", blocks=blocks).body == "ok"
    assert client.send(attachments=[{"fallback": "only this"}]).body == "ok"
    assert client.send(text="").body == "no_text"
    assert shown(deployment, slug) == [
        ("", "**Deployed** [1.2](https://example.org) & `done`"),
        ("", "**Build 🎉**\n\n_all_ green"),
        ("", "> only this"),
    ]


def test_apprise_posts(deployment: Deployment, hook: tuple[str, str, str]) -> None:
    slug, _, address = hook
    token = address.rsplit("/", 1)[1]
    sender = apprise.Apprise()
    assert sender.add(f"mmost://Nightly@{deployment.first.host}/{token}")
    assert sender.notify(title="Backup", body="It is done.")
    ((name, body),) = shown(deployment, slug)
    assert name == "Nightly"
    assert "Backup" in body
    assert "It is done." in body


BAD = [
    ({"content": b"nonsense"}, 400, "invalid_payload"),
    ({"content": b'{"text": "\xff"}'}, 400, "invalid_payload"),
    ({"content": b"[" * 50_000}, 400, "invalid_payload"),
    ({"json": ["x"]}, 400, "invalid_payload"),
    ({"json": {"text": {"a": 1}}}, 400, "invalid_payload"),
    ({"json": {}}, 400, "no_text"),
    ({"json": {"text": " \n"}}, 400, "no_text"),
    ({"data": {"other": "x"}}, 400, "invalid_payload"),
    ({"json": {"blocks": "x"}}, 400, "invalid_blocks"),
    ({"json": {"text": "x", "blocks": [{"no": "type"}]}}, 400, "invalid_blocks"),
    ({"json": {"attachments": [{}] * 101}}, 400, "too_many_attachments"),
    ({"json": {"text": "x" * 200_000}}, 413, "payload_too_large"),
]


def test_what_is_wrong_is_said_in_slack_s_words_and_nothing_is_stored(
    deployment: Deployment, hook: tuple[str, str, str]
) -> None:
    slug, _, address = hook
    for given, status, word in BAD:
        answer = httpx.post(address, trust_env=False, **given)
        assert (answer.status_code, answer.text) == (status, word), given
        assert answer.headers["content-type"].startswith("text/plain")
    assert httpx.get(address, trust_env=False).status_code == 405
    assert shown(deployment, slug) == []
    payload = json.dumps({"text": "as a form"})
    assert httpx.post(address, data={"payload": payload}, trust_env=False).text == "ok"
    assert shown(deployment, slug) == [("", "as a form")]


def test_revoked_removed_and_too_many(
    deployment: Deployment, clerk: Clerk, hook: tuple[str, str, str]
) -> None:
    slug, ada, address = hook

    def post(to: str = address) -> httpx.Response:
        return httpx.post(to, json={"text": "x"}, trust_env=False)

    absent = post(address[:-4] + "none")
    assert (absent.status_code, absent.text) == (404, "no_service")
    answers = [post() for _ in range(31)]
    assert [answer.text for answer in answers[:25]] == ["ok"] * 25
    late = next((answer for answer in answers if answer.status_code == 429), None)
    if late is not None:  # the window may have ended meanwhile
        assert late.text == "rate_limited"
        assert int(late.headers["retry-after"]) >= 1
    ((pk,),) = deployment.rows(
        "SELECT w.id FROM rooms_incomingwebhook w JOIN rooms_room r ON r.id = w.room_id WHERE r.slug = %s",
        slug,
    )
    clerk.act(name="revoke_hook", user=ada, slug=slug, hook_id=pk)
    assert post().text == "no_service"
