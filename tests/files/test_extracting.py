"""Texts come out of files in a process with limits, and whatever is in a file, it ends in time."""

import subprocess
import sys
import time
import zlib
from pathlib import Path

import pytest

from frontmate.files import MOST_CHARACTERS, Failure, Kind, text_in
from frontmate.files.extract import MEMORY
from tests.journeys.papers import ZIP, pdf, pdf_of

FLATE = b"/Filter/FlateDecode"


def read(folder: Path, data: bytes, kind: Kind) -> str | Failure:
    file = folder / "file"
    file.write_bytes(data)
    return text_in(file, kind)


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "cp1252", "utf-16", "utf-16-le"])
def test_text_is_read_in_its_encoding(tmp_path: Path, encoding: str) -> None:
    words = "Wie groß ist die Lampe? Das würde ich gern wissen, schöne Grüße aus München."
    mark = b"\xff\xfe" if encoding == "utf-16-le" else b""
    assert read(tmp_path, mark + words.encode(encoding), Kind.TEXT) in (words, "\ufeff" + words)


def test_a_page_of_a_pdf_is_read(tmp_path: Path) -> None:
    found = read(tmp_path, pdf("Where is my lamp?", "I wait."), Kind.PDF)
    assert found.split() == ["Where", "is", "my", "lamp?", "I", "wait."]


def test_no_more_than_so_many_characters_are_read(tmp_path: Path) -> None:
    assert read(tmp_path, b"a" * 10_000_000, Kind.TEXT) == "a" * MOST_CHARACTERS
    found = read(tmp_path, "ü".encode("utf-16-le") * 3_000_000, Kind.TEXT)
    assert len(found) <= MOST_CHARACTERS


@pytest.mark.parametrize("kind", [Kind.ARCHIVE, Kind.EXECUTABLE, Kind.PNG, Kind.UNKNOWN])
def test_archives_programs_and_pictures_are_not_opened(tmp_path: Path, kind: Kind) -> None:
    assert text_in(tmp_path / "not even there", kind) is Failure.NO_READER


@pytest.mark.parametrize(
    ("data", "why"),
    [
        (b"%PDF-1.4 and no more", Failure.DAMAGED),
        (pdf("a")[:200], Failure.DAMAGED),
        (ZIP, Failure.DAMAGED),
        (pdf(), Failure.NO_TEXT),
    ],
    ids=["no body", "cut off", "no pdf", "empty page"],
)
def test_a_pdf_that_cannot_be_read_says_why(tmp_path: Path, data: bytes, why: Failure) -> None:
    assert read(tmp_path, data, Kind.PDF) is why


def test_a_page_that_unpacks_to_a_gigabyte_is_given_up(tmp_path: Path) -> None:
    packer = zlib.compressobj(9)
    blank = b" " * 1_000_000
    bomb = b"".join([*(packer.compress(blank) for _ in range(1000)), packer.flush()])
    begun = time.monotonic()
    assert read(tmp_path, pdf_of(bomb, FLATE), Kind.PDF) is Failure.DAMAGED
    assert time.monotonic() - begun < 25


def test_a_page_that_is_endless_work_is_given_up(tmp_path: Path) -> None:
    work = zlib.compress(b"BT /F1 12 Tf " + b"(a) Tj " * 8_000_000, 9)
    begun = time.monotonic()
    assert read(tmp_path, pdf_of(work, FLATE), Kind.PDF) in (Failure.DAMAGED, Failure.TOO_SLOW)
    assert time.monotonic() - begun < 25


def test_pages_that_contain_each_other_end(tmp_path: Path) -> None:
    endless = pdf("a").replace(b"/Kids[3 0 R]", b"/Kids[2 0 R]")
    assert isinstance(read(tmp_path, endless, Kind.PDF), Failure)


def _limited(code: str) -> str:
    """What code says once it is limited as the reader is."""
    begin = (
        "from frontmate.files.extract import limit, refuse_the_rest\nlimit(); refuse_the_rest()\n"
    )
    done = subprocess.run([sys.executable, "-c", begin + code], capture_output=True, check=False)
    return done.stderr.decode().strip().rpartition("\n")[2]


def test_the_reader_has_no_network_no_other_program_and_little_memory() -> None:
    assert "PermissionError: socket." in _limited("import socket\nsocket.socket()")
    assert "PermissionError: subprocess.Popen" in _limited("import subprocess as s\ns.run(['ls'])")
    assert "PermissionError: os.system" in _limited("import os\nos.system('ls')")
    if sys.platform == "linux":
        assert "MemoryError" in _limited(f"a = bytearray({MEMORY})")


def test_the_reader_is_told_no_secret(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    seen = tmp_path / "seen"
    program = tmp_path / "python"
    program.write_text(f"#!/bin/sh\nenv > {seen}\n")
    program.chmod(0o700)
    monkeypatch.setenv("FRONTMATE_SECRET_KEY", "a secret")
    monkeypatch.setattr(sys, "executable", str(program))
    read(tmp_path, b"a", Kind.TEXT)
    assert "secret" not in seen.read_text().lower()
