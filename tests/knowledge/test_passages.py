"""Articles are cut at headings and paragraphs; what is quoted later is plain and readable."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from frontmate.knowledge import Article, plain, split
from frontmate.knowledge.passages import WORDS, count_words


def article(body: str) -> Article:
    return Article("a", "The title", "en", True, body, "https://help.example/a", "v1", ("key",))


def texts(body: str) -> list[str]:
    return [passage.text for passage in split(article(body))]


def words(count: int, word: str = "word") -> str:
    return " ".join([word] * count)


def test_a_passage_carries_what_a_source_needs() -> None:
    (passage,) = split(article("Some *text*."))
    assert (passage.article, passage.version, passage.number, passage.title) == (
        "a",
        "v1",
        0,
        "The title",
    )
    assert passage.text == "Some text."
    assert passage.public
    assert (passage.locale, passage.url, passage.keywords) == (
        "en",
        "https://help.example/a",
        ("key",),
    )


def test_an_article_without_a_body_can_still_be_found_by_its_title() -> None:
    assert texts("") == [""]


def test_a_heading_begins_a_passage_and_names_the_ones_above_it() -> None:
    body = "# The title\nOpening.\n## Returns\nOne.\n### Abroad\nTwo.\n## Refunds\nThree."
    assert [(each.heading, each.text) for each in split(article(body))] == [
        ("", "Opening."),
        ("Returns", "One."),
        ("Returns › Abroad", "Two."),
        ("Refunds", "Three."),
    ]


def test_paragraphs_are_gathered_up_to_the_size() -> None:
    body = "\n\n".join(words(70, name) for name in ("a", "b", "c"))
    assert texts(body) == [f"{words(70, 'a')}\n\n{words(70, 'b')}", words(70, "c")]


def test_a_long_paragraph_is_cut_between_sentences() -> None:
    sentence = words(39) + " end."
    pieces = texts(" ".join([sentence] * 12))
    assert len(pieces) == 3
    assert all(piece.endswith("end.") and count_words(piece) <= WORDS for piece in pieces)


def test_a_list_stays_whole_with_the_line_before_it() -> None:
    steps = "\n".join(f"{number}. {words(20)}" for number in range(1, 11))
    pieces = texts(f"{words(100, 'before')}\n\nDo it like this:\n\n{steps}")
    assert pieces == [words(100, "before"), f"Do it like this:\n\n{steps}"]


def test_a_list_that_is_far_too_long_is_cut_between_its_items() -> None:
    items = [f"- {words(30)}" for _ in range(20)]
    pieces = texts("\n".join(items))
    assert len(pieces) == 4
    assert all(line in items for piece in pieces for line in piece.split("\n"))


PLAIN = [
    ("**bold** _it_ `code` ~~no~~", "bold it code ~~no~~"),
    ("a\nb", "a b"),
    ("a  \nb", "a\nb"),
    ("[text](https://help.example/x)", "text (https://help.example/x)"),
    ("<https://help.example/x>", "https://help.example/x"),
    ("[other article](../other.md)", "other article"),
    ("![picture](a.png) words", "words"),
    ("a <b>c</b> &amp; d", "a c & d"),
    ("- a\n- b\n  - c\n- d", "- a\n- b\n   - c\n- d"),
    ("3. a\n4. b", "3. a\n4. b"),
    ("1. a\n\n   more\n2. b", "1. a\n   more\n2. b"),
    ("| A | B |\n| --- | --- |\n| 1 | 2 |", "A | B\n1 | 2"),
    ("> quoted", "quoted"),
    ("```\ncode  here\n```", "code  here"),
    ("a\n\n---\n\nb", "a\n\nb"),
    ("# Title\n\ntext", "Title\n\ntext"),
]


@pytest.mark.parametrize(("markdown", "expected"), PLAIN)
def test_markdown_becomes_plain_text(markdown: str, expected: str) -> None:
    assert plain(markdown) == expected


@given(st.text(max_size=300))
def test_any_text_can_be_split_and_numbers_run_on(body: str) -> None:
    passages = split(article(body))
    assert [each.number for each in passages] == list(range(len(passages)))
    assert passages


@given(st.lists(st.sampled_from(["Word.", "word", "\n\n", "- item\n", "字。"]), max_size=400))
def test_splitting_loses_no_word(parts: list[str]) -> None:
    body = " ".join(parts)
    told = "".join(each.text + each.heading for each in split(article(body)))
    assert "".join(told.split()) == "".join(plain(body).split())


@pytest.mark.parametrize(
    ("text", "count"), [("two words", 2), ("注文番号", 2), ("QB-1 注文", 2), ("", 0)]
)
def test_signs_of_scripts_without_spaces_count_half(text: str, count: int) -> None:
    assert count_words(text) == count
