"""Search by meaning: what no word finds, in any language, and words wherever vectors are not."""

import logging

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from frontmate.knowledge import QueryMeans, Search, wanted
from frontmate.knowledge.asking import QuestionVectors
from frontmate.knowledge.means import ENOUGH
from frontmate.knowledge.vector import unpack
from tests.knowledge.concepts import Concepts, passage, search, vector

REFUNDS = passage("refunds", "We refund the price within five working days.", title="Refunds")
DESCALING = passage("descaling", "Descale it every two months with our powder.", title="Descale")
DELIVERY = passage("delivery", "We deliver in three days to every country.", title="Delivery")
PASSWORDS = passage("passwords", "Choose a password of twelve signs.", title="Password")
ARTICLES = (REFUNDS, DESCALING, DELIVERY, PASSWORDS)


async def first(shelf: Search, question: str, language: str | None = "en") -> str:
    return (await shelf.rank(question, language=language)).hits[0].passage.article


async def test_other_words_of_the_same_meaning_are_found() -> None:
    assert await first(search(*ARTICLES), "When do I get my money?") == "refunds"
    assert (await Search(ARTICLES).rank("When do I get my money?")).hits == ()


@pytest.mark.parametrize(
    ("question", "article"),
    [("Wie entkalke ich sie?", "descaling"), ("Wann bekomme ich mein Geld?", "refunds")],
)
async def test_a_question_in_another_language_finds_the_article(
    question: str, article: str
) -> None:
    ranking = await search(*ARTICLES).rank(question, language="de")
    assert ranking.hits[0].passage.article == article
    assert ranking.semantic


async def test_a_foreign_question_needs_more_confidence() -> None:
    shelf = search(*ARTICLES)
    foreign = await shelf.rank("Wie entkalke ich sie?", language="de")
    own = await shelf.rank("How do I descale it?", language="en")
    words = await Search(ARTICLES).rank("How do I descale it?", language="en")
    assert foreign.answer_from > own.answer_from > words.answer_from


async def test_a_question_taken_for_another_language_by_mistake_is_judged_as_an_own_one() -> None:
    shelf = search(*ARTICLES)
    mistaken = await shelf.rank("descale powder", language="da")
    own = await shelf.rank("descale powder", language="en")
    assert (mistaken.confidence, mistaken.answer_from) == (own.confidence, own.answer_from)


async def test_the_own_language_comes_first_where_an_article_has_both() -> None:
    german = passage("entkalken", "Alle zwei Monate entkalken.", title="Entkalken", locale="de")
    shelf = search(*ARTICLES, german)
    assert await first(shelf, "Wie kann ich entkalken?", "de") == "entkalken"
    assert await first(shelf, "How do I descale it?", "en") == "descaling"


async def test_a_translation_is_no_rival_that_would_lower_the_confidence() -> None:
    german = passage("entkalken", "Alle zwei Monate entkalken.", title="Entkalken", locale="de")
    rival = passage("powder", "Descale with any powder.", title="Descale")
    question = "How do I descale it?"
    alone = await search(*ARTICLES).rank(question, language="en")
    translated = await search(*ARTICLES, german).rank(question, language="en")
    rivalled = await search(*ARTICLES, rival).rank(question, language="en")
    assert translated.confidence == pytest.approx(alone.confidence, abs=0.02)
    assert rivalled.confidence < alone.confidence - 0.05


async def test_what_no_article_means_has_little_confidence() -> None:
    shelf = search(*ARTICLES)
    known = await shelf.rank("When do I get my money?", language="en")
    unknown = await shelf.rank("Who founded the company?", language="en")
    assert known.confidence >= known.answer_from
    assert unknown.confidence < unknown.answer_from


async def test_scores_fall_from_one_and_the_limit_holds() -> None:
    hits = (await search(*ARTICLES).rank("refund delivery", limit=3)).hits
    scores = [hit.score for hit in hits]
    assert len(hits) == 3
    assert scores == sorted(scores, reverse=True)
    assert scores[0] == 1
    assert all(0 <= score <= 1 for score in scores)


async def test_within_an_article_the_passage_that_means_it_comes_first() -> None:
    long = (
        passage("care", "Clean the burrs with a brush.", title="Care"),
        passage("care", "Remove limescale with the powder.", title="Care", number=1),
        passage("care", "Keep the parcel for later.", title="Care", number=2),
    )
    hits = (
        await search(*long, *ARTICLES).rank("Wann muss ich Kalk entfernen?", language="de")
    ).hits
    assert next(hit.passage.number for hit in hits if hit.passage.article == "care") == 1


class TestWhereVectorsAreMissing:
    """Words answer at once; meanings join in as they are encoded."""

    MANY = (
        *ARTICLES,
        *(passage(f"f{n}", f"Part number {n}.", title=f"Part {n}") for n in range(16)),
    )

    async def test_without_vectors_or_an_encoder_words_alone_are_compared(self) -> None:
        for shelf in (Search(ARTICLES), Search(ARTICLES, encoder=Concepts())):
            ranking = await shelf.rank("refund", language="en")
            assert not ranking.semantic
            assert ranking == await Search(ARTICLES).rank("refund", language="en")

    async def test_below_nine_in_ten_articles_words_alone_are_compared(self) -> None:
        some = search(*self.MANY, without=["f1", "f2", "f3"])
        most = search(*self.MANY, without=["f1", "f2"])
        assert not (await some.rank("money")).semantic
        assert (await most.rank("money")).semantic

    async def test_what_words_find_without_a_vector_is_not_lost(self) -> None:
        new = search(*self.MANY, without=["refunds"])
        asked = await new.rank("How does the refund work?")
        assert not asked.semantic
        assert asked.hits[0].passage.article == "refunds"
        assert (await new.rank("How do I descale it?")).semantic

    async def test_an_article_of_which_one_piece_is_missing_waits(self) -> None:
        long = passage("long", "We repair it for five years at no cost.", title="Warranty")
        pieces = wanted((*self.MANY, long))
        vectors = {digest: vector(piece.text) for digest, piece in pieces.items()}
        plain = Search((*self.MANY, long))
        assert await first(plain.with_vectors(Concepts(), vectors), "garantie", "de") == "long"
        last = [digest for digest, piece in pieces.items() if "no cost" in piece.text][-1]
        del vectors[last]
        lacking = plain.with_vectors(Concepts(), vectors)
        assert not (await lacking.rank("repair at no cost")).semantic
        hits = (await lacking.rank("garantie", language="de")).hits
        assert "long" not in [hit.passage.article for hit in hits]

    async def test_internal_passages_need_no_vectors_and_are_never_found(self) -> None:
        secret = passage("secret", "Agents refund money at once.", title="Refund", public=False)
        with_it, without = search(*ARTICLES, secret), search(*ARTICLES)
        for question in ("refund money at once", "agents"):
            assert await with_it.rank(question) == await without.rank(question)

    async def test_vectors_of_another_size_count_as_missing(self) -> None:
        mixed = {piece: vector("x") for piece in ("a", "b")}
        none = Search(ARTICLES).with_vectors(Concepts(), {**mixed, "c": b"12"})
        assert not (await none.rank("refund")).semantic
        full = search(*ARTICLES).with_vectors(Concepts(), {"c": b"12"})
        assert (await full.rank("refund")).semantic

    async def test_new_vectors_join_an_index_that_is_there(self) -> None:
        plain = Search(ARTICLES)
        full = search(*ARTICLES)
        pieces = {d: vector(p.text) for d, p in wanted(ARTICLES).items()}
        joined = plain.with_vectors(Concepts(), pieces)
        assert await joined.rank("money") == await full.rank("money")
        assert not (await plain.rank("money")).semantic


class TestWhenTheEncoderFails:
    async def test_words_answer_and_no_word_is_logged(
        self, caplog: pytest.LogCaptureFixture
    ) -> None:
        caplog.set_level(logging.DEBUG)
        encoder = Concepts()
        shelf = search(*ARTICLES, encoder=encoder)
        encoder.fails = True
        ranking = await shelf.rank("a private refund")
        assert not ranking.semantic
        assert ranking.hits[0].passage.article == "refunds"
        assert "out of reach" in caplog.text
        assert "private" not in caplog.text

    async def test_it_is_left_alone_for_a_while_and_then_asked_again(self) -> None:
        now = 0.0
        encoder = Concepts()
        questions = QuestionVectors(encoder, clock=lambda: now)
        encoder.fails = True
        assert await questions.get("a") is None
        encoder.fails = False
        now = 29.0
        assert await questions.get("a") is None
        assert encoder.asked == []
        now = 31.0
        assert await questions.get("a") == vector("a")

    async def test_a_question_is_encoded_once(self) -> None:
        encoder = Concepts()
        shelf = search(*ARTICLES, encoder=encoder)
        first = await shelf.rank("money?")
        assert await shelf.rank("money?") == first
        assert encoder.asked == ["money?"]

    async def test_only_so_many_questions_are_remembered(self) -> None:
        encoder = Concepts()
        questions = QuestionVectors(encoder)
        for number in range(300):
            await questions.get(str(number))
        await questions.get("299")
        await questions.get("0")
        assert encoder.asked == [*map(str, range(300)), "0"]


def mean_of(*texts: str, count: int = ENOUGH) -> tuple[int, bytes]:
    total = unpack([vector(text) for text in texts]).mean(axis=0) * count
    return count, total.astype("<f4").tobytes()


class TestTheMeanQuestion:
    ASKED = ("geld", "kalk", "paket", "passwort", "mühle", "garantie")

    def test_it_is_known_from_twenty_messages_of_a_language(self) -> None:
        few = QueryMeans({"de": mean_of("geld", count=ENOUGH - 1), "en": mean_of("money")})
        assert few.mean("de") is None
        assert few.mean("fr") is None
        assert few.mean(None) is None
        mean = few.mean("en-GB")
        assert mean is not None
        assert np.allclose(mean, unpack([vector("money")])[0], atol=0.001)

    async def test_it_spreads_the_scores_and_finds_the_same(self) -> None:
        warm = search(*ARTICLES, means=QueryMeans({"de": mean_of(*self.ASKED)}))
        for question, article in (("geld?", "refunds"), ("kalk?", "descaling")):
            ranking = await warm.rank(question, language="de")
            assert ranking.hits[0].passage.article == article
            assert ranking.confidence > 0.5

    async def test_one_of_another_size_is_left_out(self) -> None:
        other = QueryMeans({"de": (50, np.ones(3, "<f4").tobytes())})
        shelf = search(*ARTICLES, means=other)
        assert await shelf.rank("geld?", language="de") == await search(*ARTICLES).rank(
            "geld?", language="de"
        )


class TestAnEncoderThatWasNeverMeasured:
    """It may find better and take answers away, but the confidence stays that of the words."""

    async def test_an_answer_needs_words_and_meaning_to_agree(self) -> None:
        shelf = search(*ARTICLES, encoder=Concepts("somebody-elses"))
        words = await Search(ARTICLES).rank("refund price", language="en")
        both = await shelf.rank("refund price", language="en")
        assert both.semantic
        assert (both.confidence, both.answer_from) == (words.confidence, words.answer_from)
        apart = await shelf.rank("price money powder", language="en")
        assert apart.hits[0].passage.article == "refunds"
        foreign = await shelf.rank("Wie entkalke ich sie?", language="de")
        assert foreign.hits[0].passage.article == "descaling"
        assert foreign.confidence == 0


class TestAims:
    """Which sentence of a passage a question is about."""

    TEXT = passage(
        "care", "Use a brush weekly.\nRemove limescale soon.\nKeep the parcel.", title="Care"
    )

    async def aimed(self, shelf: Search, question: str, language: str) -> int:
        aims = await shelf.aims(question, self.TEXT, language=language)
        assert len(aims) == 3
        return max(range(3), key=aims.__getitem__)

    async def test_by_words_in_the_passages_language(self) -> None:
        for shelf in (search(self.TEXT, *ARTICLES), Search((self.TEXT, *ARTICLES))):
            assert await self.aimed(shelf, "keep parcel", "en") == 2

    async def test_by_meaning_in_another_or_where_no_word_is_shared(self) -> None:
        long = "Use a dry brush for the inside every week. Remove the limescale with the powder \
every month. Keep the box of the parcel for later use."
        text = passage("care", long, title="Care")
        shelf = search(text, *ARTICLES)
        aims = await shelf.aims("Wie entkalke ich sie?", text, language="de")
        assert max(range(3), key=aims.__getitem__) == 1
        assert await shelf.aims("xyz", text, language="en") != [0, 0, 0]

    async def test_a_passage_that_is_not_here_is_judged_by_words(self) -> None:
        aims = await search(*ARTICLES).aims("xyz", self.TEXT, language="en")
        assert aims == [0, 0, 0]


SHELF = search(*ARTICLES, passage("empty", "", title=""), passage("bare", "", title="Grinder"))


@given(st.text(max_size=200), st.sampled_from([None, "en", "de", "", "no-such", "zh-Hant"]))
async def test_any_text_can_be_asked(question: str, language: str | None) -> None:
    ranking = await SHELF.rank(question, language=language)
    assert 0 <= ranking.confidence <= 1
    assert all(np.isfinite(hit.score) for hit in ranking.hits)
    await SHELF.aims(question, REFUNDS, language=language)


@pytest.mark.parametrize("question", ["", " ", "🫖🫖", "?!", "\x00", "---"])
async def test_signs_without_a_word_find_nothing(question: str) -> None:
    assert (await SHELF.rank(question)).hits == ()
