"""The shapes that cross the wire (docs/protocol.md): messages, people, rooms, events, rows of HTML."""
