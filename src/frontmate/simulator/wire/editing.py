"""Knowledge bases on the wire, for writing: what is called `subject` here is read as `name`."""

from typing import Any

from starlette.requests import Request
from starlette.responses import JSONResponse, Response
from starlette.routing import Route

from frontmate.simulator.desk import Desk
from frontmate.simulator.help_centers import HelpCenter
from frontmate.simulator.library import Edition, Library
from frontmate.simulator.records import Article, Category, KnowledgeBase
from frontmate.simulator.shapes.knowledge import KnowledgeShapes
from frontmate.simulator.wire import bodies
from frontmate.simulator.wire.errors import ApiError
from frontmate.simulator.wire.fields.knowledge import (
    ARTICLE,
    ARTICLE_EDIT,
    BASE,
    BASE_EDIT,
    CATEGORY,
    CATEGORY_EDIT,
)
from frontmate.simulator.wire.finding import or_404, teammate_id, words
from frontmate.simulator.wire.knowledge import wanted_locale

_BASE = "/knowledge_bases/{id}"
_CATEGORY = "/knowledge_base_categories/{id}"
_ARTICLE = "/knowledge_base_articles/{id}"


class Editing:
    """Endpoints that change the library, which is a new one after every reset.

    Each write is about one locale: the one of the path, else the knowledge base's default one.
    """

    def __init__(self, desk: Desk) -> None:
        self._desk = desk

    def routes(self) -> list[Route]:
        local = "locales/{locale}"
        return [
            Route("/knowledge_bases", self.create_base, methods=["POST"]),
            Route(f"{_BASE}/content", self.change_base, methods=["PATCH"]),
            Route(f"{_BASE}/{local}/content", self.change_base, methods=["PATCH"]),
            Route(f"{_BASE}/categories", self.create_category, methods=["POST"]),
            Route(f"{_BASE}/{local}/categories", self.create_category, methods=["POST"]),
            Route(f"{_BASE}/articles", self.create_article, methods=["POST"]),
            Route(f"{_BASE}/{local}/articles", self.create_article, methods=["POST"]),
            Route(f"{_CATEGORY}/content", self.change_category, methods=["PATCH"]),
            Route(f"{_CATEGORY}/{local}/content", self.change_category, methods=["PATCH"]),
            Route(_CATEGORY, self.delete_category, methods=["DELETE"]),
            Route(f"{_ARTICLE}/content", self.change_article, methods=["PATCH"]),
            Route(f"{_ARTICLE}/{local}/content", self.change_article, methods=["PATCH"]),
            Route(_ARTICLE, self.delete_article, methods=["DELETE"]),
        ]

    # Knowledge bases

    async def create_base(self, request: Request) -> Response:
        """In English, and not published: no call publishes one."""
        data = await bodies.read(request, BASE)
        center = HelpCenter(
            words(data, "name"), data.get("type", "external"), "unpublished", ("en",)
        )
        base = self._library.add_knowledge_base(center)
        return JSONResponse(self._shapes.base_content(base, "en"), 201)

    async def change_base(self, request: Request) -> Response:
        base = self._base(request)
        locale = wanted_locale(request, base.locales)
        base.name = words(await bodies.read(request, BASE_EDIT), "name")
        self._library.touch(base)
        return JSONResponse(self._shapes.base_content(base, locale))

    # Categories

    async def create_category(self, request: Request) -> Response:
        base = self._base(request)
        locale = wanted_locale(request, base.locales)
        data = await bodies.read(request, CATEGORY)
        words(data, "name")
        parent = self._category_of(base, data, "parent_category_id")
        category = self._library.add_category(base, data["name"], parent)
        category.description = data.get("description", "")
        return JSONResponse(self._shapes.category_content(category, locale), 201)

    async def change_category(self, request: Request) -> Response:
        category = self._category(request)
        locales = self._library.locales_of(category)
        locale = wanted_locale(request, locales)
        data = await bodies.read(request, CATEGORY_EDIT)
        if "name" in data:
            words(data, "name")
        before = category.translations.get(locale, (category.name, category.description))
        text = data.get("name", before[0]), data.get("description", before[1])
        if locale == locales[0]:
            category.name, category.description = text
        else:
            category.translations[locale] = text
        self._library.touch(category)
        return JSONResponse(self._shapes.category_content(category, locale))

    async def delete_category(self, request: Request) -> Response:
        self._library.delete_category(self._category(request))
        return Response(status_code=204)

    # Articles

    async def create_article(self, request: Request) -> Response:
        base = self._base(request)
        locale = wanted_locale(request, base.locales)
        data = await bodies.read(request, ARTICLE)
        words(data, "subject")
        edition = self._edition(locale, data)
        category_id = self._category_of(base, data, "category_id")
        article = self._library.new_article(base)
        article.category_id = category_id
        content = self._library.edit(article, edition)
        return JSONResponse(self._shapes.article_content(article, content), 201)

    async def change_article(self, request: Request) -> Response:
        """Without a `status` it is a draft afterwards, also if it was published (facts 5.7)."""
        article = self._article(request)
        base = self._library.knowledge_bases[article.knowledge_base_id]
        locale = wanted_locale(request, base.locales)
        data = await bodies.read(request, ARTICLE_EDIT)
        if "subject" in data:
            words(data, "subject")
        elif locale not in article.contents:
            raise ApiError(400, bodies.INVALID, "subject: missing in a new translation")
        content = self._library.edit(article, self._edition(locale, data))
        return JSONResponse(self._shapes.article_content(article, content))

    async def delete_article(self, request: Request) -> Response:
        """In all locales; answered by what it was."""
        article = self._article(request)
        shown = self._shapes.article(article)
        self._library.delete(article)
        return JSONResponse(shown)

    def _edition(self, locale: str, data: dict[str, Any]) -> Edition:
        return Edition(
            locale,
            data.get("subject"),
            data["content"],
            data.get("status", "draft"),
            editor_id=teammate_id(self._desk, data["author_id"], "author_id"),
        )

    def _category_of(self, base: KnowledgeBase, data: dict[str, Any], field: str) -> str | None:
        if field not in data:
            return None
        category = self._library.categories.get(data[field])
        if category is None or category.knowledge_base_id != base.id:
            raise ApiError(400, bodies.INVALID, f"{field}: no such category in the knowledge base")
        return category.id

    @property
    def _library(self) -> Library:
        return self._desk.workspace.library

    @property
    def _shapes(self) -> KnowledgeShapes:
        return KnowledgeShapes(self._library, self._desk.shapes)

    def _base(self, request: Request) -> KnowledgeBase:
        return or_404(
            self._library.knowledge_bases.get(request.path_params["id"]), "knowledge base"
        )

    def _category(self, request: Request) -> Category:
        return or_404(self._library.categories.get(request.path_params["id"]), "category")

    def _article(self, request: Request) -> Article:
        return or_404(self._library.articles.get(request.path_params["id"]), "article")
