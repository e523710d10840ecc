"""What a row of somebody else's export may say. An operator's own backup is believed."""

import re
from typing import Any

from accounts.usernames import PATTERN, is_reserved
from rooms.content.sanitize import clean
from rooms.models.message import BODY_LENGTH
from rooms.transfer.columns import HIGHEST_ID, Unfit
from rooms.transfer.tables import PEOPLE

USERNAME = re.compile(PATTERN)
BODIES = ("rooms.message", "rooms.removedmessage", "rooms.heldmessage")
EMOJI_LENGTH = 64


def check_row(table: str, row: dict[str, Any]) -> None:
    """Refuse what no action could have stored, and clean HTML: readers' browsers trust it. Raises Unfit."""
    if table == PEOPLE and row["is_active"] and is_reserved(row["username"]):
        raise Unfit(f"the username {row['username']} is reserved here")
    if table in BODIES and len(row["body"]) > BODY_LENGTH:
        raise Unfit(f"a body is longer than {BODY_LENGTH} characters")
    if "html" in row:
        row["html"] = clean(row["html"])
    if "reactions" in row:
        _check_reactions(row["reactions"])
    if "mentions" in row and not _are_ids(row["mentions"]):
        raise Unfit("mentions are no ids")
    if table == "rooms.message" and row["deleted_at"] is not None and (row["body"] or row["html"]):
        raise Unfit("a deleted message has a body")


def _check_reactions(given: Any) -> None:
    if not isinstance(given, list) or not all(_is_reaction(each) for each in given):
        raise Unfit("reactions are not as they are shown")


def _are_ids(given: Any) -> bool:
    return isinstance(given, list) and all(type(pk) is int and 0 < pk <= HIGHEST_ID for pk in given)


def _is_reaction(given: Any) -> bool:
    return (
        isinstance(given, dict)
        and given.keys() == {"emoji", "count", "users"}
        and isinstance(given["emoji"], str)
        and len(given["emoji"]) <= EMOJI_LENGTH
        and type(given["count"]) is int
        and isinstance(given["users"], list)
        and all(isinstance(name, str) and USERNAME.match(name) for name in given["users"])
    )
