"""Where transfers are written and read: plain or gzipped, and never half under their own name."""

import gzip
import os
import sys
import zlib
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import BinaryIO, cast

from rooms.transfer.errors import TransferError

NAME = "chat.jsonl"  # in the folder of an export; uploads would be in files/ beside it
LEVEL = 3  # gzip's: a third of the time of its default for a tenth more bytes
MAGIC = b"\x1f\x8b"
LONGEST = 2 * 1024 * 1024  # bytes of a line: a message of 10,000 characters and its HTML, several times over


@contextmanager
def writing(path: Path) -> Iterator[BinaryIO]:
    """A new file that has its name only once it is whole and on the disk, and is its owner's alone to read."""
    if path.exists():
        raise TransferError(f"{path} is there already.")
    partial = path.with_name(f".{path.name}.partial")
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        partial.unlink(missing_ok=True)
        with os.fdopen(os.open(partial, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "wb") as raw:
            with _packed(raw) if path.suffix == ".gz" else _plain(raw) as out:
                yield out
            raw.flush()
            os.fsync(raw.fileno())
        partial.rename(path)
    except OSError as error:
        raise TransferError(f"{path} cannot be written: {error.strerror or error}.") from error
    finally:
        partial.unlink(missing_ok=True)


@contextmanager
def _packed(raw: BinaryIO) -> Iterator[BinaryIO]:
    with gzip.GzipFile(filename="", mode="wb", compresslevel=LEVEL, fileobj=raw, mtime=0) as packed:
        yield cast(BinaryIO, packed)


@contextmanager
def _plain(raw: BinaryIO) -> Iterator[BinaryIO]:
    yield raw


def standard_output() -> BinaryIO:
    return sys.stdout.buffer


def source(path: Path) -> Path:
    """The file itself, given it or the folder of an export. Raises TransferError."""
    found = path / NAME if path.is_dir() else path
    if not found.is_file():
        raise TransferError(f"There is no file {found}.")
    return found


def lines(path: Path) -> Iterator[tuple[int, bytes]]:
    """Each line with its number from 1. Raises TransferError for one that is too long or cut off."""
    try:
        with path.open("rb") as raw:
            packed = raw.read(2) == MAGIC
            raw.seek(0)
            file = cast(BinaryIO, gzip.GzipFile(fileobj=raw)) if packed else raw
            number = 0
            while line := file.readline(LONGEST + 1):
                number += 1
                if not line.endswith(b"\n"):
                    too_long = len(line) > LONGEST
                    raise TransferError(
                        "the line is too long." if too_long else "the file is cut off.", number
                    )
                yield number, line
    except (EOFError, OSError, zlib.error) as error:
        raise TransferError(f"{path} cannot be read: {error}.") from error
