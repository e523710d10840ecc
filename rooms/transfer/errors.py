"""What is wrong with a file, or with carrying it over."""


class TransferError(Exception):
    """One sentence for the operator. `line` (from 1) is where in the file."""

    def __init__(self, detail: str, line: int | None = None) -> None:
        super().__init__(detail if line is None else f"Line {line:,}: {detail}")
        self.line = line
