"""Which vectors belong to an article: the digests of its pieces."""

from collections.abc import Iterator, Mapping, Sequence
from typing import NamedTuple, Self, TypeAlias

from frontmate.knowledge.passages import Passage
from frontmate.knowledge.pieces import sentences, title, whole


class ArticleDigests(NamedTuple):
    """Of the pieces of one article, by passage."""

    title: str | None
    wholes: tuple[str, ...]
    sentences: tuple[tuple[str, ...], ...]

    @classmethod
    def of(cls, page: Sequence[Passage]) -> Self:
        named = title(page[0])
        return cls(
            named.digest if named else None,
            tuple(whole(passage).digest for passage in page),
            tuple(tuple(piece.digest for _, piece in sentences(passage)) for passage in page),
        )

    def all(self) -> Iterator[str]:
        if self.title:
            yield self.title
        for whole_one, said in zip(self.wholes, self.sentences, strict=True):
            yield whole_one
            yield from said


Digested: TypeAlias = dict[str, tuple[tuple[Passage, ...], ArticleDigests]]
"""What is known, by the article's key, with the passages that it was found for."""


def digests_of(
    pages: Mapping[str, tuple[Passage, ...]], known: Digested
) -> dict[str, ArticleDigests]:
    """Of each article. What was not known is put there for the next time; what is gone, goes.

    Several threads may share `known`.
    """
    found: dict[str, ArticleDigests] = {}
    for key, page in pages.items():
        before = known.get(key)
        if before is None or before[0] is not page:
            before = known[key] = page, ArticleDigests.of(page)
        found[key] = before[1]
    for key in set(known) - set(pages):
        known.pop(key, None)
    return found
