"""The reader itself, run as a program of its own: a file on standard input, its text on standard
output, or a picture drawn anew. It imports nothing of ours, has an empty environment, and may run,
read and write little.

    python -I -B extract.py text|pdf|png|jpeg|gif|webp MOST

`MOST`: characters of a text, pixels of a picture's longer edge. Ends with 0; with 3 where a
password is asked for, 4 for a picture that is too small, 5 for one that is too large; with anything
else where it could not be read.
"""

import contextlib
import importlib
import io
import logging
import sys
import warnings
from collections.abc import Callable
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from PIL.Image import Image, Transpose

MEMORY = 512 * 1024 * 1024
"""Bytes of address space."""
SECONDS = 10
"""Of processor time."""
FILES = 32
PAGES = 30
"""Of a PDF; nobody's question begins behind them."""
LOCKED, TINY, HUGE = 3, 4, 5
NARROWEST, LEAST_PIXELS = 32, 100 * 100
"""Of a picture: the shorter edge, and all of it. Smaller are the icons and lines of signatures and
what counts who opened a mail; one line of a cut-out error message is larger."""
MOST_PIXELS = {"png": 36_000_000, "gif": 36_000_000, "webp": 20_000_000, "jpeg": 108_000_000}
"""Of a picture: what fits into `MEMORY` with its transparency. A screen in 8K has 33 million;
WebP's reader needs several times the picture, and a JPEG is made smaller while it is read."""

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


def redraw(data: bytes, format_: str, edge: int) -> bytes:
    """A JPEG of a picture's first frame as it is seen, and nothing else that was in the file."""
    from PIL import Image  # noqa: PLC0415 - after the limits

    # Otherwise Pillow loads all its readers to find this one.
    importlib.import_module("PIL.WebPImagePlugin")
    # Pillow's own limit, also for the frames within a file; what it would only warn of is refused.
    Image.MAX_IMAGE_PIXELS = MOST_PIXELS[format_]
    warnings.simplefilter("error", Image.DecompressionBombWarning)
    with Image.open(io.BytesIO(data), formats=[format_]) as picture:
        width, height = picture.size
        if min(width, height) < NARROWEST or width * height < LEAST_PIXELS:
            sys.exit(TINY)
        # A JPEG is read at half, a quarter or an eighth of its size; others know no such thing.
        picture.draft("RGB", (2 * edge, 2 * edge))
        picture.load()
        turned = _turned_by(picture)
        drawn = _flat(picture, edge)
    if turned is not None:
        drawn = drawn.transpose(turned)
    out = io.BytesIO()
    # 4:4:4, since red letters on white are hard to read without it.
    drawn.save(out, "JPEG", quality=80, subsampling=0)
    return out.getvalue()


def _redrawn_or_ended(data: bytes, format_: str, edge: int) -> bytes:
    from PIL import Image  # noqa: PLC0415 - after the limits

    try:
        return redraw(data, format_, edge)
    except (Image.DecompressionBombWarning, Image.DecompressionBombError):
        sys.exit(HUGE)


def _flat(picture: "Image", edge: int) -> "Image":
    """Small, in red, green and blue, on white, and with no memory of where it comes from."""
    from PIL import Image  # noqa: PLC0415 - after the limits

    if picture.mode.startswith("I;16"):
        # `convert` would cut everything off that is brighter than one part in 256.
        small = picture.point(lambda value: value * (1 / 256)).convert("L")
    elif picture.has_transparency_data:
        small = picture.convert("RGBA")
    else:
        small = picture.convert("RGB")
    picture.close()
    small.thumbnail((edge, edge), Image.Resampling.LANCZOS, reducing_gap=2.0)
    flat = Image.new("RGB", small.size, "white")
    flat.paste(small, mask=small if small.mode == "RGBA" else None)
    return flat


def _turned_by(picture: "Image") -> "Transpose | None":
    """How it has to be turned; a camera writes the way it was held beside the picture."""
    from PIL import ExifTags, Image  # noqa: PLC0415 - after the limits

    ways = Image.Transpose
    turns = (
        ways.FLIP_LEFT_RIGHT,
        ways.ROTATE_180,
        ways.FLIP_TOP_BOTTOM,
        ways.TRANSPOSE,
        ways.ROTATE_270,
        ways.TRANSVERSE,
        ways.ROTATE_90,
    )
    # What a damaged one raises is not told; the picture can be seen all the same.
    with contextlib.suppress(Exception):
        way = picture.getexif().get(ExifTags.Base.Orientation, 1)
        return turns[way - 2] if way in range(2, 9) else None
    return None


READERS: dict[str, Callable[[bytes, int], str]] = {"text": read_text, "pdf": read_pdf}


def main() -> None:
    warnings.simplefilter("ignore")
    logging.disable(logging.CRITICAL)
    kind, most = sys.argv[1], int(sys.argv[2])
    limit()
    refuse_the_rest()
    data = sys.stdin.buffer.read()
    if kind in READERS:
        result = READERS[kind](data, most)[:most].encode("utf-8", "replace")
    else:
        result = _redrawn_or_ended(data, kind, most)
    sys.stdout.buffer.write(result)


if __name__ == "__main__":
    main()
