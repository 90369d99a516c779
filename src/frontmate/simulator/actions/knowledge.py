"""What editors do to help centers."""

from frontmate.simulator.actions import arguments
from frontmate.simulator.actions.arguments import ActionError, Arguments, Done
from frontmate.simulator.actions.files import uploads
from frontmate.simulator.actions.finding import Finder
from frontmate.simulator.desk import Desk
from frontmate.simulator.help_centers import (
    ARTICLE_STATUSES,
    STATUSES,
    TYPES,
    HelpCenter,
    rendered,
)
from frontmate.simulator.invented import DEFAULT_WORDS, invented_articles
from frontmate.simulator.library import Edition, Library
from frontmate.simulator.records import Article, ArticleFile, Category, KnowledgeBase

_MOST = 10_000


class KnowledgeActions:
    """`known` maps the names of the actions to what does them.

    A help center is named by `kb` (id or name), an article by `article` (id, or slug beside `kb`),
    a category by `category` (id or name).
    """

    def __init__(self, desk: Desk, find: Finder) -> None:
        self._desk, self._find = desk, find
        self.known = {
            "kb_put": self.put,
            "kb_set": self.change,
            "kb_article_put": self.put_article,
            "kb_article_delete": self.delete_article,
            "kb_category_set": self.change_category,
            "kb_generate": self.generate,
        }

    @property
    def _library(self) -> Library:
        return self._desk.workspace.library

    # Help centers

    def put(self, given: Arguments) -> Done:
        """A new, empty help center."""
        center = HelpCenter(
            arguments.text(given, "name"),
            arguments.choice(given, "type", TYPES) or "external",
            arguments.choice(given, "status", STATUSES) or "published",
            _locales(given) or ("en",),
            id=arguments.text_if_given(given, "id") or "",
        )
        try:
            return {"kb": self._library.load(center).id}
        except ValueError as error:
            raise ActionError(str(error)) from error

    def change(self, given: Arguments) -> Done:
        base = self._base(given)
        name = arguments.text_if_given(given, "name")
        kind = arguments.choice(given, "type", TYPES)
        status = arguments.choice(given, "status", STATUSES)
        locales = _locales(given)
        base.name, base.type = name or base.name, kind or base.type
        base.status = status or base.status
        base.locales = list(locales or base.locales)
        self._library.touch(base)
        return {"kb": base.id, "updated_at": base.updated_at}

    # Articles

    def put_article(self, given: Arguments) -> Done:
        """A new article, or another edition of one that there is, in one locale.

        A new one needs title and text and is published, unless told otherwise; of one that there
        is, only what is given changes. With `kb` beside an article's id it moves there.
        """
        article = self._article(given) if given.get("article") else None
        base = self._base(given) if given.get("kb") else None
        if base is None:
            if article is None:
                raise ActionError("kb: missing")
            base = self._library.knowledge_bases[article.knowledge_base_id]
        edition = self._edition(given, base, is_new=article is None)
        category = arguments.text_if_given(given, "category") if given.get("category") else None
        if article is None:
            article = self._new_article(given, base)
        elif article.knowledge_base_id != base.id:
            article.knowledge_base_id, article.category_id = base.id, None
        if "category" in given:
            found = self._library.category_for(base, category) if category else None
            article.category_id = found.id if found else None
        self._library.edit(article, edition)
        return {"article": article.id, "kb": base.id, "updated_at": article.updated_at}

    def delete_article(self, given: Arguments) -> Done:
        """Whole, or only in `locale`."""
        article = self._article(given)
        locale = arguments.text_if_given(given, "locale")
        if locale is not None and locale not in article.contents:
            raise ActionError(f"locale: the article is not in {locale}")
        self._library.delete(article, locale)
        return {"article": article.id}

    def generate(self, given: Arguments) -> Done:
        """Add `count` invented articles, the same for the same seed and words.

        A second time, with other words, it changes those that are there.
        """
        base = self._base(given)
        count = arguments.whole(given, "count", 100, _MOST)
        words = arguments.strings(given, "words") or DEFAULT_WORDS
        seed = arguments.whole(given, "seed", 1, 2**31)
        locale = arguments.choice(given, "locale", tuple(base.locales)) or base.locales[0]
        status = arguments.choice(given, "status", ARTICLE_STATUSES) or "published"
        invented = invented_articles(count, words, seed, locale, status)
        made = [self._library.add_article(base, one) for one in invented]
        return {"kb": base.id, "articles": [article.id for article in made]}

    # Categories

    def change_category(self, given: Arguments) -> Done:
        category = self._category(given)
        name = arguments.text_if_given(given, "name")
        category.is_hidden = arguments.flag(given, "hidden", category.is_hidden)
        category.name = name or category.name
        self._library.touch(category)
        return {"category": category.id, "hidden": category.is_hidden}

    # Arguments

    def _base(self, given: Arguments) -> KnowledgeBase:
        found = self._library.knowledge_base(arguments.text(given, "kb"))
        if found is None:
            raise ActionError("kb: no such help center")
        return found

    def _article(self, given: Arguments) -> Article:
        key = arguments.text(given, "article")
        found = self._library.articles.get(key)
        if found is None and given.get("kb"):
            found = self._library.by_slug(self._base(given), key)
        if found is None:
            raise ActionError("article: no such article")
        return found

    def _category(self, given: Arguments) -> Category:
        base = self._base(given) if given.get("kb") else None
        found = self._library.category(base, arguments.text(given, "category"))
        if found is None:
            raise ActionError("category: no such category")
        return found

    def _new_article(self, given: Arguments, base: KnowledgeBase) -> Article:
        slug = arguments.text_if_given(given, "slug") or ""
        if slug and self._library.by_slug(base, slug):
            raise ActionError("slug: there is an article of that slug already")
        return self._library.new_article(base, slug)

    def _edition(self, given: Arguments, base: KnowledgeBase, *, is_new: bool) -> Edition:
        html = arguments.text_if_given(given, "html")
        if given.get("markdown") is not None:
            html = rendered(arguments.text(given, "markdown"))
        title = arguments.text_if_given(given, "title")
        if is_new and (title is None or html is None):
            raise ActionError("title, and html or markdown: missing")
        editor = given.get("editor")
        status = arguments.choice(given, "status", ARTICLE_STATUSES)
        return Edition(
            arguments.choice(given, "locale", tuple(base.locales)) or base.locales[0],
            title,
            html,
            status or ("published" if is_new else None),
            arguments.strings(given, "keywords"),
            self._files(given),
            self._find.teammate(editor).id if editor else None,
        )

    def _files(self, given: Arguments) -> tuple[ArticleFile, ...] | None:
        if given.get("attachments") is None:
            return None
        mint = self._desk.workspace.ids.mint
        return tuple(
            ArticleFile(mint("fil"), file.filename, file.content_type, file.data)
            for file in uploads(given)
        )


def _locales(given: Arguments) -> tuple[str, ...] | None:
    locales = arguments.strings(given, "locales")
    if locales is not None and not (locales and all(locales)):
        raise ActionError("locales: a list of at least one locale")
    return locales
