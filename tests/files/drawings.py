"""Pictures drawn for a test, as cameras, screens and people with bad intentions make them."""

import io
import struct
import zlib
from typing import Any

from PIL import Image

SIGNATURES = {
    "png": b"\x89PNG\r\n\x1a\n",
    "jpeg": b"\xff\xd8\xff",
    "gif": b"GIF89a",
    "webp": b"RIFF\x10\x00\x00\x00WEBP",
}


def drawn(
    format_: str = "png",
    size: tuple[int, int] = (300, 200),
    mode: str = "RGB",
    colour: Any = "red",
    **more: Any,
) -> bytes:
    """A picture of one colour."""
    return written(Image.new(mode, size, colour), format_, **more)


def written(picture: Image.Image, format_: str, **more: Any) -> bytes:
    out = io.BytesIO()
    picture.save(out, format_, **more)
    return out.getvalue()


def halves() -> Image.Image:
    """Red on the left, blue on the right, twice as wide as high."""
    picture = Image.new("RGB", (400, 200), "red")
    picture.paste("blue", (200, 0, 400, 200))
    return picture


def photo(orientation: int = 1) -> bytes:
    """A JPEG as a telephone writes it: where it was, by whom, how it was held."""
    exif = Image.Exif()
    exif[0x0112] = orientation
    exif[0x010F] = "Lampmaker Telephone"
    exif[0x8825] = {1: "N", 2: (51.0, 3.0, 15.5), 3: "E", 4: (3.0, 43.0, 30.2)}
    return written(halves(), "jpeg", exif=exif, comment=b"taken by Pia", quality=95)


def png_that_claims(width: int, height: int, content: bytes = b"") -> bytes:
    """A PNG whose head says a size, and whose body is whatever it is."""
    head = struct.pack(">IIBBBBB", width, height, 8, 2, 0, 0, 0)
    chunks = (b"IHDR", head), (b"IDAT", zlib.compress(content, 9)), (b"IEND", b"")
    return SIGNATURES["png"] + b"".join(
        struct.pack(">I", len(data)) + name + data + struct.pack(">I", zlib.crc32(name + data))
        for name, data in chunks
    )


def jpeg_of_many_scans(times: int) -> bytes:
    """A JPEG whose last refinement comes over and over: little to send, much to work through."""
    data = written(Image.new("RGB", (5000, 5000), "red"), "jpeg", progressive=True)
    scan = data[data.rindex(b"\xff\xda") : -2]
    return data[:-2] + scan * times + data[-2:]


SVG = b'<svg xmlns="http://www.w3.org/2000/svg"><script>alert(1)</script><text>Hi</text></svg>'
