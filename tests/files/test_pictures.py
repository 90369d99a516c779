"""A picture is drawn anew in a process with limits: what is seen stays, all else goes."""

import io
import time
from collections.abc import Callable
from functools import partial
from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from PIL import Image
from PIL.PngImagePlugin import PngInfo

from frontmate.files import LONGEST_EDGE, Failure, Kind, kind_of, redrawn
from tests.files.drawings import (
    SIGNATURES,
    SVG,
    drawn,
    halves,
    jpeg_of_many_scans,
    photo,
    png_that_claims,
    written,
)
from tests.journeys.papers import EXE, ZIP, pdf

RED, BLUE, WHITE = (254, 0, 0), (0, 0, 254), (255, 255, 255)
LARGEST = 4_000_000
"""Bytes; hosts take 5 MB in base64."""


def redraw(folder: Path, data: bytes, kind: Kind | None = None) -> bytes | Failure:
    file = folder / "file"
    file.write_bytes(data)
    return redrawn(file, kind or kind_of(data))


def seen(folder: Path, data: bytes) -> Image.Image:
    """What a model would see."""
    found = redraw(folder, data)
    assert isinstance(found, bytes)
    assert kind_of(found) is Kind.JPEG
    picture = Image.open(io.BytesIO(found))
    assert picture.mode == "RGB"
    return picture


def near(one: object, other: tuple[int, int, int]) -> bool:
    assert isinstance(one, tuple)
    return all(abs(a - b) <= 6 for a, b in zip(one, other, strict=True))


def test_where_and_by_whom_a_photo_was_taken_is_gone(tmp_path: Path) -> None:
    original = photo()
    assert Image.open(io.BytesIO(original)).getexif().get_ifd(0x8825)
    found = redraw(tmp_path, original)
    assert isinstance(found, bytes)
    assert dict(Image.open(io.BytesIO(found)).getexif()) == {}
    for word in (b"Exif", b"GPS", b"Lampmaker", b"Pia"):
        assert word not in found
    assert b"Lampmaker" in original


def test_what_stands_beside_a_picture_is_gone(tmp_path: Path) -> None:
    words = PngInfo()
    words.add_text("Author", "Pia Nobody", zip=False)
    words.add_itxt("XML:com.adobe.xmp", "<x>Pia Nobody</x>")
    data = drawn(pnginfo=words, icc_profile=b"profile of Pia Nobody", dpi=(72, 72))
    assert b"Pia" in data
    found = redraw(tmp_path, data)
    assert isinstance(found, bytes)
    assert b"Pia" not in found
    assert set(Image.open(io.BytesIO(found)).info) <= {
        "jfif", "jfif_version", "jfif_unit", "jfif_density",
    }  # fmt: skip


@pytest.mark.parametrize("orientation", range(1, 9))
def test_a_photo_is_turned_the_way_it_was_held(tmp_path: Path, orientation: int) -> None:
    picture = seen(tmp_path, photo(orientation))
    upright = orientation <= 4
    assert picture.size == ((400, 200) if upright else (200, 400))
    right_end = (380, 100) if upright else (100, 380)
    # Where the red left half comes to lie, by the standard's own list.
    red_first = orientation in (1, 4, 5, 6)
    assert near(picture.getpixel(right_end), BLUE if red_first else RED)


def test_a_damaged_word_on_how_it_was_held_is_no_reason_not_to_look(tmp_path: Path) -> None:
    data = photo(6).replace(b"MM\x00\x2a\x00\x00\x00\x08", b"MM\x00\x2a\xff\xff\xff\xff")
    assert seen(tmp_path, data).size == (400, 200)


@pytest.mark.parametrize(
    ("size", "becomes"),
    [
        ((3000, 2000), (1568, 1045)),
        ((1000, 4000), (392, 1568)),
        ((200, 100), (200, 100)),
        ((1568, 1568), (1568, 1568)),
    ],
)
@pytest.mark.parametrize("format_", ["png", "jpeg", "webp", "gif"])
def test_no_edge_is_longer_than_a_model_reads(
    tmp_path: Path, format_: str, size: tuple[int, int], becomes: tuple[int, int]
) -> None:
    assert max(becomes) <= LONGEST_EDGE
    assert seen(tmp_path, drawn(format_, size)).size == becomes


def test_the_busiest_picture_still_fits_into_a_request(tmp_path: Path) -> None:
    noise = Image.effect_noise((1568, 1568), 100)
    busy = Image.merge("RGB", (noise, noise.rotate(90), noise.rotate(180)))
    found = redraw(tmp_path, written(busy, "png"))
    assert isinstance(found, bytes)
    assert len(found) < LARGEST


@pytest.mark.parametrize(
    ("mode", "colour", "format_", "more", "shows"),
    [
        ("CMYK", (0, 255, 255, 0), "jpeg", {}, RED),
        ("RGBA", (255, 0, 0, 255), "png", {}, RED),
        ("RGBA", (255, 0, 0, 0), "png", {}, WHITE),
        ("RGBA", (0, 0, 0, 0), "webp", {}, WHITE),
        ("LA", (0, 0), "png", {}, WHITE),
        ("P", 0, "png", {"transparency": 0}, WHITE),
        ("P", 0, "gif", {"transparency": 0}, WHITE),
        ("RGB", (0, 0, 0), "png", {"transparency": (0, 0, 0)}, WHITE),
        ("L", 255, "jpeg", {}, WHITE),
        ("1", 1, "png", {}, WHITE),
        ("I;16", 0x8000, "png", {}, (128, 128, 128)),
        ("I;16", 0x0100, "png", {}, (1, 1, 1)),
    ],
)
def test_every_kind_of_colour_is_seen_on_white(
    tmp_path: Path, mode: str, colour: Any, format_: str, more: Any, shows: tuple[int, int, int]
) -> None:
    data = drawn(format_, mode=mode, colour=colour, **more)
    assert near(seen(tmp_path, data).getpixel((150, 100)), shows)


@pytest.mark.parametrize("format_", ["gif", "webp", "png"])
def test_of_a_moving_picture_the_first_is_seen(tmp_path: Path, format_: str) -> None:
    later = [Image.new("RGB", (300, 200), "blue") for _ in range(40)]
    data = drawn(format_, save_all=True, append_images=later, duration=50)
    assert near(seen(tmp_path, data).getpixel((150, 100)), RED)


@pytest.mark.parametrize("more", [ZIP, EXE, SVG, pdf("Where is my lamp?"), b"<?php exit(); ?>"])
@pytest.mark.parametrize("format_", ["png", "jpeg", "gif", "webp"])
def test_what_hides_behind_a_picture_is_left_behind(
    tmp_path: Path, format_: str, more: bytes
) -> None:
    found = redraw(tmp_path, written(halves(), format_) + more)
    assert isinstance(found, bytes)
    assert more[:12] not in found


@pytest.mark.parametrize("data", [SVG, EXE, ZIP, pdf("a"), b"II*\x00", b"Hello", b""])
def test_what_is_no_picture_is_not_opened(tmp_path: Path, data: bytes) -> None:
    assert redraw(tmp_path, data) is Failure.NO_PICTURE


@pytest.mark.parametrize("kind", [Kind.PNG, Kind.GIF, Kind.WEBP])
def test_a_picture_of_another_kind_than_its_head_says_is_not_read(
    tmp_path: Path, kind: Kind
) -> None:
    assert redraw(tmp_path, photo(), kind) is Failure.DAMAGED


@pytest.mark.parametrize("format_", ["png", "jpeg", "gif", "webp"])
@pytest.mark.parametrize("share", [0.02, 0.3, 0.9])
def test_a_picture_that_is_cut_off_is_not_read(tmp_path: Path, format_: str, share: float) -> None:
    data = written(Image.effect_noise((300, 200), 90), format_)
    cut = data[: int(share * len(data))]
    assert redraw(tmp_path, cut, Kind(f"image/{format_}")) is Failure.DAMAGED


@pytest.mark.parametrize(
    ("draw", "why"),
    [
        (partial(png_that_claims, 30_000, 30_000), Failure.HUGE),
        (partial(png_that_claims, 2**31 - 1, 2**31 - 1), Failure.HUGE),
        (partial(drawn, "png", (6001, 6000), "L", 0), Failure.HUGE),
        (partial(drawn, "gif", (6001, 6000), "L", 0), Failure.HUGE),
        (partial(drawn, "webp", (5001, 4000)), Failure.HUGE),
        (partial(drawn, "jpeg", (10_801, 10_000), "L", 0), Failure.HUGE),
        (partial(png_that_claims, 100, 100, bytes(50_000_000)), None),
        (partial(png_that_claims, 5_000, 5_000, bytes(100)), Failure.DAMAGED),
        (partial(png_that_claims, 0, 0), Failure.DAMAGED),
        (partial(png_that_claims, 300, 20, bytes(20_000)), Failure.TINY),
        (partial(drawn, "gif", (90, 90)), Failure.TINY),
        (partial(drawn, "png", (1, 1)), Failure.TINY),
    ],
)
def test_a_picture_with_too_much_or_too_little_in_it_says_so_at_once(
    tmp_path: Path, draw: Callable[[], bytes], why: Failure | None
) -> None:
    data = draw()
    begun = time.monotonic()
    found = redraw(tmp_path, data)
    assert found is why or (why is None and isinstance(found, bytes))
    assert time.monotonic() - begun < 10


@pytest.mark.parametrize(
    "draw",
    [
        partial(drawn, "png", (7680, 4320), "RGBA", (255, 0, 0, 99)),
        partial(drawn, "png", (6000, 6000), "P", 0, transparency=0),
        partial(drawn, "gif", (6000, 6000), "P", 0, transparency=0),
        partial(drawn, "webp", (5000, 4000), "RGBA", (255, 0, 0, 99)),
        partial(drawn, "jpeg", (12_000, 9_000), "CMYK", (0, 0, 0, 0)),
    ],
    ids=["screen in 8k", "palette", "gif", "webp", "photo of 108 million pixels"],
)
def test_the_largest_that_are_read_fit_into_the_readers_memory(
    tmp_path: Path, draw: Callable[[], bytes]
) -> None:
    assert max(seen(tmp_path, draw()).size) == LONGEST_EDGE


def test_a_picture_that_is_endless_work_is_given_up(tmp_path: Path) -> None:
    begun = time.monotonic()
    data = jpeg_of_many_scans(2000)
    assert len(data) < 10_000_000
    assert redraw(tmp_path, data) in (Failure.DAMAGED, Failure.TOO_SLOW)
    assert time.monotonic() - begun < 25


@given(name=st.sampled_from(sorted(SIGNATURES)), rest=st.binary(max_size=2000))
@settings(max_examples=40, deadline=25_000, suppress_health_check=list(HealthCheck))
def test_any_bytes_behind_a_pictures_signature_end_in_time(
    tmp_path: Path, name: str, rest: bytes
) -> None:
    found = redraw(tmp_path, SIGNATURES[name] + rest, Kind(f"image/{name}"))
    assert isinstance(found, Failure)


WHOLE = {name: written(halves(), name) for name in SIGNATURES}


@given(
    name=st.sampled_from(sorted(SIGNATURES)),
    changes=st.lists(st.tuples(st.floats(0, 1), st.binary(min_size=1, max_size=4)), max_size=6),
)
@settings(max_examples=40, deadline=25_000, suppress_health_check=list(HealthCheck))
def test_a_picture_with_changed_bytes_is_drawn_or_given_up_in_time(
    tmp_path: Path, name: str, changes: list[tuple[float, bytes]]
) -> None:
    data = bytearray(WHOLE[name])
    for place, new in changes:
        at = int(place * (len(data) - len(new)))
        data[at : at + len(new)] = new
    found = redraw(tmp_path, bytes(data), Kind(f"image/{name}"))
    assert isinstance(found, Failure) or kind_of(found) is Kind.JPEG
