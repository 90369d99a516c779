"""Help centers and their articles as Front shows them (facts 5.7)."""

from collections.abc import AsyncIterator, Mapping
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any

from frontmate.front import knowledge_requests as requests
from frontmate.front.calls import Calls
from frontmate.front.errors import Forbidden, FrontError, NotFound, Refused, Unreachable
from frontmate.front.tolerant import linked_id, moment, text


@dataclass(frozen=True)
class HelpCenter:
    """What Front's API calls a knowledge base. What it does not say is read as not public."""

    id: str
    name: str
    """The id where Front gives none."""
    public: bool
    """Of the type `external`: for customers, not for teammates alone."""
    published: bool
    locales: tuple[str, ...]
    default_locale: str | None
    problem: FrontError | None = None
    """Why its name and status could not be read: nothing is known of these then."""


@dataclass(frozen=True)
class ArticleStub:
    """An article in the list: enough to see that it changed, not what it says."""

    id: str
    slug: str | None
    """With the slash that it begins with in Front's answers, if it does."""
    locales: tuple[str, ...]
    updated_at: datetime | None
    category: str | None


@dataclass(frozen=True)
class ArticleContent:
    """One article in one locale. `html` is hostile input."""

    id: str
    locale: str
    """What Front says it is, which need not be what was asked for; "" if it does not say."""
    title: str
    html: str
    published: bool
    keywords: tuple[str, ...]
    updated_at: datetime | None


def read_stub(obj: Mapping[str, Any]) -> ArticleStub:
    return ArticleStub(
        id=text(obj, "id") or "",
        slug=text(obj, "slug"),
        locales=_strings(obj, "locales"),
        updated_at=moment(obj, "updated_at"),
        category=linked_id(obj, "category"),
    )


def read_content(obj: Mapping[str, Any]) -> ArticleContent:
    return ArticleContent(
        id=text(obj, "id") or "",
        locale=text(obj, "locale") or "",
        title=text(obj, "name") or "",
        html=text(obj, "content") or "",
        published=obj.get("status") == "published",
        keywords=_strings(obj, "keywords"),
        updated_at=moment(obj, "updated_at") or moment(obj, "last_edited_at"),
    )


async def help_centers(calls: Calls) -> tuple[HelpCenter, ...]:
    """Every help center. The list has no names: one more call for each."""
    found = [one for one in await calls.pages(requests.help_centers()) if text(one, "id")]
    return tuple([await _center(calls, one) for one in found])


async def _center(calls: Calls, listed: Mapping[str, Any]) -> HelpCenter:
    try:
        content = await calls.read(requests.help_center_content(listed["id"]))
    except NotFound:
        # Deleted since the list was read, or without a text in its default locale.
        content = {}
    except (Forbidden, Refused, Unreachable) as error:
        # One that is out of bounds must not keep the others from us.
        return replace(_read_center(listed, {}), problem=error)
    return _read_center(listed, content)


def _read_center(obj: Mapping[str, Any], content: Mapping[str, Any]) -> HelpCenter:
    return HelpCenter(
        id=obj["id"],
        name=text(content, "name") or obj["id"],
        public=(text(obj, "type") or text(content, "type")) == "external",
        published=content.get("status") == "published",
        locales=_strings(obj, "locales"),
        default_locale=text(content, "locale"),
    )


async def article_pages(calls: Calls, help_center: str) -> AsyncIterator[tuple[ArticleStub, ...]]:
    """The articles, page by page; what has no id is passed over."""
    async for page in calls.each_page(requests.list_articles(help_center)):
        yield tuple([stub for stub in map(read_stub, page) if stub.id])


async def hidden_categories(calls: Calls, help_center: str) -> frozenset[str]:
    """Categories that are hidden, or lie within one that is."""
    hidden: set[str] = set()
    parents: dict[str, str] = {}
    async for page in calls.each_page(requests.list_categories(help_center)):
        for category in page:
            if (id_ := text(category, "id")) is None:
                continue
            if await _is_hidden(calls, category):
                hidden.add(id_)
            if (parent := linked_id(category, "parent_category")) is not None:
                parents[id_] = parent
    return frozenset(hidden | {one for one in parents if _within(one, parents, hidden)})


async def _is_hidden(calls: Calls, category: Mapping[str, Any]) -> bool:
    said = category.get("is_hidden")
    if isinstance(said, bool):
        return said
    try:
        return (await calls.read(requests.category_content(category["id"]))).get(
            "is_hidden"
        ) is True
    except NotFound:
        return True


def _within(category: str, parents: Mapping[str, str], hidden: set[str]) -> bool:
    passed: set[str] = set()
    while category in parents and category not in passed:
        passed.add(category)
        category = parents[category]
        if category in hidden:
            return True
    return False


def _strings(obj: Mapping[str, Any], key: str) -> tuple[str, ...]:
    value = obj.get(key)
    return tuple(one for one in value if isinstance(one, str)) if isinstance(value, list) else ()
