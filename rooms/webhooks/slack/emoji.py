"""Emoji by their short names, `:rocket:`: Unicode's own names, and those that Slack calls otherwise."""

import re
import unicodedata
from functools import lru_cache

from rooms.content.emoji import is_emoji

SHORTCODE = re.compile(r":([a-z0-9_+\-']{1,60}):(?::skin-tone-[2-6]:)?")
NAMES = {
    "+1": "👍", "thumbsup": "👍", "-1": "👎", "thumbsdown": "👎", "heart": "❤️", "tada": "🎉", "boom": "💥",
    "white_check_mark": "✅", "heavy_check_mark": "✔️", "ballot_box_with_check": "☑️", "x": "❌",
    "heavy_multiplication_x": "✖️", "warning": "⚠️", "exclamation": "❗", "heavy_exclamation_mark": "❗",
    "bangbang": "‼️", "question": "❓", "grey_question": "❔", "rotating_light": "🚨", "bulb": "💡",
    "red_circle": "🔴", "large_red_circle": "🔴", "large_blue_circle": "🔵", "large_green_circle": "🟢",
    "large_yellow_circle": "🟡", "large_orange_circle": "🟠", "large_purple_circle": "🟣", "white_circle": "⚪",
    "black_circle": "⚫", "robot_face": "🤖", "ghost": "👻", "fire": "🔥", "zap": "⚡", "eyes": "👀",
    "ok": "🆗", "ok_hand": "👌", "wave": "👋", "clap": "👏", "pray": "🙏", "muscle": "💪", "raised_hands": "🙌",
    "point_right": "👉", "point_left": "👈", "point_up": "☝️", "point_up_2": "👆", "point_down": "👇",
    "smile": "😄", "smiley": "😃", "grin": "😁", "joy": "😂", "wink": "😉", "blush": "😊", "cry": "😢", "sob": "😭",
    "scream": "😱", "rage": "😡", "sunglasses": "😎", "thinking_face": "🤔", "disappointed": "😞", "skull": "💀",
    "hankey": "💩", "poop": "💩", "monkey_face": "🐵", "bug": "🐛", "dog": "🐶", "cat": "🐱", "penguin": "🐧",
    "computer": "💻", "phone": "☎️", "telephone_receiver": "📞", "email": "✉️", "envelope": "✉️", "gear": "⚙️",
    "hammer_and_wrench": "🛠️", "hourglass_flowing_sand": "⏳", "stopwatch": "⏱️", "no_entry": "⛔",
    "no_entry_sign": "🚫", "construction": "🚧", "star": "⭐", "star2": "🌟", "sunny": "☀️", "cloud": "☁️",
    "100": "💯", "moneybag": "💰", "chart_with_upwards_trend": "📈", "chart_with_downwards_trend": "📉",
    "information_source": "ℹ️", "arrow_up": "⬆️", "arrow_down": "⬇️", "arrow_right": "➡️", "arrow_left": "⬅️",
    "heavy_plus_sign": "➕", "heavy_minus_sign": "➖", "recycle": "♻️", "coffee": "☕", "beers": "🍻", "shipit": "🐿️",
    "speech_balloon": "💬", "package": "📦", "lock": "🔒", "unlock": "🔓", "key": "🔑", "mega": "📣", "bell": "🔔",
    "no_bell": "🔕", "memo": "📝", "pencil": "📝", "pencil2": "✏️", "link": "🔗", "calendar": "📆", "pushpin": "📌",
}  # fmt: skip


@lru_cache(1000)
def emoji(name: str) -> str:
    """The emoji of a short name without its colons, or nothing."""
    if name in NAMES:
        return NAMES[name]
    try:
        found = unicodedata.lookup(name.replace("_", " ").replace("-", " "))
    except (KeyError, ValueError):
        return ""
    return found if is_emoji(found) else ""


def replaced(text: str) -> str:
    """`text` with every short name that is known as its emoji; others stay."""
    return SHORTCODE.sub(lambda found: emoji(found[1]) or found[0], text) if ":" in text else text
