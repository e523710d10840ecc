"""WebSocket frames as a load generator needs them (RFC 6455 §5.2): made cheaply, walked without reading."""

from struct import pack

TEXT, CLOSE, PING, PONG = 0x1, 0x8, 0x9, 0xA
NO_MASK = bytes(4)  # a client must mask; masking with zeros changes nothing


def client_frame(payload: bytes, opcode: int = TEXT) -> bytes:
    size = len(payload)
    if size <= 125:
        return pack("!BB", 0x80 | opcode, 0x80 | size) + NO_MASK + payload
    if size <= 0xFFFF:
        return pack("!BBH", 0x80 | opcode, 0xFE, size) + NO_MASK + payload
    return pack("!BBQ", 0x80 | opcode, 0xFF, size) + NO_MASK + payload


def header(data: bytes, at: int) -> tuple[int, int, int] | None:
    """(opcode, where the payload starts, its size) of the server's frame at `at`; None when cut short."""
    left = len(data) - at
    if left < 2:
        return None
    size = data[at + 1]
    if size < 126:
        return data[at] & 0xF, at + 2, size
    wide = 2 if size == 126 else 8
    if left < 2 + wide:
        return None
    return data[at] & 0xF, at + 2 + wide, int.from_bytes(data[at + 2 : at + 2 + wide])
