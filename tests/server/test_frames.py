import pytest
from websockets.frames import Opcode
from websockets.streams import StreamReader

from chatapp.server.frames import Frames, binary_frame, text_frame


def parsed(data):
    """The frame as an independent implementation reads it."""
    from websockets.frames import Frame

    reader = StreamReader()
    reader.feed_data(data)
    reader.feed_eof()
    steps = Frame.parse(reader.read_exact, mask=False)
    with pytest.raises(StopIteration) as end:
        next(steps)
    assert not reader.buffer
    return end.value.value


@pytest.mark.parametrize("size", [0, 1, 125, 126, 127, 65_535, 65_536, 1_000_000])
def test_frames_of_every_length_are_read_by_others(size):
    for build, opcode in ((text_frame, Opcode.TEXT), (binary_frame, Opcode.BINARY)):
        frame = parsed(build(b"x" * size))
        assert (frame.opcode, bytes(frame.data), frame.fin) == (opcode, b"x" * size, True)


def test_one_text_for_many_sockets_is_encoded_once():
    frames, text = Frames(), "å" * 100
    first = frames.of({"text": text})
    assert frames.of({"text": text}) is first
    assert frames.of({"text": "other"}) == text_frame(b"other")
    assert frames.of({"text": text}) == first


@pytest.mark.parametrize("message", [{}, {"text": None, "bytes": None}, {"text": "x", "bytes": b"x"}])
def test_a_message_needs_exactly_one_kind_of_content(message):
    with pytest.raises(ValueError, match="either text or bytes"):
        Frames().of(message)
