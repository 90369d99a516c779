"""What the stand-in's help centers say, worked out from its own records and by nothing of ours.

Only words are compared as our converter reads them: which articles there are, and who may be told
them, is said here a second time.
"""

from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass, field
from functools import cache

from frontmate.front import ArticleContent, ArticleStub, HelpCenter
from frontmate.knowledge import article_of
from frontmate.simulator.library import Library as Shelf
from frontmate.simulator.records import Article, Content, KnowledgeBase
from frontmate.store import StoredArticle


@dataclass(frozen=True)
class Said:
    """An article in one language, as a customer or a teammate reads it."""

    key: str
    locale: str
    title: str
    body: str
    keywords: tuple[str, ...]
    url: str | None
    public: bool
    center: str = field(default="", compare=False)
    kept_by: str = field(default="", compare=False)
    """What keeps it from customers: an admin's `choice`, the `center`, its `category`, or that it
    is no published article itself (`draft`); nothing if it is public."""

    @property
    def article(self) -> str:
        return self.key.partition(":")[0]


def as_said(stored: StoredArticle) -> Said:
    return Said(
        key=stored.key,
        locale=stored.locale,
        title=stored.title,
        body=stored.body,
        keywords=stored.keywords,
        url=stored.url,
        public=stored.public,
    )


@dataclass(frozen=True)
class Choice:
    """What an admin has said of a help center, and of single articles."""

    deselected: Collection[str] = ()
    addresses: Mapping[str, str] = field(default_factory=dict)
    """Of help centers, for customers."""
    articles: Mapping[str, bool] = field(default_factory=dict)
    """Whether customers may be told it, whatever its audience at Front."""


def everything(shelf: Shelf, choice: Choice) -> dict[str, Said]:
    """All that the chosen help centers hold, by key."""
    return {
        said.key: said
        for center in shelf.knowledge_bases.values()
        if center.id not in choice.deselected
        for said in _of_center(shelf, center, choice)
    }


def _of_center(shelf: Shelf, center: KnowledgeBase, choice: Choice) -> Iterator[Said]:
    for article in shelf.articles_of(center):
        for content in article.contents.values():
            yield _said(shelf, center, article, content, choice)


def _said(
    shelf: Shelf, center: KnowledgeBase, article: Article, content: Content, choice: Choice
) -> Said:
    address = choice.addresses.get(center.id)
    kept_by = _kept_by(shelf, center, article, content, choice.articles.get(article.id))
    return Said(
        key=f"{article.id}:{content.locale}",
        locale=content.locale,
        title=content.title,
        body=_words(content.html),
        keywords=tuple(content.keywords),
        url=f"{address}/{content.locale}{article.slug}" if address else None,
        public=not kept_by,
        center=center.id,
        kept_by=kept_by,
    )


def _kept_by(
    shelf: Shelf, center: KnowledgeBase, article: Article, content: Content, shown: bool | None
) -> str:
    if shown is False:
        return "choice"
    if center.status != "published" or (center.type != "external" and not shown):
        return "center"
    if is_hidden(shelf, article.category_id) and not shown:
        return "category"
    return "" if content.status == "published" else "draft"


def is_hidden(shelf: Shelf, category: str | None) -> bool:
    """Whether it, or any that it lies in, is."""
    passed: set[str] = set()
    while category is not None and category not in passed:
        passed.add(category)
        if shelf.categories[category].is_hidden:
            return True
        category = shelf.categories[category].parent_id
    return False


def editions(shelf: Shelf, center: KnowledgeBase) -> dict[str, float]:
    """By key, when Front says that the article was changed."""
    return {
        f"{article.id}:{locale}": article.updated_at
        for article in shelf.articles_of(center)
        for locale in article.contents
    }


@cache
def _words(html: str) -> str:
    center = HelpCenter("knb_1", "", True, True, (), None)
    stub = ArticleStub("kba_1", None, (), None, None)
    content = ArticleContent("kba_1", "en", "", html, True, (), None)
    return article_of(center, stub, content, hidden=False, public_url=None).body
