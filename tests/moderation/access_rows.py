"""The access table: one row for every address of the site. An address without a row fails the suite.

A row is data. Key: the URL name (`rooms:show`); for the API and whatever has no name, the whole route
(`api/v1/rooms/{slug}`). In `posts`, `queries` and `bodies` these are filled in: {slug} {seq} {username} {target}
{report} {held} {removal} {rule} {entry} {token} {word} {since} {until} {uuid}.

- `least`: who gets in: anyone, person (signed in), reader (may see the room), member, moderator, owner,
  administrator. Rows from `reader` to `owner` are about a room, so its slug is in the address.
- `posts`: plausible forms; `queries`: plausible query strings; `bodies`: for the API, method → JSON body.
- `action`: the row of docs/permissions.md that the first of `posts` carries out.
- `profile`: it shows people by their username: a display name there tells nothing about a room.
"""

from dataclasses import dataclass, field
from typing import Any

type Form = dict[str, str]
REASON = {"reason": "because"}


@dataclass(slots=True, frozen=True)
class Address:
    least: str
    posts: tuple[Form, ...] = ()
    queries: tuple[str, ...] = ("",)
    bodies: dict[str, dict[str, Any]] = field(default_factory=dict)
    action: str = ""
    profile: bool = False


ROWS: dict[str, Address] = {
    "home": Address("person"),
    # Rooms
    "rooms:index": Address("person", queries=("", "q={word}", "page=2&q={word}")),
    "rooms:new": Address("person", posts=({"name": "", "kind": "public"},)),
    "rooms:show": Address("reader", action="read"),
    "rooms:message": Address("reader"),
    "rooms:settings": Address("moderator", posts=({"name": "", "topic": "x", "kind": "private"},)),
    "rooms:members": Address("reader", posts=({"username": "{username}"},)),
    "rooms:join": Address("reader", posts=({},), action="join"),
    "rooms:leave": Address("member", posts=({},), action="leave"),
    "rooms:invite": Address("member", posts=({},)),
    "rooms:messages": Address(
        "reader",
        posts=({"body": "Hello", "client_id": "{uuid}"}, {"body": "A reply", "reply_to": "{seq}"}),
        queries=("", "before=9", "after=0", "around={seq}"),
        action="write",
    ),
    "rooms:changes": Address("reader", queries=("", "after=0", "after=0&limit=100", "after=0&epoch=other")),
    "rooms:read": Address("reader", posts=({"seq": "1"},)),
    "rooms:edit": Address("member", posts=({"body": "Edited"},)),
    "rooms:delete": Address("member", posts=(REASON,)),
    "rooms:react": Address("member", posts=({"emoji": "👍"},), action="react"),
    "rooms:invitation": Address("person", posts=({},)),
    "rooms:direct": Address("person", posts=({"username": "{username}"},), profile=True),
    "rooms:authors": Address("person", queries=("", "q={word}", "q={username}")),
    "rooms:author": Address("person", profile=True),
    # Accounts
    "accounts:setup": Address("anyone", posts=({"username": "x"},)),
    "accounts:new_password": Address("anyone", posts=({"password1": "x"},)),
    "accounts:invitation": Address("anyone", posts=({},)),
    "accounts:profile": Address("person", posts=({"name": "", "timezone": "nowhere"},)),
    "accounts:password": Address("person", posts=({"oldpassword": "x"},)),
    "accounts:sessions": Address("person", posts=({"session": "x"},)),
    "accounts:account": Address("person", posts=({"password": "x"},)),
    "accounts:people": Address("administrator", queries=("", "q={word}"), profile=True),
    "accounts:invite": Address("administrator", posts=({},)),
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
