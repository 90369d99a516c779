"""The reader itself, run as a program of its own: a file on standard input, its text on standard
output. It imports nothing of ours, has an empty environment, and may run, read and write little.

    python -I -B extract.py text|pdf CHARACTERS

Ends with 0; with 3 where a password is asked for; with anything else where it could not be read.
"""

import contextlib
import io
import logging
import sys
import warnings
from collections.abc import Callable

MEMORY = 512 * 1024 * 1024
"""Bytes of address space."""
SECONDS = 10
"""Of processor time."""
FILES = 32
PAGES = 30
"""Of a PDF; nobody's question begins behind them."""
LOCKED = 3

_REFUSED = (
    "socket.",
    "subprocess.",
    "os.exec",
    "os.fork",
    "os.posix_spawn",
    "os.spawn",
    "os.system",
)
_SEEN = 256 * 1024
"""Bytes by which an encoding is guessed."""


def limit() -> None:
    """From here on little can be used up. Not every system has every limit."""
    with contextlib.suppress(ImportError):
        import resource  # noqa: PLC0415 - not on Windows

        for what, most in (
            (resource.RLIMIT_AS, MEMORY),
            (resource.RLIMIT_CPU, SECONDS),
            (resource.RLIMIT_NOFILE, FILES),
            (resource.RLIMIT_CORE, 0),
        ):
            with contextlib.suppress(ValueError, OSError):
                resource.setrlimit(what, (most, most))


def refuse_the_rest() -> None:
    """No network and no other program, as far as Python is asked for them."""

    def refuse(event: str, _: object) -> None:
        if event.startswith(_REFUSED):
            raise PermissionError(event)

    sys.addaudithook(refuse)


def read_text(data: bytes, most: int) -> str:
    if data.startswith((b"\xff\xfe", b"\xfe\xff")):
        return data[: 2 * most + 2].decode("utf-16", "ignore")
    with contextlib.suppress(UnicodeDecodeError):
        return data.decode("utf-8-sig")
    from charset_normalizer import from_bytes  # noqa: PLC0415 - only the few that need it

    guess = from_bytes(data[:_SEEN]).best()
    return data.decode("cp1252" if guess is None else guess.encoding, "replace")


def read_pdf(data: bytes, most: int) -> str:
    from pypdf import PasswordType, PdfReader  # noqa: PLC0415 - after the limits

    reader = PdfReader(io.BytesIO(data), strict=False)
    if reader.is_encrypted and reader.decrypt("") is PasswordType.NOT_DECRYPTED:
        sys.exit(LOCKED)
    pages: list[str] = []
    for page in reader.pages[:PAGES]:
        pages.append(page.extract_text())
        if sum(map(len, pages)) >= most:
            break
    return "\n\n".join(pages)


READERS: dict[str, Callable[[bytes, int], str]] = {"text": read_text, "pdf": read_pdf}


def main() -> None:
    warnings.simplefilter("ignore")
    logging.disable(logging.CRITICAL)
    kind, most = sys.argv[1], int(sys.argv[2])
    limit()
    refuse_the_rest()
    text = READERS[kind](sys.stdin.buffer.read(), most)
    sys.stdout.buffer.write(text[:most].encode("utf-8", "replace"))


if __name__ == "__main__":
    main()
