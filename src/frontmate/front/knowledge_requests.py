"""Sans I/O: the calls that read help centers, as values (facts 5.7)."""

from dataclasses import replace

from frontmate.front.requests import MOST_PER_PAGE, Request, segment

SCOPE = "knowledge_bases:read"


def help_centers() -> Request:
    """The whole list, without names."""
    return Request("GET", "/knowledge_bases", "/knowledge_bases", scope=SCOPE)


def help_center_content(help_center: str) -> Request:
    """Name and status, in the default locale."""
    return _read("/knowledge_bases/{knowledge_base_id}/content", knowledge_base_id=help_center)


def list_articles(help_center: str) -> Request:
    """Ids and times; titles, states and texts need a call each."""
    return _hundred(
        _read("/knowledge_bases/{knowledge_base_id}/articles", knowledge_base_id=help_center)
    )


def list_categories(help_center: str) -> Request:
    return _hundred(
        _read("/knowledge_bases/{knowledge_base_id}/categories", knowledge_base_id=help_center)
    )


def category_content(category: str) -> Request:
    return _read("/knowledge_base_categories/{category_id}/content", category_id=category)


def article_content(article: str, locale: str | None) -> Request:
    """Title, state and HTML; `locale` None is the article's default one."""
    if locale is None:
        return _read("/knowledge_base_articles/{article_id}/content", article_id=article)
    template = "/knowledge_base_articles/{article_id}/locales/{locale}/content"
    return _read(template, article_id=article, locale=locale)


def _read(template: str, **ids: str) -> Request:
    path = template.format(**{name: segment(id_) for name, id_ in ids.items()})
    return Request("GET", path, template, scope=SCOPE)


def _hundred(request: Request) -> Request:
    return replace(request, params={"limit": str(MOST_PER_PAGE)})
