"""The chat with one more page, which waits for something outside: its settings and its addresses."""
