"""How a customer feels and which language they write."""

import pytest

from frontmate.agent.language import language_of_thread
from frontmate.agent.phrases import LANGUAGES, folded, occurrences
from frontmate.agent.sentiment import mood_of
from frontmate.agent.topics import TOPICS, topics_for_humans
from frontmate.conversation.outcome import Sentiment

MOODS = [
    ("Where is my order?", "en", Sentiment.NEUTRAL),
    ("My lamp is broken and I lost the receipt.", "en", Sentiment.NEUTRAL),
    ("In the worst case I will wait.", "en", Sentiment.NEUTRAL),
    ("Thank you, I love your kettle!", "en", Sentiment.POSITIVE),
    ("I am still waiting for a reply.", "en", Sentiment.NEGATIVE),
    ("I'm very disappointed", "en", Sentiment.NEGATIVE),
    ("You people are a joke", "en", Sentiment.FRUSTRATED),
    ("this is the third time I'm writing", "en", Sentiment.FRUSTRATED),
    ("I AM STILL WAITING FOR MY REFUND", "en", Sentiment.FRUSTRATED),
    ("Eine Frechheit, ich habe die Nase voll", "de", Sentiment.FRUSTRATED),
    ("Es una vergüenza, nadie responde", "es", Sentiment.FRUSTRATED),
    ("Onacceptabel, ik ben het zat", "nl", Sentiment.FRUSTRATED),
    ("もういい加減にしてください、最悪です", "ja", Sentiment.FRUSTRATED),
]


@pytest.mark.parametrize(("text", "language", "expected"), MOODS)
def test_the_mood_is(text: str, language: str, expected: Sentiment) -> None:
    assert mood_of(text, language=language).sentiment is expected


def test_a_complaint_about_our_answer_counts_as_a_sign() -> None:
    text = "That does not help!!!"
    assert mood_of(text).sentiment is Sentiment.NEGATIVE
    assert mood_of(text, unhelped=True).sentiment is Sentiment.FRUSTRATED


@pytest.mark.parametrize(
    "text",
    [
        "How do I delete an item from my order?",
        "Do you have a legal address?",
        "Can I change my password?",
        "Where can I download my invoice?",
        "Is the kettle dishwasher safe?",
        "my account is locked",
        "How do I sue... sorry, use the scale?",
    ],
)
def test_an_ordinary_question_is_no_topic_for_humans(text: str) -> None:
    assert topics_for_humans(text) == ()


@pytest.mark.parametrize("topic", TOPICS)
@pytest.mark.parametrize("language", LANGUAGES)
def test_every_topic_has_phrases_in_every_language(topic: str, language: str) -> None:
    from frontmate.agent.phrases import _tables  # noqa: PLC0415 - the table itself is on trial

    assert _tables(language)[f"topic.{topic}"]


def test_tables_are_written_as_texts_are_folded() -> None:
    assert folded("  L’été  d'ÉMILIE ") == "lete demilie"
    assert occurrences("topic.legal", "J'ai parlé à mon AVOCAT") == ("avocat",)


LANGUAGE_OF = [
    ("Where is my order? I have been waiting for a week.", (), "en"),
    ("Wo ist meine Bestellung? Ich warte seit einer Woche.", (), "de"),
    ("Où est ma commande ? J'attends depuis une semaine.", (), "fr"),
    ("¿Dónde está mi pedido? Llevo una semana esperando.", (), "es"),
    ("注文した商品が届きません", (), "ja"),
    ("我的订单在哪里", (), "zh"),
    ("Refund?", (), "en"),
    ("ok", ("Wo ist meine Bestellung? Ich warte seit einer Woche.",), "de"),
    ("QB-204518", ("Où est ma commande ? J'attends depuis une semaine.",), "fr"),
    ("", (), "en"),
    ("12345 https://help.example/de/rueckgabe", (), "en"),
]


@pytest.mark.parametrize(("text", "earlier", "expected"), LANGUAGE_OF)
def test_the_language_is(text: str, earlier: tuple[str, ...], expected: str) -> None:
    assert language_of_thread(text, earlier) == expected
