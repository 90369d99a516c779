"""Have a file read by the program beside this one, whatever is in it."""

import os
import subprocess
import sys
import tempfile
import threading
from enum import StrEnum
from pathlib import Path
from typing import Final

from frontmate.files.extract import HUGE, LOCKED, TINY
from frontmate.files.kinds import Kind

MOST_CHARACTERS = 8_000
"""Of a file's text; what stands behind them is not read."""
LONGEST_EDGE = 1568
"""Pixels of a picture that is drawn anew; hosts of models make larger ones as small themselves."""
LONGEST = 20.0
"""Seconds by the clock for one file, whatever the processor does meanwhile."""

_PROGRAM: Final = Path(__file__).with_name("extract.py")
_AT_ONCE: Final = threading.BoundedSemaphore(2)


class Failure(StrEnum):
    """Why there is no text of a file."""

    LOCKED = "needs a password"
    TOO_SLOW = "took too long to read"
    NO_TEXT = "has no text in it"
    DAMAGED = "could not be read"
    NO_READER = "is of a type that is not read"
    NO_PICTURE = "says that it is a picture, and is none"
    TINY = "is too small a picture to say anything"
    HUGE = "has more pixels than are read"


_ENDED = {LOCKED: Failure.LOCKED, TINY: Failure.TINY, HUGE: Failure.HUGE}
"""What the program tells by its exit code."""


def text_in(file: Path, kind: Kind) -> str | Failure:
    """The text of a file, at most `MOST_CHARACTERS`; HTML with its tags. Never raises.

    It waits for another process: call it in a thread.
    """
    if not kind.has_text:
        return Failure.NO_READER
    found = _read(file, "pdf" if kind is Kind.PDF else "text", MOST_CHARACTERS)
    if isinstance(found, Failure):
        return found
    text = found[: 4 * MOST_CHARACTERS].decode("utf-8", "replace").replace("\x00", "")
    return text if text.strip() else Failure.NO_TEXT


def redrawn(file: Path, kind: Kind) -> bytes | Failure:
    """A JPEG of what a picture shows, of its first frame, the way it was held, at most
    `LONGEST_EDGE` long and below 4 MB; nothing else of the file is in it. Never raises.

    It waits for another process: call it in a thread.
    """
    if not kind.is_picture:
        return Failure.NO_PICTURE
    found = _read(file, kind.value.removeprefix("image/"), LONGEST_EDGE)
    return found or Failure.DAMAGED


def _read(file: Path, reader: str, most: int) -> bytes | Failure:
    try:
        with _AT_ONCE, tempfile.TemporaryDirectory() as folder:
            return _run(file, reader, most, Path(folder))
    except subprocess.TimeoutExpired:
        return Failure.TOO_SLOW
    except OSError:
        return Failure.DAMAGED


def _run(file: Path, reader: str, most: int, folder: Path) -> bytes | Failure:
    found = folder / "found"
    with file.open("rb") as source, found.open("wb") as target:
        done = subprocess.run(  # noqa: S603 - our own program, and nothing of the sender's in it
            # -I: neither the folder nor the environment say what is imported.
            [sys.executable, "-I", "-B", str(_PROGRAM), reader, str(most)],
            stdin=source,
            stdout=target,
            stderr=subprocess.DEVNULL,
            cwd=folder,
            env=_bare(),
            timeout=LONGEST,
            check=False,
        )
    if done.returncode != 0:
        return _ENDED.get(done.returncode, Failure.DAMAGED)
    return found.read_bytes()


def _bare() -> dict[str, str]:
    """Nothing of ours, above all no secret; Windows starts no program without its root."""
    return {name: os.environ[name] for name in ("SYSTEMROOT",) if name in os.environ}
