"""Who may do what in a room: the one table (docs/permissions.md shows it, a test compares them)."""

from enum import IntEnum


class Rank(IntEnum):
    """How much somebody may do in a room. A site administrator ranks so in public rooms; elsewhere as a member."""

    VISITOR = 0
    MEMBER = 1
    MODERATOR = 2
    OWNER = 3
    ADMINISTRATOR = 4


PERMISSIONS: dict[str, Rank] = {
    "read": Rank.VISITOR,
    "join": Rank.VISITOR,
    "write": Rank.MEMBER,
    "react": Rank.MEMBER,
    "report": Rank.MEMBER,
    "leave": Rank.MEMBER,
    "pin": Rank.MODERATOR,
    "delete": Rank.MODERATOR,
    "undo": Rank.MODERATOR,
    "mute": Rank.MODERATOR,
    "remove": Rank.MODERATOR,
    "ban": Rank.MODERATOR,
    "topic": Rank.MODERATOR,
    "lock": Rank.MODERATOR,
    "slow_mode": Rank.MODERATOR,
    "word_rules": Rank.MODERATOR,
    "held": Rank.MODERATOR,
    "reports": Rank.MODERATOR,
    "audit": Rank.MODERATOR,
    "raid": Rank.MODERATOR,
    "webhooks_in": Rank.MODERATOR,
    "name": Rank.OWNER,
    "kind": Rank.OWNER,
    "history": Rank.OWNER,
    "invite_policy": Rank.OWNER,
    "archive": Rank.OWNER,
    "role": Rank.OWNER,
    "transfer": Rank.OWNER,
    "webhooks_out": Rank.OWNER,
}

# What an administrator does to the whole site; nobody else may.
SITE_PERMISSIONS = ("suspend", "site_raid", "site_reports", "site_audit")


def allows(rank: Rank, action: str) -> bool:
    """Whether this rank may do this at all. Raises KeyError for an action without a row."""
    return rank >= PERMISSIONS[action]


def outranks(rank: Rank, other: Rank) -> bool:
    """Whether somebody may act on another person: never on an equal, let alone on a superior."""
    return rank > other
