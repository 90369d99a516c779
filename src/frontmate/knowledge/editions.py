"""One article in several languages: which of its editions takes part in a question.

For a question in language L each article takes part by exactly one edition: the one in L's exact
locale, else one in the same language, else the English one, else the first by its locale's name.
Front tells no default language of a help center in what is stored here, so the rule needs none.
"""

from collections.abc import Iterable
from typing import NamedTuple

from frontmate.knowledge.words import language_of

_LAST_RESORT = "en"


class Edition(NamedTuple):
    work: str
    """What all editions of one article have in common."""
    locale: str
    key: str


def work_of(key: str, locale: str) -> str:
    """`kba_1` of `kba_1:de` in `de`, which is the form of a key that names an edition.

    Any other key names an article that stands for itself.
    """
    work, colon, end = key.rpartition(":")
    return work if colon and work and _same(end, locale) else key


def chosen(editions: Iterable[Edition], language: str) -> frozenset[str]:
    """The keys of those that take part in a question of this language ("" where it is unknown)."""
    first: dict[str, Edition] = {}
    for edition in editions:
        other = first.setdefault(edition.work, edition)
        if _order(edition, language) < _order(other, language):
            first[edition.work] = edition
    return frozenset(edition.key for edition in first.values())


def _order(edition: Edition, language: str) -> tuple[bool, bool, bool, str, str]:
    spoken = language_of(edition.locale)
    return (
        not _same(edition.locale, language),
        spoken != language_of(language),
        spoken != _LAST_RESORT,
        plain_locale(edition.locale),
        edition.key,
    )


def plain_locale(locale: str) -> str:
    """`pt-br` of `pt_BR`."""
    return locale.strip().lower().replace("_", "-")


def _same(locale: str, other: str) -> bool:
    return plain_locale(locale) == plain_locale(other)
