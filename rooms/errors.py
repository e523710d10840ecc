"""What a person is told when something cannot be done: a code for programs, a sentence for people."""


class ActionError(Exception):
    """A refusal. `code` is listed in docs/protocol.md; `status` is its HTTP status; `retry_after` is in seconds."""

    def __init__(self, code: str, detail: str, status: int = 400, retry_after: float | None = None) -> None:
        super().__init__(detail)
        self.code = code
        self.detail = detail
        self.status = status
        self.retry_after = retry_after


def unknown_room() -> ActionError:
    """The one answer for a room that does not exist and for one the reader may not know of (S1)."""
    return ActionError("unknown_room", "There is no such room.", 404)


def unknown_message() -> ActionError:
    return ActionError("unknown_message", "There is no such message.", 404)
