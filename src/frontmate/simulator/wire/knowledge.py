"""Knowledge bases on the wire, for reading."""

from collections.abc import Callable, Iterable
from typing import Any

from starlette.requests import Request
from starlette.responses import JSONResponse, Response
from starlette.routing import Route

from frontmate.simulator.desk import Desk
from frontmate.simulator.library import Library
from frontmate.simulator.records import Article, Category, KnowledgeBase
from frontmate.simulator.shapes import Json
from frontmate.simulator.shapes.knowledge import KnowledgeShapes
from frontmate.simulator.wire.downloads import download
from frontmate.simulator.wire.finding import or_404
from frontmate.simulator.wire.pages import by_id, one_page, whole_list

_BASE = "/knowledge_bases/{id}"
_CATEGORY = "/knowledge_base_categories/{id}"
_ARTICLE = "/knowledge_base_articles/{id}"


class Knowledge:
    """Endpoints over the library. The library is a new one after every reset."""

    def __init__(self, desk: Desk) -> None:
        self._desk = desk

    def routes(self) -> list[Route]:
        return [
            Route("/knowledge_bases", self.bases),
            Route(_BASE, self.base),
            Route(f"{_BASE}/content", self.base_content),
            Route(f"{_BASE}/locales/{{locale}}/content", self.base_content),
            Route(f"{_BASE}/articles", self.articles),
            Route(f"{_BASE}/categories", self.categories),
            Route(_CATEGORY, self.category),
            Route(f"{_CATEGORY}/articles", self.category_articles),
            Route(f"{_CATEGORY}/content", self.category_content),
            Route(f"{_CATEGORY}/locales/{{locale}}/content", self.category_content),
            Route(_ARTICLE, self.article),
            Route(f"{_ARTICLE}/content", self.article_content),
            Route(f"{_ARTICLE}/locales/{{locale}}/content", self.article_content),
            Route(f"{_ARTICLE}/download/{{file}}", self.article_file),
        ]

    async def bases(self, request: Request) -> Response:
        shown: list[Json | None] = [
            self._shapes.base(b) for b in self._library.knowledge_bases.values()
        ]
        return JSONResponse(whole_list(self._desk.shapes.base_url, request.url.path, shown))

    async def base(self, request: Request) -> Response:
        return JSONResponse(self._shapes.base(self._base(request)))

    async def base_content(self, request: Request) -> Response:
        base = self._base(request)
        locale = wanted_locale(request, base.locales)
        return JSONResponse(self._shapes.base_content(base, locale))

    async def articles(self, request: Request) -> Response:
        found = self._library.articles_of(self._base(request))
        return self._page(request, found, self._shapes.article)

    async def categories(self, request: Request) -> Response:
        found = self._library.categories_of(self._base(request))
        return self._page(request, found, self._shapes.category)

    async def category(self, request: Request) -> Response:
        return JSONResponse(self._shapes.category(self._category(request)))

    async def category_articles(self, request: Request) -> Response:
        found = self._library.articles_in(self._category(request))
        return self._page(request, found, self._shapes.article)

    async def category_content(self, request: Request) -> Response:
        category = self._category(request)
        locale = wanted_locale(request, self._library.locales_of(category))
        return JSONResponse(self._shapes.category_content(category, locale))

    async def article(self, request: Request) -> Response:
        return JSONResponse(self._shapes.article(self._article(request)))

    async def article_content(self, request: Request) -> Response:
        """In the help center's default locale: an article that lacks it has no content there."""
        article = self._article(request)
        base = self._library.knowledge_bases[article.knowledge_base_id]
        content = article.contents.get(wanted_locale(request, base.locales))
        return JSONResponse(
            self._shapes.article_content(article, or_404(content, "content in that locale"))
        )

    async def article_file(self, request: Request) -> Response:
        contents = self._article(request).contents.values()
        files = (file for content in contents for file in content.files)
        wanted = request.path_params["file"]
        return download(next((file for file in files if file.id == wanted), None))

    @property
    def _library(self) -> Library:
        return self._desk.workspace.library

    @property
    def _shapes(self) -> KnowledgeShapes:
        return KnowledgeShapes(self._library, self._desk.shapes)

    def _base(self, request: Request) -> KnowledgeBase:
        base = self._library.knowledge_bases.get(request.path_params["id"])
        return or_404(base, "knowledge base")

    def _category(self, request: Request) -> Category:
        return or_404(self._library.categories.get(request.path_params["id"]), "category")

    def _article(self, request: Request) -> Article:
        return or_404(self._library.articles.get(request.path_params["id"]), "article")

    def _page(
        self, request: Request, items: Iterable[Any], render: Callable[[Any], Json]
    ) -> Response:
        ordered = sorted(items, key=by_id)
        page = one_page(request, self._desk.shapes.base_url, ordered, render, key=by_id)
        return JSONResponse(page)


def wanted_locale(request: Request, locales: list[str]) -> str:
    """The one of the path, or the default one; 404 for one that there is not."""
    wanted = str(request.path_params.get("locale", locales[0]))
    return or_404(wanted if wanted in locales else None, "locale")
