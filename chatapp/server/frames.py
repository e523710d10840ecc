"""Complete, unmasked server frames (RFC 6455 §5.2), built once for all the sockets that get the same text."""

from collections.abc import Mapping
from struct import pack
from typing import Any

TEXT = 0x1
BINARY = 0x2
FIN = 0x80


def text_frame(payload: bytes) -> bytes:
    """One final text frame around `payload`, which must be UTF-8."""
    return _frame(TEXT, payload)


def binary_frame(payload: bytes) -> bytes:
    """One final binary frame around `payload`."""
    return _frame(BINARY, payload)


def _frame(opcode: int, payload: bytes) -> bytes:
    size = len(payload)
    if size <= 125:
        return pack("!BB", FIN | opcode, size) + payload
    if size <= 0xFFFF:
        return pack("!BBH", FIN | opcode, 126, size) + payload
    return pack("!BBQ", FIN | opcode, 127, size) + payload


class Frames:
    """The frames of `websocket.send` messages. One text sent to many sockets in a row is encoded once."""

    def __init__(self) -> None:
        self.text: str | None = None
        self.frame = b""

    def of(self, message: Mapping[str, Any]) -> bytes:
        """Raises ValueError unless the message has exactly one of "text" and "bytes"."""
        text, content = message.get("text"), message.get("bytes")
        if (text is None) == (content is None):
            raise ValueError("websocket.send needs either text or bytes")
        if text is None:
            return binary_frame(content or b"")
        if text is not self.text:
            self.text, self.frame = text, text_frame(text.encode())
        return self.frame
