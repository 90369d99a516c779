"""Have a file read by the program beside this one, whatever is in it."""

import os
import subprocess
import sys
import tempfile
import threading
from enum import StrEnum
from pathlib import Path
from typing import Final

from frontmate.files.extract import LOCKED
from frontmate.files.kinds import Kind

MOST_CHARACTERS = 8_000
"""Of a file's text; what stands behind them is not read."""
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


def text_in(file: Path, kind: Kind) -> str | Failure:
    """The text of a file, at most `MOST_CHARACTERS`; HTML with its tags. Never raises.

    It waits for another process: call it in a thread.
    """
    if not kind.has_text:
        return Failure.NO_READER
    try:
        with _AT_ONCE, tempfile.TemporaryDirectory() as folder:
            return _run(file, "pdf" if kind is Kind.PDF else "text", Path(folder))
    except subprocess.TimeoutExpired:
        return Failure.TOO_SLOW
    except OSError:
        return Failure.DAMAGED


def _run(file: Path, reader: str, folder: Path) -> str | Failure:
    found = folder / "text"
    with file.open("rb") as source, found.open("wb") as target:
        done = subprocess.run(  # noqa: S603 - our own program, and nothing of the sender's in it
            # -I: neither the folder nor the environment say what is imported.
            [sys.executable, "-I", "-B", str(_PROGRAM), reader, str(MOST_CHARACTERS)],
            stdin=source,
            stdout=target,
            stderr=subprocess.DEVNULL,
            cwd=folder,
            env=_bare(),
            timeout=LONGEST,
            check=False,
        )
    if done.returncode == LOCKED:
        return Failure.LOCKED
    if done.returncode != 0:
        return Failure.DAMAGED
    text = found.read_bytes()[: 4 * MOST_CHARACTERS].decode("utf-8", "replace").replace("\x00", "")
    return text if text.strip() else Failure.NO_TEXT


def _bare() -> dict[str, str]:
    """Nothing of ours, above all no secret; Windows starts no program without its root."""
    return {name: os.environ[name] for name in ("SYSTEMROOT",) if name in os.environ}
