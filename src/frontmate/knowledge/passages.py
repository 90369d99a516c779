"""Passages: articles cut into pieces small enough to find and to quote."""

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass

from frontmate.knowledge.articles import Article
from frontmate.knowledge.editions import work_of
from frontmate.knowledge.plain import Block, blocks
from frontmate.knowledge.sentences import spans

WORDS = 160
"""The size that was measured best for finding; a list is kept whole up to twice of it."""

_UNSPACED = re.compile(r"[\u0e00-\u0eff\u3040-\u30ff\u3400-\u9fff\uf900-\ufaff]")


@dataclass(frozen=True, slots=True)
class Passage:
    """A piece of one article at one version; `text` is plain and is what may be quoted."""

    article: str
    version: str
    number: int
    """Position in the article, from 0."""
    title: str
    heading: str
    """Headings above it, outermost first; empty at the article's beginning."""
    text: str
    public: bool
    locale: str
    url: str | None
    keywords: tuple[str, ...] = ()
    edition_of: str = ""
    """What all editions of the article have in common (`editions.py`); empty: there is one."""

    @property
    def work(self) -> str:
        """Names the article whatever its language."""
        return self.edition_of or self.article


def split(article: Article) -> tuple[Passage, ...]:
    """The passages of an article: never across a heading, about 160 words each.

    An article without a body still has one passage, so that its title can be found.
    """
    return bound(
        article,
        [
            (heading, text)
            for heading, section in _sections(blocks(article.body), article.title)
            for text in _pack(section)
        ],
    )


def bound(article: Article, parts: Sequence[tuple[str, str]]) -> tuple[Passage, ...]:
    """Passages of an article from their headings and texts; its body is not looked at."""
    work = work_of(article.key, article.locale)
    return tuple(
        Passage(
            article.key,
            article.version,
            number,
            article.title,
            heading,
            text,
            article.public,
            article.locale,
            article.url,
            article.keywords,
            work,
        )
        for number, (heading, text) in enumerate(parts or [("", "")])
    )


def count_words(text: str) -> int:
    """Words; where a script has no spaces, two of its signs count as one."""
    unspaced = 0 if text.isascii() else len(_UNSPACED.findall(text))
    spaced = _UNSPACED.sub(" ", text) if unspaced else text
    return len(spaced.split()) + (unspaced + 1) // 2


def _sections(parts: Iterable[Block], title: str) -> Iterator[tuple[str, list[Block]]]:
    path: list[tuple[int, str]] = []
    section: list[Block] = []
    for part in parts:
        if part.kind != "heading":
            section.append(part)
            continue
        yield " › ".join(text for _, text in path), section
        section = []
        path = [(level, text) for level, text in path if level < part.level]
        if part.text != title:
            path.append((part.level, part.text))
    yield " › ".join(text for _, text in path), section


def _pack(section: list[Block]) -> Iterator[str]:
    held: list[str] = []
    size = 0
    for text in _tied(section):
        for piece in _cut(text):
            words = count_words(piece)
            if held and size + words > WORDS:
                yield "\n\n".join(held)
                held, size = [], 0
            held.append(piece)
            size += words
    if held:
        yield "\n\n".join(held)


def _tied(section: list[Block]) -> Iterator[str]:
    """Keep a list or table with the line that introduces it: neither makes sense alone."""
    intro = ""
    for block in section:
        if intro and block.kind == "text":
            yield intro
            intro = ""
        if block.kind == "text" and count_words(block.text) <= WORDS // 2:
            intro = block.text
            continue
        yield f"{intro}\n\n{block.text}" if intro else block.text
        intro = ""
    if intro:
        yield intro


def _cut(text: str) -> Iterator[str]:
    """Cut what is longer than twice the size between its sentences or lines."""
    if count_words(text) <= 2 * WORDS:
        yield text
        return
    start = end = 0
    for span in spans(text):
        if end and count_words(text[start : span.end]) > WORDS:
            yield text[start:end].rstrip()
            start = span.start
        end = span.end
    yield text[start:end]
