"""JSON read strictly: what one parser would take one way and another the other way is refused."""

import json
from typing import Any

from django.http import HttpRequest
from ninja.parser import Parser

from rooms.api.refusals import problem

MOST = 256 * 1024  # bytes: 10,000 characters, all of them escaped, with room to spare


class StrictParser(Parser):
    def parse_body(self, request: HttpRequest) -> dict[str, Any]:
        """Raises `unsupported_media_type`, `payload_too_large` or `malformed`."""
        if request.content_type not in ("application/json", ""):
            raise problem("unsupported_media_type")
        if len(request.body) > MOST:
            raise problem("payload_too_large")
        try:
            found = json.loads(
                request.body.decode(), object_pairs_hook=_unique, parse_constant=_refuse, parse_float=_number
            )
        except (ValueError, RecursionError):
            raise problem("malformed") from None
        if not isinstance(found, dict):
            raise problem("malformed", "The body must be a JSON object.")
        return found


def _unique(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    found = dict(pairs)
    if len(found) != len(pairs):
        raise ValueError("a key twice")
    return found


def _number(text: str) -> int | float:
    """JSON has one kind of number: 5.0 is the integer 5."""
    value = float(text)
    return int(value) if value.is_integer() else value


def _refuse(name: str) -> None:
    raise ValueError(name)  # NaN and Infinity are no JSON
