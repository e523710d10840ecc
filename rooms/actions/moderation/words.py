"""Word rules: what they are made of, and what they would have caught."""

import re
import unicodedata
from dataclasses import dataclass
from functools import lru_cache

from django.db import transaction

from accounts.models import User
from rooms.actions.admission import lock
from rooms.actions.moderation.office import office
from rooms.actions.moderation.record import UNSTORABLE, record
from rooms.content.excerpt import excerpt
from rooms.content.plain import is_plain
from rooms.errors import ActionError
from rooms.models import AuditEntry, Message, Room, WordRule
from rooms.models.word_rule import RuleAction

MOST_RULES = 100
LETTERS = r"[^\W_]{0,40}"  # what a `*` stands for: nothing that may also stand between words
PAST = 2000  # messages a dry run looks at
# Marks that stack on any letter, and letters that are drawn as nothing.
HIDDEN = re.compile(
    "[\u0300-\u036f\u115f\u1160\u17b4\u17b5\u1ab0-\u1aff\u1dc0-\u1dff\u20d0-\u20ff\ufe00-\ufe0f\ufe20-\ufe2f]"
)
# Letters of Cyrillic, Greek and Armenian that pass for Latin ones (Unicode TR 39, the plain letters of its table).
LOOKALIKES = str.maketrans("аеорсухіјѕһԁԛԝвнмткαορνιυκτոսօ", "aeopcyxijshdqwbhmtkaopviuktnuo")


@dataclass(slots=True, frozen=True)
class DryRun:
    """How many messages were looked at, and those of them that a rule would have caught, the newest first."""

    examined: int
    caught: list[Message]


def check_pattern(pattern: object) -> str:
    """Words, with `*` for any letters inside one. Raises `invalid_pattern`."""
    if not isinstance(pattern, str):
        raise ActionError("invalid_pattern", "A rule is words, with * for any letters.")
    pattern = " ".join(fold(pattern).split())
    if not len(pattern.replace("*", "")) >= 2 or len(pattern) > 100 or UNSTORABLE.search(pattern):
        raise ActionError("invalid_pattern", "A rule has 2 to 100 characters besides *.")
    return pattern


def fold(text: str) -> str:
    """As rules are kept: no case, no other forms of a letter (full width, ligatures), nothing invisible in between."""
    if text.isascii():
        return text.lower()
    text = unicodedata.normalize("NFKC", text)
    return HIDDEN.sub("", "".join(one for one in text if unicodedata.category(one) != "Cf")).casefold()


def skeleton(text: str) -> str:
    """As words are compared: folded, and letters of other scripts that look like Latin ones are those.

    Both sides are changed alike, so rules in those scripts find their words as before.
    """
    folded = fold(text)
    return folded if folded.isascii() else folded.translate(LOOKALIKES)


def readings(body: str, html: str) -> set[str]:
    """A text as it was typed and as it is read: a word that Markdown takes apart (`s**p**am`) is one for readers."""
    typed = skeleton(body)
    return {typed} if is_plain(body) else {typed, skeleton(excerpt(html, limit=len(html)))}


@lru_cache(maxsize=2000)
def matcher(pattern: str) -> re.Pattern[str]:
    """Whole words, whatever stands between them (an underscore too); `*` never reaches beyond a word.

    Atomic groups take the first place where a part fits and never come back to it, as the standard
    library's fnmatch does: without them `a*a*a*b` would try every way to split a long word.
    """
    words = [_glob(word) for word in skeleton(pattern).split()]
    between = r"(?>[\W_]{1,10}?(?=%s))"
    rest = "".join(between % word + word for word in words[1:])
    return re.compile(r"(?<![^\W_])" + words[0] + rest + r"(?![^\W_])")


def _glob(word: str) -> str:
    first, *parts = [re.escape(part) for part in word.split("*")]
    if not parts:
        return first
    middle = "".join(f"(?>{LETTERS}?{part})" for part in parts[:-1] if part)
    return f"{first}{middle}{LETTERS}{parts[-1]}"


def caught(rules: list[WordRule], body: str, html: str) -> WordRule | None:
    """The strictest rule that a message breaks: block before hold before flag. `html` is its body, rendered."""
    texts = readings(body, html)
    hits = [rule for rule in rules if any(map(matcher(rule.pattern).search, texts))]
    return min(hits, key=lambda rule: list(RuleAction.values).index(rule.action), default=None)


@transaction.atomic
def add_rule(
    *, user: User, slug: str, pattern: str, action: str, undoes: AuditEntry | None = None
) -> tuple[WordRule, AuditEntry]:
    """Raises `invalid_pattern`, `invalid_action`, `rule_exists` or `too_many_rules`."""
    room = lock(office(user, slug, "word_rules").room)
    if action not in RuleAction.values:
        raise ActionError("invalid_action", "A rule blocks, holds or flags.")
    pattern = check_pattern(pattern)
    rules = WordRule.objects.filter(room=room)
    if rules.filter(pattern=pattern).exists():
        raise ActionError("rule_exists", "There is a rule for this already.", 409)
    if rules.count() >= MOST_RULES:
        raise ActionError("too_many_rules", f"A room has at most {MOST_RULES} rules.", 409)
    rule = WordRule.objects.create(room=room, pattern=pattern, action=action, created_by=user)
    Room.objects.filter(pk=room.pk).update(has_rules=True)
    after = {"pattern": pattern, "action": action}
    return rule, record("rule_added", actor=user, room=room, after=after, undoes=undoes)


@transaction.atomic
def drop_rule(*, user: User, slug: str, rule_id: int, undoes: AuditEntry | None = None) -> AuditEntry:
    """Raises `unknown_rule`."""
    room = lock(office(user, slug, "word_rules").room)
    rule = WordRule.objects.filter(pk=rule_id, room=room).first()
    if rule is None:
        raise ActionError("unknown_rule", "There is no such rule.", 404)
    rule.delete()
    Room.objects.filter(pk=room.pk).update(has_rules=WordRule.objects.filter(room=room).exists())
    before = {"pattern": rule.pattern, "action": rule.action}
    return record("rule_dropped", actor=user, room=room, before=before, undoes=undoes)


def dry_run(*, user: User, slug: str, pattern: str) -> DryRun:
    """What a rule would have caught of the last 2,000 messages; nothing is changed."""
    access = office(user, slug, "word_rules")
    search = matcher(check_pattern(pattern)).search
    rows = Message.objects.filter(room=access.room, deleted_at=None, seq__gte=access.from_seq)
    past = list(rows.select_related("author").order_by("-seq")[:PAST])
    return DryRun(len(past), [row for row in past if any(map(search, readings(row.body, row.html)))])
