"""What may be a reaction."""

import pytest

from rooms.content.emoji import COMMON, is_emoji


@pytest.mark.parametrize(
    "text",
    ["👍", "👍🏽", "❤️", "❤", "🎉", "☕", "✅", "🇫🇷", "1️⃣", "#️⃣", "*⃣", "👨‍👩‍👧‍👦", "👩🏽‍❤️‍💋‍👨🏿", "🏴󠁧󠁢󠁥󠁮󠁧󠁿",
     "🏳️‍🌈", "🤷🏿‍♀️", "™️", "ℹ️", "🫠"],
)  # fmt: skip
def test_one_emoji_is_accepted(text: str) -> None:
    assert is_emoji(text)


@pytest.mark.parametrize(
    "text",
    ["", " ", "a", "é", "你", "1", "#", "*", "!", "<b>", "👍👍", "👍 ", " 👍", "👍\n", "a👍", "👍a",
     "\u200d", "\ufe0f", "👍\u200d", "🇫", "🇫🇷🇩🇪", "™", "ℹ", "→", "∞", "€",
     "\U0001f3fd", "\x00", "\ud800", "&#128077;", ":tada:",
     "👍" * 20, "👨‍" * 9 + "👨", "😀\u0301", "1\ufe0f", "\u2764\u202e", "\ue000"],
)  # fmt: skip
def test_anything_else_is_refused(text: str) -> None:
    assert not is_emoji(text)


def test_the_picker_offers_about_thirty_different_emoji_with_names() -> None:
    assert len({emoji for emoji, _ in COMMON}) == len({name for _, name in COMMON}) == len(COMMON) == 30
    assert all(is_emoji(emoji) for emoji, _ in COMMON)
