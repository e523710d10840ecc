"""Every code that the API refuses with: its status and when it is said. docs/api.md lists the same (a test)."""

from typing import NamedTuple


class Code(NamedTuple):
    status: int
    meaning: str


CODES: dict[str, Code] = {
    # The request's form
    "malformed": Code(400, "The body is no JSON object, has a key twice, or something is not UTF-8."),
    "unknown_field": Code(400, "The body has a field that this operation does not know."),
    "missing_field": Code(400, "The body lacks a field."),
    "unknown_parameter": Code(400, "The query has a parameter that this operation does not know."),
    "repeated_parameter": Code(400, "The query has a parameter twice."),
    "no_fields": Code(400, "Nothing was asked to change."),
    "bad_request": Code(400, "The request could not be understood."),
    "payload_too_large": Code(413, "The body has more than 262,144 bytes."),
    "unsupported_media_type": Code(415, "The body must be application/json."),
    "not_found": Code(404, "There is nothing at this address."),
    "method_not_allowed": Code(405, "This address has other methods; they are in Allow."),
    # Values
    "two_selectors": Code(400, "Use one of before, after and around."),
    "invalid_seq": Code(400, "A seq is a number from 1."),
    "invalid_before": Code(400, "before is a seq."),
    "invalid_after": Code(400, "after is a seq, a version, a slug or a username, as the operation says."),
    "invalid_around": Code(400, "around is a seq."),
    "invalid_since": Code(400, "since is a time as RFC 3339 has it."),
    "invalid_until": Code(400, "until is a time as RFC 3339 has it, not before since."),
    "invalid_limit": Code(400, "limit is out of its range."),
    "invalid_page": Code(400, "page is a number from 1."),
    "invalid_wait": Code(400, "wait is a number of seconds from 0 to 25."),
    "invalid_q": Code(400, "q has at most 100 characters."),
    "invalid_query": Code(400, "A search has 1 to 200 characters, and its filters are whole: see `q`."),
    "invalid_author": Code(400, "author is a username."),
    "invalid_joined": Code(400, "joined is true or false."),
    "invalid_epoch": Code(400, "epoch is what an answer gave."),
    "invalid_body": Code(400, "The body is a text without NUL and halves of surrogate pairs."),
    "empty_body": Code(400, "The body has something that can be seen."),
    "body_too_long": Code(400, "The body has at most 10,000 characters."),
    "invalid_client_id": Code(400, "client_id is a UUID."),
    "invalid_emoji": Code(400, "A reaction is one emoji."),
    "invalid_name": Code(400, "A name has 1 to 80 visible characters."),
    "invalid_topic": Code(400, "A topic has at most 250 visible characters."),
    "invalid_kind": Code(400, "A room is public or private."),
    "invalid_history_visible": Code(400, "history_visible is true or false."),
    "invalid_locked": Code(400, "locked is true or false."),
    "invalid_slow_mode": Code(400, "slow_mode is 0 to 21,600 seconds."),
    "invalid_invite_policy": Code(400, "Members or moderators may invite."),
    "invalid_archived": Code(400, "archived is true or false."),
    "too_many_reactions": Code(400, "A message has at most 20 different reactions."),
    # Who is asking
    "unauthenticated": Code(401, "No credentials, or a token that is unknown, expired or revoked."),
    "suspended": Code(403, "The account is suspended."),
    "insufficient_scope": Code(403, "The token was not made for this."),
    "csrf": Code(403, "A session's cookie needs the X-CSRFToken header for this method."),
    # What may be done
    "unknown_room": Code(404, "No such room, or none that you may know of: the two look the same."),
    "unknown_message": Code(404, "No such message, or none that you may see, or deleted."),
    "unknown_reply": Code(404, "reply_to is no message of this room."),
    "unknown_person": Code(404, "There is nobody with this username."),
    "unknown_page": Code(404, "There are not so many pages."),
    "not_member": Code(403, "Join the room to do this."),
    "not_author": Code(403, "Only its author may do this."),
    "forbidden": Code(403, "Your role in the room does not allow this."),
    "locked": Code(403, "Only moderators may write here now."),
    "archived": Code(403, "The room is archived: it can be read, not written in."),
    "muted": Code(403, "You are muted in this room."),
    "held": Code(202, "Put aside: a moderator will look at this message before it appears."),
    "blocked": Code(403, "A rule of the room does not allow this message."),
    "client_id_reused": Code(409, "This client_id was used for a message in another room."),
    "direct_room": Code(409, "This cannot be done to a direct conversation."),
    "last_owner": Code(409, "Make somebody else the owner first."),
    "reset": Code(410, "The version is of another epoch, or older than what is kept: begin anew."),
    # Not now
    "slow_mode": Code(429, "Wait Retry-After seconds between two messages."),
    "rate_limited": Code(429, "Too many requests; wait Retry-After seconds."),
    "unavailable": Code(503, "It could not be done just now; try again after Retry-After seconds."),
    "server_error": Code(500, "Something went wrong here. It has been logged."),
}
