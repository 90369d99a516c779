"""What a file is by its own first bytes. Its name and declared type are the sender's claims: they
can keep a file from being fetched, and never have one opened."""

import re
from enum import StrEnum

HEAD = 8192
"""Bytes from the start of a file that are looked at."""


class Kind(StrEnum):
    """The real type, as far as we tell one from another."""

    TEXT = "text/plain"
    HTML = "text/html"
    PDF = "application/pdf"
    PNG = "image/png"
    JPEG = "image/jpeg"
    GIF = "image/gif"
    WEBP = "image/webp"
    TIFF = "image/tiff"
    RTF = "application/rtf"
    ARCHIVE = "application/zip"
    """Also Office's documents, which are archives; never opened."""
    EXECUTABLE = "application/x-executable"
    """Never opened."""
    UNKNOWN = "application/octet-stream"

    @property
    def has_text(self) -> bool:
        """Whether we have a reader for it."""
        return self in (Kind.TEXT, Kind.HTML, Kind.PDF)

    @property
    def is_picture(self) -> bool:
        """Whether it can be drawn anew for a model. TIFF and SVG cannot."""
        return self in (Kind.PNG, Kind.JPEG, Kind.GIF, Kind.WEBP)


_SIGNATURES = (
    (b"\x89PNG\r\n\x1a\n", Kind.PNG),
    (b"\xff\xd8\xff", Kind.JPEG),
    (b"GIF8", Kind.GIF),
    (b"II*\x00", Kind.TIFF),
    (b"MM\x00*", Kind.TIFF),
    (b"{\\rtf", Kind.RTF),
    (b"PK\x03\x04", Kind.ARCHIVE),
    (b"PK\x05\x06", Kind.ARCHIVE),
    (b"\x1f\x8b", Kind.ARCHIVE),
    (b"BZh", Kind.ARCHIVE),
    (b"\xfd7zXZ\x00", Kind.ARCHIVE),
    (b"7z\xbc\xaf\x27\x1c", Kind.ARCHIVE),
    (b"Rar!\x1a\x07", Kind.ARCHIVE),
    (b"\x28\xb5\x2f\xfd", Kind.ARCHIVE),
    (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1", Kind.ARCHIVE),
    (b"MSCF", Kind.ARCHIVE),
    (b"MZ", Kind.EXECUTABLE),
    (b"\x7fELF", Kind.EXECUTABLE),
    (b"\xca\xfe\xba\xbe", Kind.EXECUTABLE),
    (b"\xcf\xfa\xed\xfe", Kind.EXECUTABLE),
    (b"\xce\xfa\xed\xfe", Kind.EXECUTABLE),
    (b"#!", Kind.EXECUTABLE),
)
_WIDE = (b"\xff\xfe", b"\xfe\xff")
_PAGE = re.compile(rb"(?:\xef\xbb\xbf)?\s*(?:<!--.{0,500}?-->\s*)?<(?:!doctype html|html)\b", re.I)
_NO_TEXT = frozenset(range(32)) - frozenset(b"\t\n\r\f\x1b")

_READABLE_CLAIMS = {
    "application/csv",
    "application/json",
    "application/octet-stream",
    "application/pdf",
    "application/x-download",
    "application/x-pdf",
    "application/xml",
    "binary/octet-stream",
}
_PICTURES = {
    "image/gif",
    "image/jpeg",
    "image/jpg",
    "image/pjpeg",
    "image/png",
    "image/webp",
    "image/x-png",
}
_NO_QUESTIONS = {
    # Business cards, appointments, headers of mails that came back.
    "text/calendar",
    "text/directory",
    "text/rfc822-headers",
    "text/vcard",
    "text/x-vcard",
}


def kind_of(head: bytes) -> Kind:
    """The real type by the first bytes, at most `HEAD` of them."""
    head = head[:HEAD]
    for signature, kind in _SIGNATURES:
        if head.startswith(signature):
            # "MZ" and "BZh" can also begin a text; without a byte that no text has, it is one.
            return (
                Kind.TEXT if len(signature) < 4 and signature.isalpha() and _reads(head) else kind
            )
    if head.startswith(b"RIFF") and head[8:12] == b"WEBP":
        return Kind.WEBP
    # Readers of PDF forgive what stands before its signature; an archive's comes at the start.
    if b"%PDF-" in head[:1024]:
        return Kind.PDF
    if head[257:262] == b"ustar":
        return Kind.ARCHIVE
    if _PAGE.match(head):
        return Kind.HTML
    return Kind.TEXT if _reads(head) else Kind.UNKNOWN


def _reads(head: bytes) -> bool:
    if head.startswith(_WIDE):
        return True
    return bool(head.strip()) and _NO_TEXT.isdisjoint(head)


def may_be_read(claimed: str) -> bool:
    """Whether a file that claims this type is worth a call to Front: it may hold text."""
    plain = _plain(claimed)
    if not plain:
        return True
    return plain in _READABLE_CLAIMS or (plain.startswith("text/") and plain not in _NO_QUESTIONS)


def claims_a_picture(claimed: str) -> bool:
    """Whether a file that claims this type may be a picture that can be drawn anew."""
    return _plain(claimed) in _PICTURES


def _plain(claimed: str) -> str:
    return claimed.partition(";")[0].strip().lower()
