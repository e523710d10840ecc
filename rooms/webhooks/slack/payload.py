"""The two ways in which a payload comes: as JSON, or in a form's field `payload`."""

import json
from typing import Any
from urllib.parse import parse_qsl

from rooms.webhooks.slack.errors import SlackError

MOST = 128 * 1024  # bytes
FIELDS = 20


def parse(body: bytes, content_type: str) -> dict[str, Any]:
    """The payload's object. Raises `invalid_payload`, `payload_too_large`.

    Some senders call JSON a form (curl does, unless told): what begins with a brace is JSON.
    """
    if len(body) > MOST:
        raise SlackError("payload_too_large")
    text = _decoded(body)
    if content_type == "application/x-www-form-urlencoded" and not text.lstrip().startswith("{"):
        text = _field(text)
    try:
        found = json.loads(text, parse_constant=_refuse)
    except (ValueError, RecursionError):
        raise SlackError("invalid_payload") from None
    if not isinstance(found, dict):
        raise SlackError("invalid_payload")
    return found


def _decoded(body: bytes) -> str:
    try:
        return body.decode("utf-8-sig")
    except UnicodeDecodeError:
        raise SlackError("invalid_payload") from None


def _field(text: str) -> str:
    try:
        fields = dict(parse_qsl(text, max_num_fields=FIELDS, errors="strict"))
    except ValueError:
        raise SlackError("invalid_payload") from None
    return fields.get("payload", "")


def _refuse(name: str) -> None:
    raise ValueError(name)  # NaN and Infinity are no JSON
