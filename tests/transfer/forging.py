"""Files as somebody who means harm, or a failing disk, would hand them over."""

import hashlib
import json
from collections import Counter
from collections.abc import Callable
from pathlib import Path
from typing import Any

type Row = dict[str, Any]


class Forgery:
    """The rows of an export, to be changed; `write` seals them again as if they had been written so."""

    def __init__(self, path: Path) -> None:
        first, *rows, _ = path.read_bytes().splitlines()
        self.head: Row = json.loads(first)
        self.lines: list[Row] = [json.loads(row) for row in rows]

    def of(self, table: str) -> list[Row]:
        return [line["row"] for line in self.lines if line["table"] == table]

    def room(self, slug: str) -> Row:
        return next(row for row in self.of("rooms.room") if row["slug"] == slug)

    def messages(self, slug: str) -> list[Row]:
        pk = self.room(slug)["id"]
        return [row for row in self.of("rooms.message") if row["room_id"] == pk]

    def drop(self, row: Row) -> None:
        self.lines = [line for line in self.lines if line["row"] is not row]

    def write(self, path: Path) -> Path:
        text = b"".join(_dumps(value) for value in (self.head, *self.lines))
        counts = Counter(line.get("table") for line in self.lines)
        end = {"end": counts, "sha256": hashlib.sha256(text).hexdigest()}
        path.write_bytes(text + _dumps(end))
        return path


def _dumps(value: Any) -> bytes:
    return json.dumps(value, sort_keys=True, ensure_ascii=True).encode() + b"\n"


def forge(path: Path, change: Callable[[Forgery], object], to: Path) -> Path:
    forgery = Forgery(path)
    change(forgery)
    return forgery.write(to)
