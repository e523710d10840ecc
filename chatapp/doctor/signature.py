"""A doctor's request is known by a signature made with SECRET_KEY a moment ago; a leaf, for `/livez` needs it."""

from django.core import signing

HEADER = "X-Doctor"
SALT = "chatapp.doctor"
SECONDS = 30


def sign() -> str:
    return signing.dumps("doctor", salt=SALT)


def is_doctors(given: str) -> bool:
    try:
        return bool(signing.loads(given, salt=SALT, max_age=SECONDS) == "doctor")
    except signing.BadSignature:
        return False
