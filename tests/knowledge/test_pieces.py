"""What is encoded of public articles: each passage, its sentences, and the title."""

from hypothesis import given
from hypothesis import strategies as st

from frontmate.knowledge import Article, Passage, Piece, split, wanted
from frontmate.knowledge.passages import count_words
from frontmate.knowledge.pieces import sentences


def passage(text: str, *, title: str = "Returns", heading: str = "", number: int = 0) -> Passage:
    return Passage("a", "v1", number, title, heading, text, True, "en", None)


def texts(kind: str, *passages: Passage) -> list[str]:
    return [piece.text for piece in wanted(passages).values() if piece.kind == kind]


def test_a_passage_is_encoded_below_its_title_and_heading() -> None:
    under = passage("Print the label.", heading="How to return")
    assert texts("passage", under) == ["Returns. How to return. Print the label."]
    assert texts("passage", passage("Text.", title="")) == ["Text."]
    assert texts("passage", passage("")) == ["Returns"]


def test_the_title_is_encoded_once_for_all_passages() -> None:
    both = passage("One text."), passage("Another text.", number=1)
    assert texts("title", *both) == ["Returns"]
    assert texts("title", passage("Text.", title=" ")) == []


def test_short_sentences_are_joined_with_the_next() -> None:
    text = "Yes. You can return it within thirty days of delivery. Keep the box. Thanks."
    assert texts("sentence", passage(text)) == [
        "Yes. You can return it within thirty days of delivery.",
        "Keep the box. Thanks.",
    ]


def test_long_sentences_are_cut_between_words() -> None:
    long = " ".join(f"word{number}" for number in range(150)) + "."
    cut = texts("sentence", passage(long))
    assert [len(piece.split()) for piece in cut] == [60, 60, 30]
    assert " ".join(cut) == long


def test_scripts_without_spaces_are_joined_by_their_signs() -> None:
    text = "可以。请在三十天之内把商品退回给我们。谢谢。"
    assert texts("sentence", passage(text)) == ["可以。请在三十天之内把商品退回给我们。", "谢谢。"]


def test_internal_passages_are_never_encoded() -> None:
    secret = Article("s", "Goodwill", "en", False, "Agents may refund 45 euros.", None, "v1")
    assert wanted(split(secret)) == {}


def test_equal_pieces_have_equal_digests_whatever_their_article() -> None:
    one, other = passage("Same text."), passage("Same text.", title="Other")
    assert len(wanted([one, other])) == 5
    assert Piece("title", "Returns").digest != Piece("sentence", "Returns").digest
    assert Piece("title", "\ud800").digest != Piece("title", "?").digest


@given(
    st.text(max_size=400) | st.lists(st.sampled_from(["a", "b.", "\n", "字。", "!"])).map(" ".join)
)
def test_any_text_is_covered_by_its_sentences_in_order(text: str) -> None:
    said = passage(text)
    at = 0
    for span, piece in sentences(said):
        assert span.start >= at
        assert piece.text == text[span.start : span.end]
        assert not text[at : span.start].strip()
        at = span.end
    assert not text[at:].strip()


@given(st.text(alphabet="ab .字\n", max_size=2_000))
def test_no_sentence_is_longer_than_what_is_encoded_well(text: str) -> None:
    assert all(count_words(piece.text) <= 70 for _, piece in sentences(passage(text)))
