"""Help centers from a folder: one sub-folder for each, or it is one itself.

A sub-folder is one of two:

- a `help-center.json` and Markdown or HTML files, each one article in one locale; files of the same
  slug are one article. The JSON is `{"name", "type": "external"|"internal", "status", "locales",
  "id", "articles"}`, all of it optional; the first locale is the default one, and an article in it
  is `{"title", "markdown" or "html", "slug", "locale", "status", "category", "keywords"}`. A file
  has the same by `name: value` lines between two lines of `---` at its top:

      ---
      title: Returns             needed
      slug: returns              the file's name, without it
      locale: de                 the default one, without it
      status: draft              published (without it), draft or archived
      category: Orders
      keywords: [refund, label]
      updated: 2026-07-06
      visibility: internal       refused in a help center that customers can read
      ---

- a data set, `corpus*.jsonl` of `{"id", "title", "text", "lang", "domain"}`: each language is a
  locale, and the same id in several languages one article.
"""

from collections.abc import Mapping
from datetime import UTC, date, datetime
from pathlib import Path
from typing import Any, Final

from frontmate.simulator.content.corpus import center_of_corpus, corpus_files
from frontmate.simulator.content.reading import Page, json_of, page_of
from frontmate.simulator.content.unreadable import ContentUnreadableError
from frontmate.simulator.help_centers import (
    ARTICLE_STATUSES,
    HelpArticle,
    HelpCenter,
    center_from,
    rendered,
)

_CENTER_FILE: Final = "help-center.json"


def load_help_centers(folder: Path) -> tuple[HelpCenter, ...]:
    """Every help center below the folder, in the order of their names.

    ContentUnreadableError names the file, and the line where there is one.
    """
    if not folder.is_dir():
        raise ContentUnreadableError(folder, "is no folder", "Name one with help centers.")
    if (folder / _CENTER_FILE).exists() or corpus_files(folder):
        return (_center(folder),)
    inside = sorted(f for f in folder.iterdir() if f.is_dir() and not f.name.startswith("."))
    if not inside:
        raise ContentUnreadableError(
            folder,
            "holds no help center",
            f"Make a sub-folder with a {_CENTER_FILE} or a corpus.jsonl.",
        )
    return tuple(_center(one) for one in inside)


def _center(folder: Path) -> HelpCenter:
    corpus = corpus_files(folder)
    if corpus:
        return center_of_corpus(folder.name, corpus)
    file = folder / _CENTER_FILE
    if not file.exists():
        remedy = 'Write one, for example {"name": "Help", "locales": ["en"]}.'
        raise ContentUnreadableError(file, "is missing", remedy)
    data = json_of(file)
    if not isinstance(data, dict):
        raise ContentUnreadableError(file, "is no JSON object", "Mend it.")
    try:
        center = center_from({"name": folder.name} | data)
    except ValueError as error:
        raise ContentUnreadableError(file, f"has a wrong value ({error})", "Mend it.") from None
    found = sorted(f for f in folder.rglob("*") if f.suffix in {".md", ".html"} and f.is_file())
    return _with(center, tuple(_article(one, center) for one in found), file)


def _with(center: HelpCenter, articles: tuple[HelpArticle, ...], file: Path) -> HelpCenter:
    both = (*center.articles, *articles)
    seen: set[tuple[str, str]] = set()
    for article in both:
        key = (article.slug, article.locale or center.locales[0])
        if article.slug and key in seen:
            twice = f"has two articles of the slug {key[0]} in {key[1]}"
            raise ContentUnreadableError(file.parent, twice, "Give one of them another slug.")
        seen.add(key)
    return HelpCenter(center.name, center.type, center.status, center.locales, both, center.id)


def _article(file: Path, center: HelpCenter) -> HelpArticle:
    page = page_of(file)
    front = page.front
    title = front.get("title")
    if not isinstance(title, str) or not title.strip():
        raise page.wrong(
            "title", "has no title", "Add a line `title: …` between two lines of `---` at its top."
        )
    # Who moved an internal article into a public help center would publish it.
    if front.get("visibility", "public") != "public" and center.type == "external":
        raise page.wrong(
            "visibility", "is internal", "Move it to a help center of the type internal."
        )
    return HelpArticle(
        title.strip(),
        page.body.strip() if file.suffix == ".html" else rendered(page.body),
        str(front.get("slug") or file.stem),
        _one_of(page, "locale", center.locales, center.locales[0]),
        _one_of(page, "status", ARTICLE_STATUSES, "published"),
        str(front.get("category") or ""),
        _keywords(page),
        _seconds(front),
    )


def _one_of(page: Page, key: str, words: tuple[str, ...], default: str) -> str:
    found = str(page.front.get(key) or default)
    if found not in words:
        raise page.wrong(key, f"has the {key} {found}", f"It is one of {', '.join(words)}.")
    return found


def _keywords(page: Page) -> tuple[str, ...]:
    keywords = page.front.get("keywords") or ()
    if not isinstance(keywords, list | tuple):
        raise page.wrong("keywords", "has keywords that are no list", "Write `keywords: [a, b]`.")
    return tuple(str(word) for word in keywords)


def _seconds(front: Mapping[str, Any]) -> float | None:
    given = front.get("updated")
    if isinstance(given, datetime):
        return given.replace(tzinfo=given.tzinfo or UTC).timestamp()
    if isinstance(given, date):
        return datetime(given.year, given.month, given.day, tzinfo=UTC).timestamp()
    return None
