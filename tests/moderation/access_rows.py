"""The access table: one row for every address of the site. An address without a row fails the suite.

A row is data. Key: the URL name (`rooms:show`); for the API and whatever has no name, the whole route
(`api/v1/rooms/<slug>`, in access_rows_api.py). In `posts`, `queries` and `bodies` these are filled in: {slug} {seq}
{username} {target} {owner} {token} {word} {since} {until} {uuid}.

- `least`: who gets in: anyone, person (signed in), reader (may see the room), member, moderator, owner,
  administrator. Rows from `reader` to `owner` are about a room, so its slug is in the address.
- `posts`: plausible forms; `queries`: plausible query strings; `bodies`: for the API, method → JSON body.
- `actions`: rows of docs/permissions.md that it carries out, each with a form that does it (None: a GET; for the
  API: a method and a JSON body).
- `profile`: it shows people by their username: a display name there tells nothing about a room.
"""

from tests.moderation.access_rows_api import API
from tests.moderation.access_rows_webhooks import WEBHOOKS
from tests.moderation.address import REASON, Address

ROWS: dict[str, Address] = {
    "home": Address("person"),
    "doctor": Address("administrator"),
    # Rooms
    "rooms:index": Address("person", queries=("", "q={word}", "page=2&q={word}")),
    "rooms:new": Address("person", posts=({"name": "", "kind": "public"},)),
    "rooms:show": Address("reader", actions={"read": None}),
    "rooms:message": Address("reader"),
    "rooms:settings": Address("moderator", posts=({"name": "", "topic": "x", "kind": "private"},)),
    "rooms:members": Address("reader", posts=({"username": "{username}"},)),
    "rooms:join": Address("reader", posts=({},), actions={"join": {}}),
    "rooms:leave": Address("member", posts=({},), actions={"leave": {}}),
    "rooms:invite": Address("member", posts=({},)),
    "rooms:messages": Address(
        "reader",
        posts=({"body": "Hello", "client_id": "{uuid}"}, {"body": "A reply", "reply_to": "{seq}"}),
        queries=("", "before=9", "after=1", "around={seq}"),
        actions={"write": {"body": "Hello"}},
    ),
    "rooms:changes": Address("reader", queries=("", "after=0", "after=0&limit=100", "after=0&epoch=other")),
    "rooms:read": Address("reader", posts=({"seq": "1"},)),
    "rooms:edit": Address("member", posts=({"body": "Edited"},)),
    "rooms:delete": Address("member", posts=(REASON,), actions={"delete": REASON}),
    "rooms:react": Address("member", posts=({"emoji": "👍"},), actions={"react": {"emoji": "👍"}}),
    "rooms:invitation": Address("person", posts=({},)),
    "rooms:direct": Address("person", posts=({"username": "{owner}"},)),
    "rooms:search": Address("person", queries=("", "q={word}")),
    "rooms:tokens": Address("person", posts=({},)),
    "rooms:authors": Address("person", queries=("", "q={word}", "q={username}")),
    "rooms:author": Address("person", profile=True),
    # What one marks, and one's own
    "rooms:pin": Address("moderator", posts=({"on": "1"}, {"on": "0"}), actions={"pin": {"on": "1"}}),
    "rooms:report": Address("member", posts=(REASON,), actions={"report": REASON}),
    "rooms:pins": Address("reader"),
    "rooms:composer": Address("reader"),
    "rooms:notifications": Address("person", posts=({}, {"level.{slug}": "nothing"}), queries=("", "page=2")),
    "rooms:own": Address("member", posts=({"level": "mentions"},)),
    "rooms:close": Address("member", posts=({},)),
    "rooms:ignore": Address("person", posts=({"on": "1"}, {"on": "0"}), profile=True),
    "rooms:card": Address("person", queries=("", "room={slug}"), profile=True),
    # Moderation of a room
    "rooms:moderation": Address("moderator"),
    "rooms:regulate": Address(
        "moderator",
        posts=({"slow_mode": "5"}, {"locked": "1"}, {"archived": "1"}),
        actions={
            "lock": {"locked": "1"},
            "slow_mode": {"slow_mode": "5"},
            "history": {"history_visible": "0"},
            "archive": {"archived": "1"},
            "invite_policy": {"invite_policy": "members"},
        },
    ),
    "rooms:raid": Address("moderator", posts=({"minutes": "5"},), actions={"raid": {"minutes": "5"}}),
    "rooms:moderated_people": Address("moderator", queries=("", "q={word}")),
    "rooms:moderated_person": Address(
        "moderator",
        posts=({"act": "mute", "duration": "1h", **REASON}, {"act": "ban", "duration": "good", **REASON}),
        actions={
            "mute": {"act": "mute", "duration": "1h", **REASON},
            "remove": {"act": "remove", **REASON},
            "ban": {"act": "ban", "duration": "good", **REASON},
            "role": {"act": "role", "role": "moderator", **REASON},
            "transfer": {"act": "transfer", **REASON},
        },
        profile=True,
    ),
    "rooms:reports": Address("moderator", queries=("", "status=open")),
    "rooms:handle_report": Address(
        "moderator", posts=({"status": "claimed"},), actions={"reports": {"status": "claimed"}}
    ),
    "rooms:held": Address("moderator", posts=({"upto": "0"},)),
    "rooms:decide_held": Address("moderator", posts=({"approve": "1"},), actions={"held": {"approve": "1"}}),
    "rooms:words": Address(
        "moderator",
        posts=({"pattern": "spam", "action": "block"},),
        queries=("", "pattern={word}"),
        actions={"word_rules": {"pattern": "spam", "action": "block"}},
    ),
    "rooms:word": Address("moderator", posts=({},)),
    "rooms:deletions": Address(
        "moderator",
        posts=({"seqs": "{seq}", **REASON},),
        queries=("", "seqs={seq}", "author={target}&since=ever", "accounts=1w"),
    ),
    "rooms:undo_deletion": Address("moderator", posts=(REASON,), actions={"undo": REASON}),
    "rooms:record": Address("moderator", queries=("", "person={target}"), actions={"audit": None}),
    "rooms:export_record": Address("moderator"),
    "rooms:undo_entry": Address("moderator", posts=(REASON,)),
    # Moderation of the site
    "rooms:site_moderation": Address("administrator"),
    "rooms:site_raid": Address(
        "administrator", posts=({"minutes": "5"},), actions={"site_raid": {"minutes": "5"}}
    ),
    "rooms:site_newcomers": Address(
        "administrator",
        posts=({"accounts_since": "{until}", **REASON},),
        queries=("", "accounts=1w"),
        actions={"site_raid": {"accounts_since": "2126-01-01T00:00", **REASON}},
    ),
    "rooms:site_reports": Address("administrator", actions={"site_reports": None}),
    "rooms:site_people": Address(
        "administrator", posts=({"username": "{username}", "act": "nothing"},), profile=True
    ),
    "rooms:site_person": Address(
        "administrator",
        posts=({"act": "nothing"},),
        actions={"suspend": {"act": "suspend", "duration": "1h", **REASON}},
        profile=True,
    ),
    "rooms:site_record": Address(
        "administrator", queries=("", "person={target}"), actions={"site_audit": None}
    ),
    "rooms:export_site_record": Address("administrator"),
    # Accounts
    "accounts:setup": Address("anyone", posts=({"username": "x"},)),
    "accounts:new_password": Address("anyone", posts=({"password1": "x"},)),
    "accounts:invitation": Address("anyone", posts=({},)),
    "accounts:profile": Address("person", posts=({"name": "", "timezone": "nowhere"},)),
    "accounts:password": Address("person", posts=({"oldpassword": "x"},)),
    "accounts:sessions": Address("person", posts=({"session": "x"},)),
    "accounts:account": Address("person", posts=({"password": "x"},)),
    "accounts:people": Address("administrator", queries=("", "q={word}"), profile=True),
    "accounts:invite": Address("administrator", posts=({},), profile=True),
    "accounts:person": Address("administrator", posts=({"action": "link"},), profile=True),
    "account_login": Address("anyone", posts=({"login": "{username}", "password": "x"},)),
    "account_logout": Address("anyone"),
    "account_signup": Address("anyone", posts=({"username": "{username}"},)),
    "account_inactive": Address("anyone"),
    "account_email": Address("person", posts=({"email": "x@example.org"},)),
    "account_email_verification_sent": Address("anyone"),
    "account_confirm_email": Address("anyone", posts=({},)),
    "account_reset_password": Address("anyone", posts=({"email": "x@example.org"},)),
    "account_reset_password_done": Address("anyone"),
    "account_reset_password_from_key": Address("anyone", posts=({},)),
    "account_reset_password_from_key_done": Address("anyone"),
}
ROWS |= API | WEBHOOKS
