"""Webhooks made, tried and removed over the API, as on their pages; every act on the record."""

import pytest
from django.test import AsyncClient

from accounts.models.token import SCOPES
from rooms.models import AuditEntry, IncomingWebhook, OutgoingEvent, WebhookSubscription
from tests.api.world import Program, another_token, person, refusal, room, user_of

pytestmark = pytest.mark.django_db(transaction=True)
URL = "https://receiver.example/hook"
GIVEN = {"url": URL, "events": ["message.created", "mention"]}


@pytest.fixture
async def den(ada: Program, bob: Program) -> str:
    return await room(ada, "Den", bob, kind="private")


async def test_an_incoming_one_is_made_used_and_revoked(ada, den):
    made = await ada.post(f"rooms/{den}/webhooks/incoming", {"name": "Deployments"})
    hook = made.json()
    assert made.status_code == 201
    assert made.headers["Location"] == f"/api/v1/rooms/{den}/webhooks/incoming/{hook['id']}"
    assert (hook["name"], hook["created_by"], hook["audit"]["action"]) == (
        "Deployments",
        "ada",
        "webhook_made",
    )
    path = hook["url"].removeprefix("http://testserver")
    told = await AsyncClient().post(path, {"text": "*done*", "username": "CI"}, "application/json")
    assert (told.status_code, told.content) == (200, b"ok")
    (message,) = (await ada.get(f"rooms/{den}/messages")).json()["messages"]
    assert message["author"] == {"username": hook["username"], "name": "CI"}
    assert message["is_bot"] is True
    assert (message["via"], message["body"]) == ("CI", "**done**")
    (listed,) = (await ada.get(f"rooms/{den}/webhooks/incoming")).json()["webhooks"]
    assert listed["last_used_at"]
    assert "url" not in listed
    gone = await ada.delete(f"rooms/{den}/webhooks/incoming/{hook['id']}", {"reason": "leaked"})
    assert (gone.json()["action"], gone.json()["reason"]) == ("webhook_revoked", "leaked")
    assert (await AsyncClient().post(path, {"text": "x"}, "application/json")).status_code == 404
    assert (await ada.get(f"rooms/{den}/webhooks/incoming")).json() == {"webhooks": []}
    again = await ada.delete(f"rooms/{den}/webhooks/incoming/{hook['id']}")
    assert refusal(again) == (404, "unknown_webhook")


async def test_an_outgoing_one_is_made_changed_tried_switched_off_and_removed(ada, den):
    made = await ada.post(f"rooms/{den}/webhooks/outgoing", GIVEN)
    hook = made.json()
    assert made.status_code == 201
    assert hook["secret"].startswith("whsec_")
    assert (hook["events"], hook["enabled"], hook["audit"]["action"]) == (GIVEN["events"], True, "subscribed")
    one = f"rooms/{den}/webhooks/outgoing/{hook['id']}"
    changed = (await ada.patch(one, {"url": URL + "/2"})).json()
    assert (changed["url"], changed["events"]) == (URL + "/2", GIVEN["events"])
    assert changed["audit"]["action"] == "subscription_changed"
    assert (await ada.patch(one, {"url": URL + "/2"})).json()["audit"] is None
    tried = await ada.post(f"{one}/test")
    assert tried.status_code == 202
    event = await OutgoingEvent.objects.aget(key=tried.json()["event"])
    assert (event.type, event.subscription_id) == ("test", hook["id"])
    found = (await ada.get(one)).json()
    assert (found["state"], found["waiting"], found["deliveries"]) == ("waiting", 1, [])
    off = (await ada.patch(one, {"enabled": False, "events": ["mention"]})).json()
    assert (off["enabled"], off["events"], off["audit"]["action"]) == (
        False,
        ["mention"],
        "subscription_disabled",
    )
    assert refusal(await ada.post(f"{one}/test")) == (409, "webhook_disabled")
    on = (await ada.patch(one, {"enabled": True})).json()
    assert (on["enabled"], on["audit"]["action"]) == (True, "subscription_enabled")
    assert "secret" not in (await ada.get(f"rooms/{den}/webhooks/outgoing")).json()["webhooks"][0]
    assert (await ada.delete(one, {"reason": "no more"})).json()["action"] == "unsubscribed"
    assert refusal(await ada.get(one)) == (404, "unknown_webhook")
    assert not await WebhookSubscription.objects.aexists()


WRONG = [
    ("incoming", {}, "missing_field"),
    ("incoming", {"name": ""}, "invalid_name"),
    ("incoming", {"name": " \u200b"}, "invalid_name"),
    ("incoming", {"name": "x" * 81}, "invalid_name"),
    ("incoming", {"name": "CI", "url": URL}, "unknown_field"),
    ("outgoing", {"url": URL}, "missing_field"),
    ("outgoing", {"url": URL, "events": []}, "invalid_events"),
    ("outgoing", {"url": URL, "events": "mention"}, "invalid_events"),
    ("outgoing", {"url": URL, "events": ["everything"]}, "invalid_events"),
    ("outgoing", {"url": "ftp://receiver.example/", "events": ["mention"]}, "invalid_url"),
    ("outgoing", {"url": "http://127.0.0.1/", "events": ["mention"]}, "invalid_url"),
    ("outgoing", {"url": "https://x.example/" + "y" * 2000, "events": ["mention"]}, "invalid_url"),
    ("outgoing", {"url": 7, "events": ["mention"]}, "invalid_url"),
]


async def test_what_makes_no_sense_makes_nothing(ada, den):
    before = await AuditEntry.objects.acount()
    for kind, body, code in WRONG:
        assert refusal(await ada.post(f"rooms/{den}/webhooks/{kind}", body)) == (400, code), body
    assert not await IncomingWebhook.objects.aexists()
    assert not await WebhookSubscription.objects.aexists()
    assert await AuditEntry.objects.acount() == before
    made = (await ada.post(f"rooms/{den}/webhooks/outgoing", GIVEN)).json()
    one = f"rooms/{den}/webhooks/outgoing/{made['id']}"
    for body, code in (({}, "no_fields"), ({"enabled": "yes"}, "invalid_enabled"), ({"secret": "x"}, "unknown_field"),
                       ({"events": ["mention"], "url": "http://[::1]/"}, "invalid_url")):  # fmt: skip
        assert refusal(await ada.patch(one, body)) == (400, code), body
    assert (await WebhookSubscription.objects.aget()).events == GIVEN["events"]
    for number, refused in (
        ("0", (400, "invalid_id")),
        ("x", (400, "invalid_id")),
        ("99999", (404, "unknown_webhook")),
    ):
        assert refusal(await ada.get(f"rooms/{den}/webhooks/outgoing/{number}")) == refused, number
    other = await room(ada, "Other")
    assert refusal(await ada.delete(f"rooms/{other}/webhooks/outgoing/{made['id']}")) == (
        404,
        "unknown_webhook",
    )


async def test_members_make_none_moderators_only_incoming_ones_and_a_token_needs_its_scope(ada, bob, den):
    moe, eve = await person("moe"), await person("eve")
    square = await room(ada, "Square", moe, bob)
    await ada.put(f"rooms/{square}/members/moe", {"role": "moderator"})
    hook = (await moe.post(f"rooms/{square}/webhooks/incoming", {"name": "CI"})).json()
    told = (await ada.post(f"rooms/{square}/webhooks/outgoing", GIVEN)).json()
    scopeless = await another_token(await user_of(ada), *(set(SCOPES) - {"moderation"}))
    calls = [
        ("get", "incoming", None), ("post", "incoming", {"name": "CI"}), ("delete", f"incoming/{hook['id']}", None),
        ("get", "outgoing", None), ("post", "outgoing", GIVEN), ("get", f"outgoing/{told['id']}", None),
        ("patch", f"outgoing/{told['id']}", {"enabled": False}), ("post", f"outgoing/{told['id']}/test", None),
        ("delete", f"outgoing/{told['id']}", None),
    ]  # fmt: skip
    before = await AuditEntry.objects.acount()
    for method, path, body in calls:
        for program, slug, expected in (
            (bob, square, (403, "forbidden")),
            (eve, square, (403, "forbidden")),
            (eve, den, (404, "unknown_room")),
            (scopeless, square, (403, "insufficient_scope")),
            *([(moe, square, (403, "forbidden"))] if path.startswith("outgoing") else []),
        ):
            given = () if body is None else (body,)
            answer = await getattr(program, method)(f"rooms/{slug}/webhooks/{path}", *given)
            assert refusal(answer) == expected, (method, path, program.username)
    assert await AuditEntry.objects.acount() == before
