"""One column's value as JSON, and back again with nothing believed: a file may come from anybody."""

import base64
import binascii
import re
import uuid
from collections.abc import Callable, Iterator
from datetime import UTC, datetime
from typing import Any

from django.core.exceptions import ValidationError
from django.db import connection
from django.db.models import (
    BigAutoField,
    BinaryField,
    BooleanField,
    CharField,
    DateTimeField,
    Field,
    ForeignKey,
    IntegerField,
    JSONField,
    TextField,
    UUIDField,
)

from accounts.usernames import validate_not_reserved

type Decoder = Callable[[Any], Any]

UNSTORABLE = re.compile("[\0\ud800-\udfff]")  # no database takes NUL or half of a surrogate pair
HIGHEST_ID = 10**15  # far beyond any real one, and what is added to it still fits


class Unfit(ValueError):
    """The value is none that this column can have; the text says why."""


def encode(value: Any) -> Any:
    if isinstance(value, datetime):
        return value.astimezone(UTC).isoformat(timespec="microseconds").replace("+00:00", "Z")
    if isinstance(value, uuid.UUID):
        return str(value)
    if isinstance(value, bytes | memoryview):
        return base64.b64encode(value).decode()
    if value is None or isinstance(value, bool | int | str | float | list | dict):
        return value
    return str(value)


def decoder(field: Field, *, validated: bool) -> Decoder:
    """What makes a value of this column out of JSON. It raises Unfit.

    `validated`: the column's own validators are asked too. They are slow, and a backup is from its own site.
    """
    read = _reader(field)
    checks = _checks(field) if validated else []
    choices = {value for value, _ in field.flatchoices} if field.choices else None
    null = field.null

    def decode(given: Any) -> Any:
        if given is None:
            if null:
                return None
            raise Unfit("it may not be null")
        value = read(given)
        if choices is not None and value not in choices:
            raise Unfit("it is none of the choices")
        if value != "":
            _validate(checks, value)
        return value

    return decode


def _checks(field: Field) -> list[Any]:
    """Those of texts; of numbers and JSON the readers know all that there is. Old names may be reserved now."""
    every = field.validators if isinstance(field, CharField) else []
    return [check for check in every if check is not validate_not_reserved]


def _validate(checks: list[Any], value: Any) -> None:
    try:
        for check in checks:
            check(value)
    except ValidationError as error:
        raise Unfit(" ".join(error.messages)) from None


def _reader(field: Field) -> Decoder:
    if isinstance(field, ForeignKey):
        return _reader(field.target_field)
    if isinstance(field, BigAutoField):
        return _whole(1, HIGHEST_ID)
    for kind, make in READERS:
        if isinstance(field, kind):
            return make(field)
    return field.to_python  # a column of a kind that nothing here has yet


def _integer(field: Field) -> Decoder:
    low, high = connection.ops.integer_field_range(field.get_internal_type())
    return _whole(-(2**63) if low is None else low, 2**63 - 1 if high is None else high)


def _whole(low: int, high: int) -> Decoder:
    def read(given: Any) -> int:
        if type(given) is not int or not low <= given <= high:
            raise Unfit(f"it is no whole number from {low} to {high}")
        return given

    return read


def _text(field: Field) -> Decoder:
    longest = field.max_length

    def read(given: Any) -> str:
        if not isinstance(given, str) or UNSTORABLE.search(given):
            raise Unfit("it is no text")
        if longest is not None and len(given) > longest:
            raise Unfit(f"it is longer than {longest} characters")
        return given

    return read


def _truth(_: Field) -> Decoder:
    def read(given: Any) -> bool:
        if not isinstance(given, bool):
            raise Unfit("it is neither true nor false")
        return given

    return read


def _time(_: Field) -> Decoder:
    def read(given: Any) -> datetime:
        try:
            at = datetime.fromisoformat(given)
            if encode(at) == given:
                return at
        except (TypeError, ValueError, OverflowError):
            pass
        raise Unfit("it is no time like 2026-01-31T12:00:00.000000Z")

    return read


def _uuid(_: Field) -> Decoder:
    def read(given: Any) -> uuid.UUID:
        try:
            value = uuid.UUID(given)
            if str(value) == given:
                return value
        except (TypeError, ValueError, AttributeError):
            pass
        raise Unfit("it is no UUID")

    return read


def _json(_: Field) -> Decoder:
    def read(given: Any) -> Any:
        if any(UNSTORABLE.search(text) for text in _texts(given)):
            raise Unfit("it holds what no database stores")
        return given

    return read


def _texts(value: Any) -> Iterator[str]:
    if isinstance(value, str):
        yield value
    elif isinstance(value, list):
        for each in value:
            yield from _texts(each)
    elif isinstance(value, dict):
        for name, each in value.items():
            yield name
            yield from _texts(each)


def _bytes(_: Field) -> Decoder:
    def read(given: Any) -> bytes:
        try:
            return base64.b64decode(given, validate=True)
        except (TypeError, binascii.Error, ValueError):
            raise Unfit("it is no base64") from None

    return read


READERS: tuple[tuple[type[Field], Callable[[Field], Decoder]], ...] = (
    (BooleanField, _truth),
    (IntegerField, _integer),
    (DateTimeField, _time),
    (UUIDField, _uuid),
    (JSONField, _json),
    (BinaryField, _bytes),
    (CharField, _text),
    (TextField, _text),
)
