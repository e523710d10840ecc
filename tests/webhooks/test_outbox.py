"""The outbox is written with the change, and costs a room without subscriptions nothing."""

import json
import re
import time

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from rooms.actions.log import perform
from rooms.actions.moderation.removals import delete_many
from rooms.actions.webhooks.delivery import pause
from rooms.actions.webhooks.subscriptions import disable, subscribe, unsubscribe
from rooms.actions.writes import Pin
from rooms.models import OutgoingEvent, Room, WebhookEvent
from rooms.webhooks.slack.message import LONGEST, said
from tests.rooms.acting import person, react, room, send

pytestmark = pytest.mark.django_db
URL = "https://receiver.example/x"


def kinds() -> list[str]:
    return list(OutgoingEvent.objects.order_by("pk").values_list("type", flat=True))


def test_a_room_that_nobody_listens_to_pays_no_query() -> None:
    ann = person("ann")
    where = room(ann)
    send(ann, where)
    with CaptureQueriesContext(connection) as before:
        send(ann, where)
    assert not about_webhooks(before)
    made, _ = subscribe(user=ann, slug=where.slug, url=URL, events=["message.created"])
    with CaptureQueriesContext(connection) as during:
        send(ann, where)
    assert len(about_webhooks(during)) == 1
    assert kinds() == ["message.created"]
    unsubscribe(user=ann, slug=where.slug, subscription_id=made.pk)
    with CaptureQueriesContext(connection) as after:
        send(ann, where)
    assert len(after) == len(before)


def about_webhooks(captured: CaptureQueriesContext) -> list[str]:
    return [query["sql"] for query in captured if re.search("outgoingevent|webhook", query["sql"])]


def test_every_kind_of_event_is_kept_and_only_what_is_wanted() -> None:
    ann, bob = person("ann"), person("bob")
    where = room(ann, bob)
    send(ann, where)
    subscribe(user=ann, slug=where.slug, url=URL, events=WebhookEvent.values)
    OutgoingEvent.objects.all().delete()
    send(ann, where, "hello @bob")
    react(bob, where, 1)
    perform(Pin(where.slug, ann.pk, 1, True))
    delete_many(user=ann, slug=where.slug, reason="because", seqs=[2])
    assert kinds() == [
        "message.created", "mention", "message.updated", "message.updated", "moderation",
        "message.deleted", "moderation",
    ]  # fmt: skip
    mention = json.loads(OutgoingEvent.objects.get(type="mention").body)
    assert mention["data"]["mentioned"] == ["bob"]
    assert mention["data"]["message"]["body"] == "hello @bob"


def test_a_subscription_that_is_off_wants_nothing() -> None:
    ann = person("ann")
    where = room(ann)
    made, _ = subscribe(user=ann, slug=where.slug, url=URL, events=["message.created"])
    assert Room.objects.get(pk=where.pk).outgoing == "message.created"
    disable(user=ann, slug=where.slug, subscription_id=made.pk)
    assert Room.objects.get(pk=where.pk).outgoing == ""


def test_pauses_double_up_to_a_limit_and_are_never_alike(settings) -> None:
    settings.WEBHOOK_RETRY, settings.WEBHOOK_LONGEST_RETRY = 5, 600
    found = [pause(attempt).total_seconds() for attempt in range(1, 12)]
    assert all(
        low / 2 <= one <= low
        for one, low in zip(found, [5, 10, 20, 40, 80, 160, 320, *[600] * 4], strict=True)
    )
    assert len({pause(9) for _ in range(20)}) > 10
    assert pause(1, asked=1_000_000).total_seconds() == 600


@pytest.mark.parametrize(
    ("text", "body"),
    [
        ("*b* _i_ ~s~ `c*d`", "**b** _i_ ~~s~~ `c*d`"),
        ("<https://x.io|a]b> <https://x.io/a_b>", "[a\\]b](https://x.io) https://x.io/a_b"),
        ("<@ada> <@U1|bob> <!here> <!channel> <#C1|tea>", "@ada @bob @here @room #tea"),
        ("&lt;b&gt; &amp;amp; @ada :rocket: :nope:", "\\<b> &amp; \\@ada 🚀 :nope:"),
        ("2*3*4 snake_case **x**", "2\\*3\\*4 snake_case \\*\\*x\\*\\*"),
        ("# no\n&gt; quoted\nafter", "\\# no\n> quoted\n\nafter"),
        ("see ```a &lt; *b*```", "see \n\n```\na < *b*\n```"),
        ("<javascript:alert(1)|x>", "x (javascript:alert(1))"),
    ],
)
def test_slack_s_markup_becomes_ours(text: str, body: str) -> None:
    assert said({"text": text}).body == body


@pytest.mark.parametrize(
    "evil", ["*", "_a", "<", "`", "```", "*a ", "_a_b", "> ", "http://", ":a:", "](", "&lt;"]
)
def test_no_text_costs_more_than_its_length_or_becomes_longer_than_a_message(evil: str) -> None:
    payload = {"text": evil * (120_000 // len(evil))}
    started = time.perf_counter()
    assert len(said(payload).body) <= LONGEST
    assert time.perf_counter() - started < 2
