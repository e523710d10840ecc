"""Word rules: what a pattern catches, what it costs, and that no way of writing gets around it."""

import time
import uuid
from typing import Any

import pytest

from rooms.access import enter
from rooms.actions.log import Outcome, commit
from rooms.actions.moderation import words
from rooms.actions.moderation.answering import UNSAID, act_on
from rooms.actions.moderation.holding import decide
from rooms.actions.moderation.regulations import regulate
from rooms.actions.writes import Edit, Send
from rooms.content.markdown import render
from rooms.errors import ActionError
from rooms.models import HeldMessage, Message, Report, Sanction, WordRule
from rooms.models.word_rule import RuleAction
from rooms.queries.personal import own_held
from tests.moderation.scene import Scene, make_scene

CAUGHT = [
    ("spam", "spam"),
    ("spam", "Buy SPAM!"),
    ("Spam", "(spam)"),
    ("spam", "_spam_"),
    ("spam", "**spam**"),
    ("buy now", "buy,   now"),
    ("buy now", "BUY -- NOW"),
    ("buy now", "buy\nnow"),
    ("buy now", "buy_now"),
    ("buy  now", "buy — now"),
    ("sp*m", "spaaaam"),
    ("sp*m", "spm"),
    ("sp*am", "spamam"),
    ("*coin", "bitcoin!"),
    ("crypto*", "cryptocurrency"),
    ("a*c*e", "abccdee"),
    ("straße", "STRASSE"),
    ("ΣΊΣΥΦΟΣ", "σίσυφος"),
    ("spam", "ｓｐａｍ"),
    ("spam", "s\u200bp\u00ada\u2060m"),
    ("café", "cafe\u0301"),
    ("c++", "I like C++."),
    ("спам", "Это СПАМ"),
    ("spam", "s**p**am"),
    ("spam", "sp[a](https://example.org)m"),
    ("spam", "sp~~a~~m"),
    ("spam", "s\u0336p\u0336a\u0336m\u0336"),
    ("spam", "\u0455\u0440\u0430m"),
    ("\u0455\u0440\u0430m", "spam"),
    ("сор", "СОР"),
]
PASSED = [
    ("spam", "spammer"),
    ("coin", "bitcoin"),
    ("sp*m", "sp am"),
    ("sp*m", "spa"),
    ("buy now", "buy it now"),
    ("buy now", "buynow"),
    ("sp.m", "spam"),
    ("s[pq]am", "spam"),
]


@pytest.mark.parametrize(("pattern", "body"), CAUGHT)
def test_a_pattern_catches_its_words_however_they_are_written(pattern: str, body: str) -> None:
    assert hit([rule(pattern)], body)
    assert hit([rule(pattern)], f"before {body} after")


@pytest.mark.parametrize(("pattern", "body"), PASSED)
def test_a_pattern_does_not_catch_what_only_looks_like_it(pattern: str, body: str) -> None:
    assert hit([rule(pattern)], body) is None


def hit(rules: list[WordRule], body: str) -> WordRule | None:
    return words.caught(rules, body, render(body).html)


def rule(pattern: str, action: str = "block") -> WordRule:
    return WordRule(pattern=words.check_pattern(pattern), action=action)


def test_the_strictest_rule_decides() -> None:
    rules = [rule("spam", action) for action in ("flag", "hold", "block")]
    assert hit(rules, "spam").action == "block"  # type: ignore[union-attr]
    assert hit(rules[:2], "spam").action == "hold"  # type: ignore[union-attr]


BAD = ["", " ", "a", "*", "a*", "***", "\u200b\u200b", "x" * 101, "nul\0", "\ud800x", None, 7, ["spam"]]


@pytest.mark.parametrize("pattern", BAD)
def test_a_pattern_that_says_nothing_or_cannot_be_stored_is_refused(pattern: Any) -> None:
    with pytest.raises(ActionError) as refused:
        words.check_pattern(pattern)
    assert refused.value.code == "invalid_pattern"


EVIL = [
    "a*a*a*a*a*a*a*a*b",
    "a*" * 49 + "b",
    "a " * 49 + "b",
    "- - - - - - - x",
    "* * * * b b",
    "* " * 40 + "bb",
    "_* _* _* x1",
    "*a*a*a*a*b",
]
LONG = [
    "a" * 10_000,
    "a " * 5_000,
    "-" * 10_000,
    "_" * 10_000,
    "a_" * 5_000,
    "aaaaaaaaab " * 900,
    "é" * 10_000,
]


@pytest.mark.parametrize("text", LONG, ids=lambda text: text[:3])
def test_a_hundred_rules_over_ten_thousand_characters_take_less_than_a_second(text: str) -> None:
    rules = [rule(f"word{number}* and*more{number} *end{number}") for number in range(100)]
    html = render(text).html
    began = time.process_time()
    assert words.caught(rules, text, html) is None
    assert time.process_time() - began < 1


@pytest.mark.parametrize("pattern", EVIL)
def test_no_pattern_makes_matching_explode(pattern: str) -> None:
    one = rule(pattern)
    for text in LONG:
        began = time.process_time()
        words.caught([one], text, f"<p>{text}</p>")
        assert time.process_time() - began < 0.5


@pytest.fixture
def scene(db: None) -> Scene:
    made = make_scene()
    for action in RuleAction.values:
        words.add_rule(user=made.people["owner"], slug=made.slug, pattern=f"{action}* me now", action=action)
    return made


def answer(scene: Scene, who: str, body: str, client_id: uuid.UUID | None = None) -> Outcome | ActionError:
    return commit([Send(scene.slug, scene.people[who].pk, client_id or uuid.uuid4(), body)])[0]


def code(found: Outcome | ActionError) -> str | None:
    return found.code if isinstance(found, ActionError) else None


def test_a_blocked_message_is_nowhere_and_its_neighbours_are_sent(scene: Scene) -> None:
    author = scene.people["member"].pk
    bodies = ("fine", "blocked me, NOW", "fine too")
    answers = commit([Send(scene.slug, author, uuid.uuid4(), body) for body in bodies])
    assert [code(one) for one in answers] == [None, "blocked", None]
    assert not Message.objects.filter(body__contains="NOW").exists()
    assert not HeldMessage.objects.filter(body__contains="NOW").exists()


def test_a_held_message_waits_once_however_often_it_is_sent(scene: Scene) -> None:
    name = uuid.uuid4()
    assert {code(answer(scene, "member", "holding me now", name)) for _ in range(3)} == {"held"}
    assert HeldMessage.objects.filter(client_id=name).count() == 1
    assert not Message.objects.filter(client_id=name).exists()


def test_a_flagged_message_appears_and_is_reported(scene: Scene) -> None:
    found = answer(scene, "member", "flag me now")
    assert isinstance(found, Outcome)
    report = Report.objects.get(message=found.message)
    assert (report.body, report.reason, report.status) == ("flag me now", "Word rule: flag* me now", "open")


@pytest.mark.parametrize(("body", "expected"), [("blocks me now", "blocked"), ("hold me now", "blocked")])
def test_editing_is_no_way_around_a_rule(scene: Scene, body: str, expected: str) -> None:
    seq = scene.send("member", "innocent")
    assert code(commit([Edit(scene.slug, scene.people["member"].pk, seq, body)])[0]) == expected
    assert Message.objects.get(room=scene.room, seq=seq).body == "innocent"
    assert not HeldMessage.objects.filter(author=scene.people["member"]).exists()


def test_an_edit_into_flagged_words_is_reported_with_those_words(scene: Scene) -> None:
    seq = scene.send("member", "innocent")
    assert code(commit([Edit(scene.slug, scene.people["member"].pk, seq, "flagged me now")])[0]) is None
    assert Report.objects.get(message__seq=seq, room=scene.room).body == "flagged me now"


@pytest.mark.parametrize("who", ["moderator", "owner", "administrator"])
def test_moderators_are_exempt(scene: Scene, who: str) -> None:
    assert isinstance(answer(scene, who, "block me now, hold me now"), Outcome)


def test_a_dry_run_finds_what_a_rule_would_have_caught_and_changes_nothing(scene: Scene) -> None:
    seqs = [scene.send("member", body) for body in ("cheap watches", "watch this", "CHEAP, watches!")]
    found = words.dry_run(user=scene.people["moderator"], slug=scene.slug, pattern="cheap watch*")
    assert [row.seq for row in found.caught] == [seqs[2], seqs[0]]
    assert found.examined == Message.objects.filter(room=scene.room, deleted_at=None).count() == 4
    assert WordRule.objects.filter(room=scene.room, pattern="cheap watch*").count() == 0


def test_a_dropped_rule_catches_nothing_any_more(scene: Scene) -> None:
    for each in WordRule.objects.filter(room=scene.room):
        words.drop_rule(user=scene.people["owner"], slug=scene.slug, rule_id=each.pk)
    scene.room.refresh_from_db()
    assert not scene.room.has_rules
    assert isinstance(answer(scene, "member", "block me now"), Outcome)


def test_a_room_has_at_most_a_hundred_rules(scene: Scene) -> None:
    owner = scene.people["owner"]
    for number in range(100 - WordRule.objects.filter(room=scene.room).count()):
        words.add_rule(user=owner, slug=scene.slug, pattern=f"rule {number}", action="flag")
    with pytest.raises(ActionError, match="at most 100"):
        words.add_rule(user=owner, slug=scene.slug, pattern="one more", action="flag")


def test_a_raider_buries_the_queue_of_held_messages_under_no_more_than_twenty(scene: Scene) -> None:
    assert {code(answer(scene, "member", f"holding me now {number}")) for number in range(20)} == {"held"}
    assert code(answer(scene, "member", "holding me now, more")) == "rate_limited"
    assert HeldMessage.objects.filter(author=scene.people["member"]).count() == 20
    assert code(answer(scene, "target", "holding me now too")) == "held"


def test_what_was_refused_stays_refused_however_often_it_is_sent(scene: Scene) -> None:
    name = uuid.uuid4()
    answer(scene, "member", "holding me now", name)
    held = HeldMessage.objects.get(client_id=name)
    decide(user=scene.people["moderator"], slug=scene.slug, held_id=held.pk, approve=False, reason="no")
    assert code(answer(scene, "member", "holding me now", name)) == "refused"
    assert [one.pk for one in own_held(enter(scene.people["member"], scene.slug))] == [held.pk]


def test_slow_mode_is_for_what_is_held_back_too(scene: Scene) -> None:
    regulate(user=scene.people["owner"], slug=scene.slug, slow_mode=30)
    first, second = uuid.uuid4(), uuid.uuid4()
    assert code(answer(scene, "member", "holding me now", first)) == "held"
    assert code(answer(scene, "member", "holding me now too", second)) == "slow_mode"
    assert code(answer(scene, "member", "holding me now", first)) == "held", "it is the same one"
    assert HeldMessage.objects.filter(author=scene.people["member"]).count() == 1


def test_whoever_is_muted_after_a_report_is_not_told_its_words(scene: Scene) -> None:
    found = answer(scene, "target", "flag me now")
    assert isinstance(found, Outcome)
    report = Report.objects.get(message=found.message)
    assert report.rule == "flag* me now"
    act_on(user=scene.people["owner"], slug=scene.slug, report_id=report.pk, deed="mute", reason="")
    mute = Sanction.objects.get(user=scene.people["target"])
    assert (mute.kind, mute.reason) == ("mute", UNSAID)
