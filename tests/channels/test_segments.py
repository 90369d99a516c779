"""Text messages: segments counted as networks do, answers kept to three (behaviour 9.3)."""

import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from frontmate.channels import segments
from frontmate.channels.segments import fit_segments, gsm_punctuation, sentences

COUNTS = [
    ("", 1),
    ("a" * 160, 1),
    ("a" * 161, 2),
    ("a" * 306, 2),
    ("a" * 307, 3),
    ("a" * 459, 3),
    ("a" * 460, 4),
    ("€" * 80, 1),
    ("€" * 81, 2),
    ("é" * 160, 1),
    ("ç" * 70, 1),
    ("ç" * 71, 2),
    ("你" * 201, 3),
    ("👍" * 35, 1),
    ("👍" * 36, 2),
]


@pytest.mark.parametrize(("text", "expected"), COUNTS)
def test_segments_are_counted_as_networks_do(text: str, expected: int) -> None:
    assert segments(text) == expected


def test_typographic_marks_do_not_cost_a_wider_alphabet() -> None:
    plain = gsm_punctuation("“It’s” – wait… • «ok»\u00a0→ done")
    assert plain == '"It\'s" - wait... - "ok" -> done'
    assert segments(plain * 4) == 1


LONG = "Open the settings page now. " * 40
LINK = "https://help.example.com/articles/reset-your-password"


def test_whole_sentences_are_left_out_and_the_source_stays() -> None:
    fitted = fit_segments(LONG, f"More: {LINK}")
    assert segments(fitted) <= 3
    assert fitted.endswith(f"now.\nMore: {LINK}")


def test_what_fits_is_sent_whole() -> None:
    assert fit_segments("Open the settings.", "More: x") == "Open the settings.\nMore: x"


def test_a_sentence_that_is_too_long_loses_words_from_its_end_but_none_is_cut() -> None:
    fitted = fit_segments("word " * 200, "")
    assert segments(fitted) <= 3
    assert set(fitted.removesuffix("...").split()) == {"word"}


def test_a_link_is_sent_whole_or_not_at_all() -> None:
    endless = "https://x.example/" + "a" * 600
    assert endless not in fit_segments(f"See this: {endless}", "")
    assert fit_segments(endless, "") == endless
    assert fit_segments(endless, f"More: {LINK}") == f"More: {LINK}"


def test_an_endless_answer_is_fitted_as_well() -> None:
    for text in ("a. " * 50_000, "*a " * 50_000, "a " * 50_000):
        assert segments(fit_segments(text, f"More: {LINK}")) <= 3


def test_chinese_and_japanese_keep_to_three_segments() -> None:
    for text in ("请打开设置页面。" * 60, "設定画面を開いてください。" * 60, "设" * 500):
        assert segments(fit_segments(text, "了解更多：https://x.example/a")) <= 3


def test_the_number_of_a_step_is_not_a_sentence() -> None:
    assert sentences("1. Open it. 2. Close it.") == ["1. Open it. ", "2. Close it."]
    assert sentences("Costs 3.50 at x.example/a.b now. Yes!") == [
        "Costs 3.50 at x.example/a.b now. ",
        "Yes!",
    ]


@given(st.text(max_size=2000))
def test_sentences_joined_are_the_text(text: str) -> None:
    assert "".join(sentences(text)) == text


words = st.sampled_from(
    ["Open", "é", "ç", "settings.", "Now!", LINK, "你好。", "\n", "1.", "x" * 90]
)


@given(st.lists(words, min_size=1, max_size=120), st.sampled_from(["", f"More: {LINK}", "More: T"]))
def test_no_answer_is_longer_than_three_segments_nor_cuts_a_link(
    parts: list[str], source: str
) -> None:
    fitted = fit_segments(" ".join(parts), source)
    assert segments(fitted) <= 3
    links = re.findall(r"https\S+", fitted.replace("...", " "))
    assert set(links) <= {LINK}


short = st.sampled_from(["Open", "settings.", "Now!", "été", "ç", "Wort,", LINK])


@given(st.lists(short, max_size=80), st.integers(1, 10))
def test_whatever_the_policys_number_is_no_word_is_cut(parts: list[str], most: int) -> None:
    fitted = fit_segments(" ".join(parts), f"More: {LINK}", most)
    allowed = {*parts, "More:", LINK}
    words = fitted.removesuffix("...").split()
    assert segments(fitted) <= most
    assert set(words) <= allowed


LEAD = "This is Ada, an AI assistant, about your call."
STEPS = (
    "1. Open Account > Orders, choose the order and press Return items.\n"
    "2. Choose the items and a reason, and print the label or show the code.\n"
    "3. Hand in the parcel within 7 days."
)


@pytest.mark.parametrize("most", [1, 2, 3])
def test_whoever_is_told_who_writes_is_told_something_too(most: int) -> None:
    fitted = fit_segments(STEPS, "More: https://help.lamp.example/returns", most, lead=LEAD)
    assert fitted.startswith(f"{LEAD}\n1. Open Account > Orders, choose the order and press")
    assert segments(fitted) <= most


@given(
    st.lists(st.sampled_from(["Ja. ", "好的。", "Return it ", "https://a.example/b "]), min_size=1)
)
def test_what_stands_first_stays_and_nothing_grows_longer_for_it(parts: list[str]) -> None:
    fitted = fit_segments("".join(parts), "More: https://a.example/c", 2, lead=LEAD)
    assert fitted.startswith(LEAD)
    assert len(fitted) > len(LEAD) + 2
    assert segments(fitted) <= 2


def test_a_higher_number_lets_more_through() -> None:
    lengths = [len(fit_segments(LONG, "", most)) for most in (1, 3, 10)]
    assert lengths == sorted(set(lengths))


def test_rare_characters_count_as_the_two_units_that_they_are() -> None:
    assert segments(fit_segments("𠮷" * 300, "", 2)) <= 2
