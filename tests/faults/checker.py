"""What clients recorded, held against the database: five counts that must be zero."""

from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, fields
from itertools import pairwise
from typing import Any

from tests.faults.client import Client
from tests.faults.sender import Sent

type Row = dict[str, Any]


@dataclass(slots=True)
class Counts:
    """lost: acknowledged and not stored. duplicated: stored or told more than once. reordered: told out of turn.
    skipped: a hole in the numbers, in a stream or in the database. never_seen: stored and not told, or not as it is.
    """

    lost: int = 0
    duplicated: int = 0
    reordered: int = 0
    skipped: int = 0
    never_seen: int = 0

    def __bool__(self) -> bool:
        """Something is wrong."""
        return any(getattr(self, field.name) for field in fields(self))


def check(rows: Sequence[Row], clients: Iterable[Client], sent: Iterable[Sent] = ()) -> Counts:
    """`rows` are a room's messages as the database has them (`Deployment.log`), in order of seq."""
    counts = Counts()
    _check_log(counts, rows)
    _check_sends(counts, rows, sent)
    for client in clients:
        _check_client(counts, rows, client)
    return counts


def _check_log(counts: Counts, rows: Sequence[Row]) -> None:
    counts.skipped += sum(row["seq"] != place for place, row in enumerate(rows, 1))
    counts.duplicated += len(rows) - len({row["version"] for row in rows})


def _check_sends(counts: Counts, rows: Sequence[Row], sent: Iterable[Sent]) -> None:
    stored = Counter(row["client_id"] for row in rows)
    for one in sent:
        times = sum(stored[client_id] for client_id in one.client_ids)
        counts.lost += one.acked and times == 0
        counts.duplicated += max(times - 1, 0)


def _check_client(counts: Counts, rows: Sequence[Row], client: Client) -> None:
    seqs = [seq for seq, _ in client.created]
    counts.duplicated += client.duplicated + len(seqs) - len(set(seqs))
    counts.reordered += client.reordered + _descents(_as_written(rows, client))
    counts.skipped += client.skipped + client.gaps
    start = client.start if client.start is not None else 0
    counts.never_seen += sum(
        row["version"] > start and client.versions.get(row["seq"]) != row["version"] for row in rows
    )


def _as_written(rows: Sequence[Row], client: Client) -> list[int]:
    """The seqs told at the version they were written in. One changed since comes at its later version's place."""
    born = {row["seq"]: row["born"] for row in rows}
    return [seq for seq, version in client.created if born.get(seq) == version]


def _descents(numbers: Sequence[int]) -> int:
    return sum(later < earlier for earlier, later in pairwise(numbers))
