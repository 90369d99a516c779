"""Help centers to start with; `content` reads them from folders."""

from collections.abc import Mapping
from dataclasses import dataclass, fields
from typing import Any, Final

from markdown_it import MarkdownIt

TYPES: Final = ("external", "internal")
STATUSES: Final = ("published", "unpublished")
ARTICLE_STATUSES: Final = ("published", "draft", "archived")
_MARKDOWN: Final = MarkdownIt("commonmark").enable("table")


@dataclass(frozen=True, slots=True)
class HelpArticle:
    """An article in one locale. `updated_at` is in Unix seconds; without it, it is new."""

    title: str
    html: str
    slug: str = ""
    locale: str = ""
    status: str = "published"
    category: str = ""
    keywords: tuple[str, ...] = ()
    updated_at: float | None = None


@dataclass(frozen=True, slots=True)
class HelpCenter:
    """A knowledge base; without an `id` it gets one. The first locale is the default one."""

    name: str
    type: str = "external"
    status: str = "published"
    locales: tuple[str, ...] = ("en",)
    articles: tuple[HelpArticle, ...] = ()
    id: str = ""


def rendered(markdown: str) -> str:
    """Markdown with tables → HTML."""
    return str(_MARKDOWN.render(markdown))


def center_from(data: Mapping[str, Any]) -> HelpCenter:
    """From a parsed object; ValueError names what is wrong."""
    given = dict(data)
    unknown = sorted(set(given) - {f.name for f in fields(HelpCenter)})
    if unknown:
        raise ValueError(f"help_centers: unknown keys {', '.join(unknown)}")
    if not all(isinstance(given.get(k, ""), str) for k in ("name", "type", "status", "id")):
        raise ValueError("help_centers: name, type, status and id are texts")
    locales = given.get("locales", ["en"])
    if not isinstance(locales, list | tuple) or not all(isinstance(one, str) for one in locales):
        raise ValueError("help_centers: locales are a list of texts")
    try:
        given["articles"] = tuple(_article_from(one) for one in given.get("articles", ()))
        center = HelpCenter(**{**given, "locales": tuple(locales)})
    except TypeError as error:
        raise ValueError(f"help_centers: {error}") from error
    check_center(center)
    return center


def check_center(center: HelpCenter) -> None:
    """ValueError if Front could not have such a help center."""
    if center.type not in TYPES:
        raise ValueError(f"type: one of {', '.join(TYPES)}")
    if center.status not in STATUSES:
        raise ValueError(f"status: one of {', '.join(STATUSES)}")
    if not center.locales or not all(center.locales):
        raise ValueError("locales: a list of at least one locale")
    if not center.name.strip():
        raise ValueError("name: missing")
    if center.id and not center.id.startswith("knb_"):
        raise ValueError("id: begins with knb_")
    for article in center.articles:
        if article.status not in ARTICLE_STATUSES:
            raise ValueError(f"status of an article: one of {', '.join(ARTICLE_STATUSES)}")
        if article.locale and article.locale not in center.locales:
            raise ValueError(f"locale: {article.locale} is none of {', '.join(center.locales)}")


def _article_from(data: object) -> HelpArticle:
    if not isinstance(data, Mapping):
        raise TypeError("an article is an object of title, markdown or html, and more")
    given = dict(data)
    if "markdown" in given:
        given["html"] = rendered(str(given.pop("markdown")))
    for key in ("title", "html"):
        if not isinstance(given.get(key), str) or not given[key].strip():
            raise TypeError(f"an article has no {'markdown or html' if key == 'html' else key}")
    return HelpArticle(**{**given, "keywords": tuple(given.get("keywords", ()))})
