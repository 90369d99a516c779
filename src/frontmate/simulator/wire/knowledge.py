"""Knowledge bases on the wire, for reading."""

from collections.abc import Callable, Sequence
from typing import Any, TypeVar

from starlette.requests import Request
from starlette.responses import JSONResponse, Response
from starlette.routing import Route

from frontmate.simulator.desk import Desk
from frontmate.simulator.library import Library
from frontmate.simulator.records import Article, ArticleFile, Category, KnowledgeBase
from frontmate.simulator.shapes import Json
from frontmate.simulator.shapes.knowledge import KnowledgeShapes
from frontmate.simulator.wire.errors import ApiError
from frontmate.simulator.wire.pages import one_page, whole_list

T = TypeVar("T")
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
            Route("/download/{id}", self.file),
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
        locale = _locale(request, base.locales)
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
        locale = _locale(request, self._library.locales_of(category))
        return JSONResponse(self._shapes.category_content(category, locale))

    async def article(self, request: Request) -> Response:
        return JSONResponse(self._shapes.article(self._article(request)))

    async def article_content(self, request: Request) -> Response:
        """In the help center's default locale: an article that lacks it has no content there."""
        article = self._article(request)
        base = self._library.knowledge_bases[article.knowledge_base_id]
        content = article.contents.get(_locale(request, base.locales))
        return JSONResponse(
            self._shapes.article_content(article, _found(content, "content in that locale"))
        )

    async def article_file(self, request: Request) -> Response:
        contents = self._article(request).contents.values()
        files = (file for content in contents for file in content.files)
        wanted = request.path_params["file"]
        return _download(next((file for file in files if file.id == wanted), None))

    async def file(self, request: Request) -> Response:
        return _download(self._library.file(request.path_params["id"]))

    @property
    def _library(self) -> Library:
        return self._desk.workspace.library

    @property
    def _shapes(self) -> KnowledgeShapes:
        return KnowledgeShapes(self._library, self._desk.shapes)

    def _base(self, request: Request) -> KnowledgeBase:
        found = self._library.knowledge_bases.get(request.path_params["id"])
        return _found(found, "knowledge base")

    def _category(self, request: Request) -> Category:
        return _found(self._library.categories.get(request.path_params["id"]), "category")

    def _article(self, request: Request) -> Article:
        return _found(self._library.articles.get(request.path_params["id"]), "article")

    def _page(
        self, request: Request, items: Sequence[Any], render: Callable[[Any], Json]
    ) -> Response:
        return JSONResponse(one_page(request, self._desk.shapes.base_url, items, render))


def _locale(request: Request, locales: list[str]) -> str:
    """The one of the path, or the default one; 404 for one that there is not."""
    wanted = str(request.path_params.get("locale", locales[0]))
    return _found(wanted if wanted in locales else None, "locale")


def _download(file: ArticleFile | None) -> Response:
    found = _found(file, "attachment")
    return Response(found.data, media_type=found.content_type)


def _found(thing: T | None, name: str) -> T:
    if thing is None:
        raise ApiError(404, f"No such {name}")
    return thing
