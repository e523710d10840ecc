"""What can go wrong, with the server's code for it."""


class ChatError(Exception):
    """A refusal. `code` is one of docs/api.md's or docs/protocol.md's; `retry_after` is in seconds."""

    def __init__(
        self, code: str, detail: str, status: int = 0, retry_after: float | None = None, request_id: str = ""
    ) -> None:
        super().__init__(f"{code}: {detail}")
        self.code = code
        self.detail = detail
        self.status = status
        self.retry_after = retry_after
        self.request_id = request_id


class Reset(ChatError):
    """The version you had proves nothing any more (the database was restored): read the history anew."""

    def __init__(self, room: str) -> None:
        super().__init__("reset", f"What is known of {room} must be read anew.", 410)
        self.room = room


class Incomplete(Exception):
    """The numbers have a hole where there can be none: what came is not whole, and was not passed off as it."""
