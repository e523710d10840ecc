"""What a reader has been sent and has not yet confirmed with `seen`."""

from collections import deque


class Unseen:
    """Counts characters by room and version. Kept only for clients that send `seen`."""

    __slots__ = ("_sent", "size")

    def __init__(self) -> None:
        self._sent: deque[tuple[str, int, int]] = deque()
        self.size = 0

    def sent(self, room: str, version: int, size: int) -> None:
        self._sent.append((room, version, size))
        self.size += size

    def seen(self, room: str, version: int) -> None:
        """Everything of this room up to this version has been processed."""
        left = deque(entry for entry in self._sent if entry[0] != room or entry[1] > version)
        self._sent = left
        self.size = sum(size for _, _, size in left)
