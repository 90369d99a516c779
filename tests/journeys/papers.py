"""Files that customers attach, made by hand: what they are is told by their bytes alone."""

import base64
from typing import Any

PNG = b"\x89PNG\r\n\x1a\n" + bytes(64)
EXE = b"MZ\x90\x00" + bytes(64)
ZIP = b"PK\x03\x04" + bytes(64)

_HEAD = b"%PDF-1.4\n"


def attached(name: str, content_type: str, data: bytes) -> dict[str, Any]:
    """A file as the stand-in's `customer_message` takes it."""
    encoded = base64.b64encode(data).decode()
    return {"filename": name, "content_type": content_type, "base64": encoded}


def pdf(*lines: str) -> bytes:
    """A page with these lines of ASCII."""
    shown = b"".join(b"(%s) Tj 0 -20 Td " % line.encode() for line in lines)
    return pdf_of(b"BT /F1 12 Tf 10 400 Td " + shown + b"ET")


def pdf_of(content: bytes, filtered: bytes = b"") -> bytes:
    """A page drawn by a content stream; `filtered` is what its dictionary says of its filter."""
    objects = (
        b"<</Type/Catalog/Pages 2 0 R>>",
        b"<</Type/Pages/Kids[3 0 R]/Count 1>>",
        b"<</Type/Page/Parent 2 0 R/MediaBox[0 0 600 500]/Contents 4 0 R"
        b"/Resources<</Font<</F1 5 0 R>>>>>>",
        b"<<%s/Length %d>>stream\n%s\nendstream" % (filtered, len(content), content),
        b"<</Type/Font/Subtype/Type1/BaseFont/Helvetica>>",
    )
    body, places = bytearray(_HEAD), []
    for number, one in enumerate(objects, 1):
        places.append(len(body))
        body += b"%d 0 obj\n%s\nendobj\n" % (number, one)
    start = len(body)
    body += b"xref\n0 %d\n0000000000 65535 f \n" % (len(objects) + 1)
    body += b"".join(b"%010d 00000 n \n" % place for place in places)
    body += b"trailer<</Size %d/Root 1 0 R>>\nstartxref\n%d\n%%%%EOF" % (len(objects) + 1, start)
    return bytes(body)
