"""Template tags of moderation: moments, and entries of the record in words."""

from contextlib import suppress
from datetime import UTC, datetime

from django import template
from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString

from rooms.models import AuditEntry

register = template.Library()

DEEDS = {
    "mute": "muted",
    "unmute": "lifted the mute of",
    "remove": "removed",
    "ban": "banned",
    "unban": "lifted the ban of",
    "role": "changed the role of",
    "transfer": "handed the room to",
    "settings": "changed the settings",
    "raid": "switched the raid mode on",
    "raid_ended": "switched the raid mode off",
    "delete": "deleted messages",
    "undo": "put messages back",
    "report": "handled a report about",
    "held_approved": "let through a message of",
    "held_refused": "refused a message of",
    "rule_added": "added a word rule",
    "rule_dropped": "dropped a word rule",
    "pin": "pinned a message of",
    "unpin": "unpinned a message of",
    "suspend": "suspended the account of",
    "unsuspend": "ended the suspension of",
    "purge": "erased the account of",
    "owner": "made an owner of the site of",
    "appointed": "made an administrator of",
    "dismissed": "took the office of administrator from",
    "password_link": "made a link for a new password of",
    "invited": "made a link to sign up with",
    "retention": "set how long messages are kept",
    "retention_applied": "removed messages older than they are kept",
    "webhook_made": "made the incoming webhook",
    "webhook_revoked": "revoked the incoming webhook",
    "subscribed": "added an outgoing webhook",
    "unsubscribed": "removed an outgoing webhook",
    "subscription_changed": "changed an outgoing webhook",
    "subscription_enabled": "switched an outgoing webhook on",
    "subscription_disabled": "switched an outgoing webhook off",
    "subscription_skipped": "left out an event of an outgoing webhook",
}
LABELS = {
    "mute": "Mutes",
    "unmute": "Mutes lifted",
    "remove": "Removals",
    "ban": "Bans",
    "unban": "Bans lifted",
    "role": "Roles",
    "transfer": "Ownership",
    "settings": "Settings",
    "raid": "Raid mode on",
    "raid_ended": "Raid mode off",
    "delete": "Deletions",
    "undo": "Deletions undone",
    "report": "Reports",
    "held_approved": "Held messages let through",
    "held_refused": "Held messages refused",
    "rule_added": "Word rules added",
    "rule_dropped": "Word rules dropped",
    "pin": "Pins",
    "unpin": "Pins taken off",
    "suspend": "Suspensions",
    "unsuspend": "Suspensions ended",
    "purge": "Accounts erased",
    "owner": "Owners of the site",
    "appointed": "Administrators appointed",
    "dismissed": "Administrators dismissed",
    "password_link": "Links for a new password",
    "invited": "Links to sign up with",
    "retention": "How long messages are kept",
    "retention_applied": "Old messages removed",
    "webhook_made": "Incoming webhooks made",
    "webhook_revoked": "Incoming webhooks revoked",
    "subscribed": "Outgoing webhooks added",
    "unsubscribed": "Outgoing webhooks removed",
    "subscription_changed": "Outgoing webhooks changed",
    "subscription_enabled": "Outgoing webhooks switched on",
    "subscription_disabled": "Outgoing webhooks switched off",
    "subscription_skipped": "Outgoing events left out",
}

# What the record keeps as a time; the rest is kept as it is read.
MOMENTS = ("archived", "newcomers_since", "since", "accounts_since", "before")


@register.simple_tag
def moment(at: datetime) -> SafeString:
    """A time to the minute, in UTC until a script shows it on the reader's clock."""
    text = f"{at.astimezone(UTC):%d %b %Y, %H:%M} UTC"
    return format_html('<time datetime="{}" data-clock>{}</time>', at.isoformat(), text)


@register.simple_tag
def ago(at: datetime) -> SafeString:
    text = f"{at.astimezone(UTC):%d %b %Y, %H:%M} UTC"
    return format_html('<time datetime="{}" data-relative title="{}">{}</time>', at.isoformat(), text, text)


@register.filter
def deed(entry: AuditEntry) -> str:
    return DEEDS.get(entry.action, entry.action.replace("_", " "))


@register.filter
def label(action: str) -> str:
    return LABELS.get(action, action.replace("_", " ").capitalize())


@register.filter
def changes(entry: AuditEntry) -> list[tuple[str, SafeString]]:
    """What an entry says beside who and whom: `[(name, "before → after")]`, without what its words say already."""
    names = [name for name in {**entry.before, **entry.after} if name not in ("until", "removal", "reason")]
    return [(name.replace("_", " "), _change(entry, name)) for name in names]


def _change(entry: AuditEntry, name: str) -> SafeString:
    values = [_word(name, side[name]) for side in (entry.before, entry.after) if name in side]
    return format_html_join(" → ", "{}", ((value,) for value in values))


def _word(name: str, value: object) -> str:
    if isinstance(value, bool):
        return "on" if value else "off"
    if value in (None, ""):
        return "no" if name == "archived" else "none"
    if name in MOMENTS:
        with suppress(ValueError):  # the record keeps what earlier releases wrote
            return moment(datetime.fromisoformat(str(value)))
    return str(value)
