"""What shows nothing at all: a message, a name or a text made of it would look like none."""

import unicodedata

# Controls, formats, halves of pairs, spaces, marks that sit on nothing. What has no category yet may be a new emoji.
_INVISIBLE = frozenset({"Cc", "Cf", "Cs", "Zs", "Zl", "Zp", "Mn"})
_BLANKS = frozenset("\u115f\u1160\u2800\u3164\uffa0")  # letters and symbols by category, spaces to the eye


def is_blank(text: str) -> bool:
    return all(one in _BLANKS or unicodedata.category(one) in _INVISIBLE for one in text)
