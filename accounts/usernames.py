"""What a username may look like, and the names nobody may take."""

import re

from django.core.exceptions import ValidationError
from django.core.validators import RegexValidator

MAX_LENGTH = 30
PATTERN = r"^[a-z0-9][a-z0-9_.-]{0,29}\Z"
TOMBSTONE_PREFIX = "deleted-"
BOT_PREFIX = "webhook-"  # what incoming webhooks write as: nobody may pass for one, nor one for somebody

# Mentions with a meaning of their own, words in our addresses, and names that
# would let a person pass for the service itself.
_RESERVED = """
about account accounts admin administrator all anonymous api app authors channel chat delete deleted
direct edit everybody everyone help here invite login logout me members messages metrics moderator
moderators new nobody none null official operator owner postmaster root room rooms search security settings
setup signup staff static support system undefined unknown user users webhook webhooks
"""
RESERVED = frozenset(_RESERVED.split())

validate_shape = RegexValidator(
    PATTERN,
    "Use 1 to 30 lower-case letters, digits, dots, dashes and underscores,"
    " beginning with a letter or a digit.",
)


def normalise(username: str) -> str:
    """The one spelling under which a username is stored and looked up."""
    return username.strip().lower()


def is_reserved(username: str) -> bool:
    name = normalise(username)
    # "Admin." and "_admin_" read as "admin": punctuation does not make a name free.
    bare = re.sub(r"[_.-]", "", name)
    return name in RESERVED or bare in RESERVED or name.startswith((TOMBSTONE_PREFIX, BOT_PREFIX))


def validate_not_reserved(username: str) -> None:
    if is_reserved(username):
        raise ValidationError("This username is reserved. Choose another one.", code="reserved")
