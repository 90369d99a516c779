"""The knowledge bases of one company: what is in them, and every way to change them.

`updated_at` of an article moves with every change to it, in any locale; that of a knowledge base or
a category moves with its own changes only, not with those of the articles in it.
"""

from collections import defaultdict
from collections.abc import Callable
from dataclasses import dataclass

from frontmate.simulator.help_centers import HelpArticle, HelpCenter, check_center
from frontmate.simulator.ids import Ids
from frontmate.simulator.records import Article, ArticleFile, Category, Content, KnowledgeBase


@dataclass(frozen=True, slots=True)
class Edition:
    """What an article is to be in one locale; None leaves it as it is."""

    locale: str
    title: str | None = None
    html: str | None = None
    status: str | None = None
    keywords: tuple[str, ...] | None = None
    files: tuple[ArticleFile, ...] | None = None
    editor_id: str | None = None


class Library:
    """Lookups and changes; `now` gives Unix seconds."""

    def __init__(self, ids: Ids, now: Callable[[], float]) -> None:
        self._ids, self._now = ids, now
        self.knowledge_bases: dict[str, KnowledgeBase] = {}
        self.categories: dict[str, Category] = {}
        self.articles: dict[str, Article] = {}
        self._by_slug: defaultdict[str, list[str]] = defaultdict(list)

    def load(self, center: HelpCenter) -> KnowledgeBase:
        """Add a whole help center; ValueError if Front could not have it."""
        check_center(center)
        base = self.add_knowledge_base(center)
        for given in center.articles:
            self.add_article(base, given)
        return base

    # Finding

    def knowledge_base(self, key: str) -> KnowledgeBase | None:
        """By id or by name."""
        found = self.knowledge_bases.get(key)
        return found or next((b for b in self.knowledge_bases.values() if b.name == key), None)

    def category(self, base: KnowledgeBase | None, key: str) -> Category | None:
        """By id, or by name within the knowledge base (any, where none is given)."""
        inside = self.categories_of(base) if base else list(self.categories.values())
        return next((c for c in inside if key in {c.id, c.name}), None)

    def by_slug(self, base: KnowledgeBase, slug: str) -> Article | None:
        """A slug stays what it was; the knowledge base may become another one."""
        named = (self.articles.get(i) for i in self._by_slug.get(_path(slug), ()))
        return next((a for a in named if a and a.knowledge_base_id == base.id), None)

    def articles_of(self, base: KnowledgeBase) -> list[Article]:
        return [a for a in self.articles.values() if a.knowledge_base_id == base.id]

    def articles_in(self, category: Category) -> list[Article]:
        return [a for a in self.articles.values() if a.category_id == category.id]

    def categories_of(self, base: KnowledgeBase) -> list[Category]:
        return [c for c in self.categories.values() if c.knowledge_base_id == base.id]

    def locales_of(self, category: Category) -> list[str]:
        return self.knowledge_bases[category.knowledge_base_id].locales

    def file(self, file_id: str) -> ArticleFile | None:
        contents = (c for a in self.articles.values() for c in a.contents.values())
        return next((f for c in contents for f in c.files if f.id == file_id), None)

    # Changing

    def add_knowledge_base(self, center: HelpCenter) -> KnowledgeBase:
        now = self._now()
        id_ = center.id or self._ids.mint("knb")
        if id_ in self.knowledge_bases:
            raise ValueError(f"id: there is a help center {id_} already")
        base = KnowledgeBase(
            id_, center.name, center.type, center.status, list(center.locales), now, now
        )
        self.knowledge_bases[id_] = base
        return base

    def category_for(self, base: KnowledgeBase, key: str) -> Category:
        """The one of that id or name; made if there is none."""
        found = self.category(base, key)
        return found or self.add_category(base, key, None)

    def add_category(self, base: KnowledgeBase, name: str, parent_id: str | None) -> Category:
        now = self._now()
        id_ = self._ids.mint("kbc")
        slug = f"/categories/{len(self.categories) + 1}"
        category = Category(id_, base.id, slug, name, now, now, parent_id=parent_id)
        self.categories[id_] = category
        return category

    def delete_category(self, category: Category) -> None:
        """With its articles; categories below it stay, without a parent."""
        for article in self.articles_in(category):
            self.delete(article)
        for below in self.categories.values():
            if below.parent_id == category.id:
                below.parent_id = None
        del self.categories[category.id]

    def new_article(self, base: KnowledgeBase, slug: str = "") -> Article:
        """An article without any content yet."""
        now = self._now()
        id_ = self._ids.mint("kba")
        article = Article(id_, base.id, _path(slug or id_.removeprefix("kba_")), None, now, now)
        self.articles[id_] = article
        self._by_slug[article.slug].append(id_)
        return article

    def add_article(self, base: KnowledgeBase, given: HelpArticle) -> Article:
        """A whole article, or one more locale of the article with that slug."""
        article = self.by_slug(base, given.slug) if given.slug else None
        if article is None:
            article = self.new_article(base, given.slug)
        if given.category:
            article.category_id = self.category_for(base, given.category).id
        edition = Edition(
            given.locale or base.locales[0],
            given.title,
            given.html,
            given.status,
            given.keywords,
        )
        self.edit(article, edition)
        if given.updated_at is not None:
            article.contents[edition.locale].last_edited_at = given.updated_at
            edited = [content.last_edited_at for content in article.contents.values()]
            article.created_at, article.updated_at = min(edited), max(edited)
        return article

    def edit(self, article: Article, edition: Edition) -> Content:
        """Change one locale, or begin it: as a draft, unless told otherwise."""
        self.touch(article)
        content = article.contents.get(edition.locale)
        if content is None:
            content = Content(edition.locale, "", "", "draft", article.updated_at)
            article.contents[edition.locale] = content
        content.last_edited_at = article.updated_at
        if edition.title is not None:
            content.title = edition.title
        if edition.html is not None:
            content.html = edition.html
        if edition.status is not None:
            content.status = edition.status
        if edition.keywords is not None:
            content.keywords = list(edition.keywords)
        if edition.files is not None:
            content.files = list(edition.files)
        if edition.editor_id is not None:
            content.editor_id = edition.editor_id
        return content

    def delete(self, article: Article, locale: str | None = None) -> None:
        """The article, or one of its locales; without any locale left it is gone too."""
        if locale is not None:
            article.contents.pop(locale, None)
            self.touch(article)
        if locale is None or not article.contents:
            self.articles.pop(article.id, None)

    def touch(self, changed: Article | Category | KnowledgeBase) -> None:
        """Later than before even if the clock stood still: two changes are two times."""
        changed.updated_at = max(self._now(), round(changed.updated_at + 0.001, 3))


def _path(slug: str) -> str:
    return slug if slug.startswith("/") else f"/articles/{slug}"
