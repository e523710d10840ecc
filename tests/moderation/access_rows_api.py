"""The API's rows of the access table: its addresses are routes, one row for all methods of a path."""

from tests.moderation.address import REASON, Address

API: dict[str, Address] = {
    "api/v1/": Address("anyone"),
    "api/v1/openapi.json": Address("anyone"),
    "api/v1/docs": Address("anyone"),
    "api/v1/me": Address("person"),
    "api/v1/authors": Address("person", queries=("", "q={word}")),
    "api/v1/authors/<username>": Address("person", profile=True),
    "api/v1/rooms": Address("person", queries=("", "q={word}"), bodies={"POST": {"name": ""}}),
    "api/v1/rooms/<slug>": Address(
        "reader",
        bodies={"PATCH": {"topic": "Another"}, "DELETE": {}},
        actions={
            "read": None,
            "topic": ("PATCH", {"topic": "Another"}),
            "name": ("PATCH", {"name": "Another"}),
            "kind": ("PATCH", {"kind": "private"}),
            "archive": ("DELETE", {}),
            "lock": ("PATCH", {"locked": True, **REASON}),
            "slow_mode": ("PATCH", {"slow_mode": 5}),
            "history": ("PATCH", {"history_visible": False}),
            "invite_policy": ("PATCH", {"invite_policy": "moderators"}),
        },
    ),
    "api/v1/rooms/<slug>/changes": Address("reader", queries=("", "after=0", "after=0&limit=1000")),
    "api/v1/rooms/<slug>/changes.ndjson": Address("reader", queries=("", "after=0")),
    "api/v1/rooms/<slug>/messages": Address(
        "reader",
        queries=("", "around={seq}", "limit=100"),
        bodies={"POST": {"body": "Hello"}},
        actions={"write": ("POST", {"body": "Hello"})},
    ),
    "api/v1/rooms/<slug>/messages.ndjson": Address("reader"),
    "api/v1/rooms/<slug>/messages/<seq>": Address(
        "reader",
        bodies={"PATCH": {"body": "Edited"}, "DELETE": REASON},
        actions={"read": None, "delete": ("DELETE", REASON)},
    ),
    "api/v1/rooms/<slug>/messages/<seq>/reactions/<emoji>": Address(
        "member", bodies={"PUT": {}, "DELETE": {}}, actions={"react": ("PUT", {})}
    ),
    "api/v1/rooms/<slug>/members": Address("reader"),
    "api/v1/rooms/<slug>/members/me": Address(
        "reader", bodies={"PUT": {}, "DELETE": {}}, actions={"join": ("PUT", {}), "leave": ("DELETE", {})}
    ),
    "api/v1/search": Address("person", queries=("", "q={word}")),
    "api/v1/rooms/<slug>/read": Address("member", bodies={"PUT": {"seq": 1}}),
    # Moderation
    "api/v1/rooms/<slug>/mutes/<username>": Address(
        "moderator", bodies={"PUT": REASON, "DELETE": REASON}, actions={"mute": ("PUT", REASON)}
    ),
    "api/v1/rooms/<slug>/bans/<username>": Address(
        "moderator", bodies={"PUT": REASON, "DELETE": REASON}, actions={"ban": ("PUT", REASON)}
    ),
    "api/v1/rooms/<slug>/members/<username>": Address(
        "moderator",
        bodies={"PUT": {"role": "moderator"}, "DELETE": REASON},
        actions={"role": ("PUT", {"role": "moderator"}), "remove": ("DELETE", REASON)},
    ),
    "api/v1/rooms/<slug>/deletions": Address(
        "moderator",
        bodies={"POST": {"seqs": ["{seq}"], **REASON}},
        actions={"delete": ("POST", {"author": "{target}", "since": "2020-01-01T00:00:00Z", **REASON})},
    ),
    "api/v1/rooms/<slug>/deletions/<id>": Address(
        "moderator", bodies={"DELETE": REASON}, actions={"undo": ("DELETE", REASON)}
    ),
    "api/v1/rooms/<slug>/reports": Address(
        "moderator",
        queries=("", "status=open"),
        bodies={"POST": {"seq": "{seq}", **REASON}},
        actions={"reports": None, "report": ("POST", {"seq": "{seq}", **REASON})},
    ),
    "api/v1/rooms/<slug>/reports/<id>": Address(
        "moderator",
        bodies={"PATCH": {"status": "claimed"}},
        actions={"reports": ("PATCH", {"status": "claimed"})},
    ),
    "api/v1/rooms/<slug>/raid": Address(
        "moderator", bodies={"PUT": {"minutes": 5}, "DELETE": {}}, actions={"raid": ("PUT", {"minutes": 5})}
    ),
    "api/v1/rooms/<slug>/audit": Address(
        "moderator", queries=("", "person={target}"), actions={"audit": None}
    ),
}
