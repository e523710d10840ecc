"""Whole rooms and sites as JSON lines: export and import, backup and restore (docs/backup.md).

Line 1 is the head, the last line the end with the number of rows and the SHA-256 of all before it; between them
each line is one row, `{"row": {column: value}, "table": name}`, tables in an order in which every row follows the
rows it refers to. Keys are sorted and times are UTC with microseconds, so the same data is the same bytes.
"""
