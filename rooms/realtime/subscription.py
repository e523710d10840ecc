"""A reader who needs more than the common text: still catching up, or not allowed to see everything."""

from rooms.realtime.connection import Connection
from rooms.wire.events import Event


class Subscription:
    """Holds events back until `release`, then passes on what this reader lacks and may see."""

    def __init__(self, connection: Connection) -> None:
        self.connection = connection
        self._floor: int | None = None  # the version the reader has; None while catching up
        self._from_seq = 1
        self._held: list[Event] = []

    def has(self, version: int) -> bool:
        """This reader was told everything up to `version`."""
        return self._floor is not None and self._floor <= version

    def is_level(self, version: int | None) -> bool:
        return (
            self._floor is not None and self._from_seq <= 1 and version is not None and self._floor <= version
        )

    def release(self, version: int, from_seq: int) -> None:
        """The reader has everything up to `version` and may see messages from `from_seq` on."""
        self._floor = version
        self._from_seq = from_seq
        held, self._held = self._held, []
        self.take(held)

    def take(self, events: list[Event]) -> None:
        if self._floor is None:
            self._held += events
            return
        lines = [
            event.for_reader(self.connection.form, self._from_seq)
            for event in events
            if event.version > self._floor
        ]
        if lines:
            self.connection.deliver("\n".join(lines))
