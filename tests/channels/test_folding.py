"""Unicode's normal form, as Python has it, but never for half an hour."""

import time
import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as st

from frontmate.channels import body_hash, readable_text
from frontmate.channels.folding import bounded_marks, normal

HOSTILE = [
    "\u0315\u0300\u0316" * 330_000,
    "\uff9e\u0315" * 500_000,
    "a\u0345\u0315\u0300" * 250_000,
    "\u0f73\u0315" * 500_000,
    "\ufdfa" * 1_000_000,
    "\u3300" * 1_000_000,
    "\u200b\u0315\u0300" * 330_000,
    "\ud800\u0315\u0300" * 330_000,
]


@given(st.text(st.one_of(st.characters(), st.sampled_from("e\u0301\u0315\u1100\u1161ｶ\uff9e\n"))))
def test_it_is_pythons_normal_form(text: str) -> None:
    assert normal(text) == unicodedata.normalize("NFKC", bounded_marks(text))


@pytest.mark.parametrize("letter", ["e\u0301", "ｶﾞ", "\ufb01", "ê\u0323\n"])
def test_no_letter_is_torn_from_its_marks_in_a_long_line(letter: str) -> None:
    text = "x" + letter * 30_000
    assert normal(text) == unicodedata.normalize("NFKC", text)


def test_as_many_marks_as_any_language_writes_are_kept() -> None:
    assert bounded_marks("a" + "\u0301" * 30 + "b") == "a" + "\u0301" * 30 + "b"
    assert bounded_marks("a" + "\u0301" * 31 + "b") == "a" + "\u0301" * 30 + "b"


@pytest.mark.parametrize("text", HOSTILE, ids=lambda text: ascii(text[:3]))
def test_hostile_text_is_normalised_within_seconds(text: str) -> None:
    begun = time.process_time()
    assert len(normal(text)) < 4_000_000
    assert body_hash(text)
    assert readable_text(None, text)
    assert time.process_time() - begun < 10
