"""The real type is told by a file's own bytes, whatever they are."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from frontmate.files import HEAD, Kind, claims_a_picture, kind_of, may_be_read
from tests.journeys.papers import EXE, PNG, ZIP, pdf

KNOWN = {
    "picture": (PNG, Kind.PNG),
    "photo": (b"\xff\xd8\xff\xe0\x00\x10JFIF", Kind.JPEG),
    "moving picture": (b"GIF89a\x01\x00", Kind.GIF),
    "web picture": (b"RIFF\x00\x00\x00\x00WEBPVP8 ", Kind.WEBP),
    "zip, docx, xlsx": (ZIP, Kind.ARCHIVE),
    "gzip": (b"\x1f\x8b\x08\x00", Kind.ARCHIVE),
    "old office": (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1", Kind.ARCHIVE),
    "tar": (b"a" * 257 + b"ustar\x0000", Kind.ARCHIVE),
    "windows program": (EXE, Kind.EXECUTABLE),
    "linux program": (b"\x7fELF\x02\x01", Kind.EXECUTABLE),
    "script": (b"#!/bin/sh\nrm -rf /", Kind.EXECUTABLE),
    "pdf": (pdf("a"), Kind.PDF),
    "pdf behind a line of its own": (b"\r\n" + pdf("a"), Kind.PDF),
    "program with a pdf in it": (EXE + pdf("a"), Kind.EXECUTABLE),
    "rtf": (b"{\\rtf1\\ansi", Kind.RTF),
    "page": (b"<!-- x --><!DOCTYPE html><html>", Kind.HTML),
    "text": ("Wie geht das? Größe?".encode(), Kind.TEXT),
    "text of Windows": ("Wie geht das? Größe?".encode("cp1252"), Kind.TEXT),
    "text in two bytes a letter": ("How?".encode("utf-16"), Kind.TEXT),
    "text that begins as a program does": (b"MZ is my name.", Kind.TEXT),
    "binary": (b"\x00\x01\x02", Kind.UNKNOWN),
    "nothing": (b"", Kind.UNKNOWN),
}


@pytest.mark.parametrize("name", KNOWN)
def test_a_file_is_what_its_first_bytes_are(name: str) -> None:
    data, kind = KNOWN[name]
    assert kind_of(data) is kind


@given(st.binary(max_size=HEAD + 10))
def test_any_bytes_are_of_some_kind(data: bytes) -> None:
    assert kind_of(data) in Kind


@given(st.binary(max_size=400))
def test_what_begins_as_an_archive_or_a_program_is_never_opened(rest: bytes) -> None:
    for start in (b"PK\x03\x04", b"7z\xbc\xaf\x27\x1c", b"Rar!\x1a\x07", b"\x7fELF", b"MZ\x00"):
        assert not kind_of(start + rest).has_text


@pytest.mark.parametrize(
    ("claimed", "asked_for"),
    [
        ("text/plain; charset=utf-8", True),
        ("Application/PDF", True),
        ("application/octet-stream", True),
        ("", True),
        ("image/png", False),
        ("application/zip", False),
        ("application/vnd.openxmlformats-officedocument.wordprocessingml.document", False),
        ("text/calendar", False),
        ("message/rfc822", False),
        ("../../etc/passwd", False),
    ],
)
def test_a_claim_can_keep_a_file_from_being_fetched(claimed: str, asked_for: bool) -> None:
    assert may_be_read(claimed) is asked_for


@pytest.mark.parametrize(
    ("claimed", "is_one"),
    [
        ("image/png", True),
        ("Image/JPEG; name=lamp.jpg", True),
        ("image/webp", True),
        ("image/svg+xml", False),
        ("image/tiff", False),
        ("image/heic", False),
        ("application/pdf", False),
        ("", False),
    ],
)
def test_only_four_kinds_of_pictures_are_drawn_anew(claimed: str, is_one: bool) -> None:
    assert claims_a_picture(claimed) is is_one
