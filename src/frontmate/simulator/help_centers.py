"""Help centers to start with, and how they are read from a folder.

The folder holds one sub-folder per help center (or is one itself), each with a `help-center.json`
and Markdown or HTML files; a file is one article in one locale, and files of the same slug are one
article.
"""

import json
from collections.abc import Mapping
from dataclasses import dataclass, fields
from datetime import UTC, date, datetime
from pathlib import Path
from typing import Any, Final

import yaml
from markdown_it import MarkdownIt

TYPES: Final = ("external", "internal")
STATUSES: Final = ("published", "unpublished")
ARTICLE_STATUSES: Final = ("published", "draft", "archived")
_CENTER_FILE: Final = "help-center.json"
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


class HelpCenterUnreadableError(ValueError):
    """A file of the folder cannot be used; the message says which, why, and what to do."""

    def __init__(self, file: Path, problem: str, remedy: str) -> None:
        super().__init__(f"{file} {problem}. {remedy}")


def rendered(markdown: str) -> str:
    """Markdown with tables → HTML."""
    return str(_MARKDOWN.render(markdown))


def load_help_centers(folder: Path) -> tuple[HelpCenter, ...]:
    """Read every help center below the folder, in the order of their names."""
    if not folder.is_dir():
        raise HelpCenterUnreadableError(folder, "is no folder", "Name one with help centers.")
    if (folder / _CENTER_FILE).exists():
        return (_center(folder),)
    inside = sorted(f for f in folder.iterdir() if f.is_dir() and not f.name.startswith("."))
    if not inside:
        raise HelpCenterUnreadableError(
            folder, "holds no help center", f"Make a sub-folder with a {_CENTER_FILE}."
        )
    return tuple(_center(one) for one in inside)


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


def _article_from(data: Mapping[str, Any]) -> HelpArticle:
    given = dict(data)
    if "markdown" in given:
        given["html"] = rendered(given.pop("markdown"))
    return HelpArticle(**{**given, "keywords": tuple(given.get("keywords", ()))})


def _center(folder: Path) -> HelpCenter:
    file = folder / _CENTER_FILE
    try:
        data = json.loads(file.read_text("utf-8"))
    except FileNotFoundError:
        remedy = 'Write one, for example {"name": "Help", "locales": ["en"]}.'
        raise HelpCenterUnreadableError(file, "is missing", remedy) from None
    except ValueError as error:
        raise HelpCenterUnreadableError(file, f"is no JSON ({error})", "Mend it.") from None
    if not isinstance(data, dict):
        raise HelpCenterUnreadableError(file, "is no JSON object", "Mend it.")
    try:
        bare = center_from({"name": folder.name} | data | {"articles": []})
    except ValueError as error:
        raise HelpCenterUnreadableError(file, f"has a wrong value ({error})", "Mend it.") from None
    found = sorted(f for f in folder.rglob("*") if f.suffix in {".md", ".html"} and f.is_file())
    return _with(bare, tuple(_article(one, bare) for one in found), file)


def _with(bare: HelpCenter, articles: tuple[HelpArticle, ...], file: Path) -> HelpCenter:
    seen: set[tuple[str, str]] = set()
    for article in articles:
        key = (article.slug, article.locale)
        if key in seen:
            twice = f"has two articles of the slug {key[0]} in {key[1]}"
            raise HelpCenterUnreadableError(file.parent, twice, "Give one of them another slug.")
        seen.add(key)
    return HelpCenter(bare.name, bare.type, bare.status, bare.locales, articles, bare.id)


def _article(file: Path, center: HelpCenter) -> HelpArticle:
    front, body = _front_matter(file)
    title = front.get("title")
    if not isinstance(title, str) or not title.strip():
        remedy = "Add a line `title: …` between two lines of `---` at its top."
        raise HelpCenterUnreadableError(file, "has no title", remedy)
    # Who moved an internal article into a public help center would publish it.
    if front.get("visibility", "public") != "public" and center.type == "external":
        remedy = "Move it to a help center of the type internal."
        raise HelpCenterUnreadableError(file, "is internal", remedy)
    status = str(front.get("status", "published"))
    locale = str(front.get("locale") or center.locales[0])
    if status not in ARTICLE_STATUSES or locale not in center.locales:
        remedy = (
            f"The status is one of {', '.join(ARTICLE_STATUSES)}; "
            f"the locale one of {', '.join(center.locales)}."
        )
        raise HelpCenterUnreadableError(file, f"is {status} in {locale}", remedy)
    keywords = front.get("keywords") or ()
    if not isinstance(keywords, list | tuple):
        remedy = "Write `keywords: [a, b]`."
        raise HelpCenterUnreadableError(file, "has keywords that are no list", remedy)
    return HelpArticle(
        title.strip(),
        body.strip() if file.suffix == ".html" else rendered(body),
        str(front.get("slug") or file.stem),
        locale,
        status,
        str(front.get("category") or ""),
        tuple(str(word) for word in keywords),
        _seconds(front.get("updated")),
    )


def _front_matter(file: Path) -> tuple[dict[str, Any], str]:
    try:
        text = file.read_bytes().decode("utf-8-sig").replace("\r\n", "\n")
    except UnicodeDecodeError:
        raise HelpCenterUnreadableError(file, "is not UTF-8", "Save it as UTF-8.") from None
    if not text.startswith("---\n"):
        return {}, text
    head, closed, body = f"{text[4:]}\n".partition("\n---\n")
    try:
        front = yaml.safe_load(head) or {}
    except yaml.YAMLError as error:
        first = str(error).partition("\n")[0]
        remedy = "Put text with a colon in quotes."
        raise HelpCenterUnreadableError(
            file, f"has front matter that is no YAML ({first})", remedy
        ) from None
    if not closed or not isinstance(front, dict):
        remedy = "Write `name: value` lines, and close them with a line of `---`."
        raise HelpCenterUnreadableError(file, "has front matter that cannot be read", remedy)
    return front, body


def _seconds(given: object) -> float | None:
    if isinstance(given, datetime):
        return given.replace(tzinfo=given.tzinfo or UTC).timestamp()
    if isinstance(given, date):
        return datetime(given.year, given.month, given.day, tzinfo=UTC).timestamp()
    return None
