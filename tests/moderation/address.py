"""One row of the access table (access_rows.py says what its fields mean)."""

from dataclasses import dataclass, field
from typing import Any

type Form = dict[str, str]
REASON = {"reason": "because"}


@dataclass(slots=True, frozen=True)
class Address:
    least: str
    posts: tuple[Form, ...] = ()
    queries: tuple[str, ...] = ("",)
    bodies: dict[str, dict[str, Any]] = field(default_factory=dict)
    actions: dict[str, Form | tuple[str, dict[str, Any]] | None] = field(default_factory=dict)
    profile: bool = False
