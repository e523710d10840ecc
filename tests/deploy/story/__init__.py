"""The chat with one more page, which breaks while it holds what must not be told."""
