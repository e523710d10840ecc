"""Rooms, people and messages made of hostile text. Every entry of the corpus is planted everywhere.

Several share a name or a topic, as many as fit: the tests look at all of them.
"""

import unicodedata
from dataclasses import dataclass

from tests.chat.deployment import Deployment
from tests.chat.people import Person
from tests.content.hostile import HOSTILE

NAME, TOPIC, QUERY, ADDRESS = 80, 250, 80, 800  # characters


def storable(entry: str) -> str:
    """Without what no body may contain: those are refused (see the tests of the protocol's bad input)."""
    return entry.replace("\x00", "").replace("\ud800", "")


def visible(entry: str) -> str:
    """As names are: one line of characters that can be seen."""
    seen = (c if unicodedata.category(c) not in ("Cc", "Cf", "Cs", "Zl", "Zp") else " " for c in entry)
    return " ".join("".join(seen).split())


def packed(limit: int) -> list[str]:
    """Every entry (cut, if need be), several to a line of at most `limit` characters."""
    lines: list[str] = []
    for entry in sorted((visible(entry)[:limit].strip() for entry in HOSTILE), key=len, reverse=True):
        place = next((n for n, line in enumerate(lines) if len(line) + 1 + len(entry) <= limit), None)
        if place is None:
            lines.append(entry)
        else:
            lines[place] += f" {entry}"
    return lines


BODIES = list(dict.fromkeys(map(storable, HOSTILE)))
NAMES, TOPICS = packed(NAME), packed(TOPIC)
EVERYTHING = "\n\n".join(BODIES)


@dataclass
class Town:
    """Rooms and people with hostile names; `ada` is in every room, everybody is in the square."""

    ada: Person
    people: list[Person]
    rooms: list[str]
    square: str  # every entry as a body, then every entry quoted
    essay: str  # every entry in one message


def plant(chat: Deployment) -> Town:
    office = chat.office
    ada = Person(**office.person(username="ada", name=NAMES[0]))
    people = [Person(**office.person(username=f"h{n}", name=name)) for n, name in enumerate(NAMES)]
    topics = [TOPICS[n % len(TOPICS)] for n in range(len(NAMES))]
    rooms = [
        office.room(owner="ada", name=name, topic=topic) for name, topic in zip(NAMES, topics, strict=True)
    ]
    square = office.room(owner="ada", name="Square", members=[one.username for one in people])
    office.send(username="ada", slug=square, bodies=BODIES)
    for seq in range(1, len(BODIES) + 1):
        author = people[seq % len(people)].username
        office.send(username=author, slug=square, bodies=["quoted"], reply_to=seq)
    essay = office.room(owner="ada", name="Essay")
    office.send(username="ada", slug=essay, bodies=[EVERYTHING])
    return Town(ada, people, rooms, square, essay)
