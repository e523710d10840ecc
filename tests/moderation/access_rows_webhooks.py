"""The access table's rows for webhooks."""

from tests.moderation.address import Address

URL = "https://receiver.example/events"
WEBHOOKS: dict[str, Address] = {
    "rooms:hook": Address("anyone", posts=({"payload": "{{}}"}, {"payload": '{{"text": "Hello"}}'})),
    "rooms:webhooks": Address("moderator"),
    "rooms:make_webhook": Address(
        "moderator", posts=({"name": "CI"},), actions={"webhooks_in": {"name": "CI"}}
    ),
    "rooms:revoke_webhook": Address("moderator", posts=({},)),
    "rooms:subscribe": Address(
        "owner",
        posts=({"url": URL, "events": "message.created"},),
        actions={"webhooks_out": {"url": URL, "events": "message.created"}},
    ),
    "rooms:subscription": Address(
        "owner", posts=({"act": "test"}, {"act": "save", "url": URL, "events": "mention"}, {"act": "disable"})
    ),
}
