"""Invented articles in any number, the same for the same seed; for filling a help center."""

import html
import random
from collections.abc import Sequence
from typing import Final

from frontmate.simulator.help_centers import HelpArticle

_STEMS: Final = (
    "How to {} your {}",
    "Why does the {} need a {}?",
    "What to do about a {} {}",
    "The {} and the {}",
)
DEFAULT_WORDS: Final = (
    *("parcel", "invoice", "filter", "hinge", "account", "voucher", "battery", "lid", "courier"),
    *("refund", "password", "cable", "manual", "garden", "lantern", "receipt", "sensor", "basket"),
)


def invented_articles(
    count: int,
    words: Sequence[str] = DEFAULT_WORDS,
    seed: int = 1,
    locale: str = "en",
    status: str = "published",
) -> tuple[HelpArticle, ...]:
    """Articles of a few paragraphs made from the given words.

    Number n has the slug `invented-n`, and a code of its own in title and text, so that a search
    for the code has exactly one right answer. ValueError without words.
    """
    if not words:
        raise ValueError("words: at least one")
    # Chosen for being repeatable, not for being unpredictable.
    chance = random.Random(seed)  # noqa: S311
    return tuple(_one(number, words, chance, locale, status) for number in range(1, count + 1))


def _one(
    number: int, words: Sequence[str], chance: random.Random, locale: str, status: str
) -> HelpArticle:
    code = f"{''.join(chance.choices('BCDFGHKLMNPRST', k=3))}-{number:04d}"
    stem = chance.choice(_STEMS).format(chance.choice(words), chance.choice(words))
    paragraphs = [_paragraph(words, chance, code) for _ in range(chance.randint(1, 4))]
    return HelpArticle(
        f"{stem} ({code})",
        "".join(f"<p>{html.escape(text)}</p>" for text in paragraphs),
        f"invented-{number}",
        locale,
        status,
        keywords=(chance.choice(words),),
    )


def _paragraph(words: Sequence[str], chance: random.Random, code: str) -> str:
    sentences = [
        " ".join(chance.choices(words, k=chance.randint(5, 14))).capitalize() + "."
        for _ in range(chance.randint(2, 5))
    ]
    return f"For {code}: {' '.join(sentences)}"
