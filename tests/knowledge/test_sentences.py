"""Where a sentence ends, and where it only looks like it."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from frontmate.knowledge import sentences, spans

SPLIT = [
    ("One. Two! Three? Four", ["One.", "Two!", "Three?", "Four"]),
    ("all lower case. like customers write", ["all lower case.", "like customers write"]),
    ('He said "stop." Then he left.', ['He said "stop."', "Then he left."]),
    ("Wait... what?! Yes.", ["Wait...", "what?!", "Yes."]),
    ("line one\nline two\n\nline three", ["line one", "line two", "line three"]),
    ("1. Open it.\n2. Press it.", ["1. Open it.", "2. Press it."]),
    ("- one\n- two", ["- one", "- two"]),
    ("こんにちは。注文は？はい！", ["こんにちは。", "注文は？", "はい！"]),
    ("「はい。」と言った。", ["「はい。」", "と言った。"]),
    ("متى يصل طلبي؟ شكرا", ["متى يصل طلبي؟", "شكرا"]),
    ("", []),
    (" \n ", []),
]
WHOLE = [
    "It costs $4.50 or 1.299,00 € today.",
    "Version 2.0.1 is out.",
    "Bring a document, e.g. a passport, i.e. the original.",
    "Use our site (help.example.com) now.",
    "Dr. Smith and Mrs. Jones vs. the No. 5.",
    "Write to J. Smith.",
    "Das ist z.B. am 3. Mai bzw. ggf. später.",
    "Por ej. el Sr. García.",
    "Mail me@help.example.com today.",
]


@pytest.mark.parametrize(("text", "expected"), SPLIT)
def test_a_text_is_split_into(text: str, expected: list[str]) -> None:
    assert sentences(text) == expected


@pytest.mark.parametrize("text", WHOLE)
def test_prices_dates_and_abbreviations_end_no_sentence(text: str) -> None:
    assert sentences(text) == [text]


@given(st.text(alphabet=st.one_of(st.characters(), st.sampled_from(".!?\n 。1a")), max_size=300))
def test_sentences_leave_out_nothing_but_blanks(text: str) -> None:
    assert "".join("".join(sentences(text)).split()) == "".join(text.split())


@given(st.text(alphabet=".a \n1。", max_size=200))
def test_spans_are_in_order_and_do_not_overlap(text: str) -> None:
    flat = [at for span in spans(text) for at in span]
    assert flat == sorted(flat)
    assert all(start < end for start, end in spans(text))
