"""What is quoted is an unbroken piece of the passage, and Markdown that says just that."""

import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from frontmate.agent.quote import Window, as_markdown, cut_quote
from frontmate.knowledge import plain, sentences

NARROW = Window(whole=0, steps=0)
PROSE = " ".join(
    f"Sentence number {word}." for word in ("one", "two", "three", "four", "five", "six", "seven")
)
LISTED = "Do it like this:\n\n1. Open it.\n2. Press it.\n3. Close it."
STEPS = f"Some words before.\n\n{LISTED}\n\nSome words after."


@pytest.mark.parametrize(
    ("best", "first", "last"), [(0, "one", "four"), (2, "two", "six"), (6, "six", "seven")]
)
def test_one_sentence_before_and_three_after_are_quoted(best: int, first: str, last: str) -> None:
    quote = cut_quote(PROSE, best, NARROW)
    assert quote.startswith(f"Sentence number {first}.")
    assert quote.endswith(f"Sentence number {last}.")


@pytest.mark.parametrize("best", [2, 3, 4])
def test_a_list_is_quoted_whole_with_the_line_that_introduces_it(best: int) -> None:
    quote = cut_quote(STEPS, best, NARROW)
    assert quote == LISTED


def test_a_list_that_is_too_long_is_left_out_where_it_is_not_asked_for() -> None:
    quote = cut_quote(STEPS, 0, Window(whole=0, steps=0, listing=3))
    assert quote == "Some words before."


def test_a_short_passage_is_quoted_whole() -> None:
    assert cut_quote(STEPS, 0, Window()) == STEPS


@given(st.text(alphabet="ab.\n-1 |:", max_size=200), st.integers(0, 30))
def test_a_quote_is_always_an_unbroken_piece_of_the_passage(text: str, best: int) -> None:
    found = sentences(text)
    quote = cut_quote(text, min(best, max(0, len(found) - 1)), NARROW)
    assert quote in text
    assert bool(quote.strip()) == bool(text.strip())


@pytest.mark.parametrize(
    "text",
    [
        "Use * or _ and [brackets] <now> & `ticks`.",
        "# no heading",
        "+ no item",
        "1) no item",
        "1. one\n2. two",
        "- one\n   - inner\n- two",
        "Country | Cost\nGermany | €6.95",
        "one line\nanother line",
        "2 * 3 = 6 ~~not struck~~",
        "===\n---",
        "https://help.example/a_b_c?d=1&e=2",
        "    not code",
        "10. ten\n11. eleven",
    ],
)
def test_markdown_says_what_the_plain_text_says(text: str) -> None:
    shown = plain(as_markdown(text))
    assert " ".join(shown.split()) == " ".join(text.split())


@given(st.text(alphabet="ab*_`[]()<>&~|#+=-:!\\1. \n", max_size=60))
def test_no_sign_of_a_passage_becomes_markup(text: str) -> None:
    """Blanks may change; every other sign stays."""
    lines = [line.strip() for line in text.split("\n")]
    prose = [line for line in lines if not re.match(r"-\s|-$|\d+\.(\s|$)", line)]
    told = plain(as_markdown("\n\n".join(prose)))
    assert re.sub(r"\s", "", told) == re.sub(r"\s", "", "".join(prose))
