"""What people write, made safe to show: Markdown, mentions, code, emoji and excerpts. No database here."""
