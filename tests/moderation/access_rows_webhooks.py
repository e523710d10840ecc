"""The access table's rows for webhooks."""

from tests.moderation.address import Address

URL = "https://receiver.example/events"
GIVEN = {"url": URL, "events": ["message.created"]}
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
    "api/v1/rooms/<slug>/webhooks/incoming": Address(
        "moderator",
        bodies={"POST": {"name": "CI"}},
        actions={"webhooks_in": ("POST", {"name": "CI"})},
    ),
    "api/v1/rooms/<slug>/webhooks/incoming/<id>": Address("moderator", bodies={"DELETE": {}}),
    "api/v1/rooms/<slug>/webhooks/outgoing": Address(
        "owner", bodies={"POST": GIVEN}, actions={"webhooks_out": ("POST", GIVEN)}
    ),
    "api/v1/rooms/<slug>/webhooks/outgoing/<id>": Address(
        "owner", bodies={"PATCH": {"events": ["mention"]}, "DELETE": {}}
    ),
    "api/v1/rooms/<slug>/webhooks/outgoing/<id>/test": Address("owner", bodies={"POST": {}}),
}
