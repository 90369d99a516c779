"""A data set's documents as a help center: `corpus*.jsonl` of id, title, text, lang and domain."""

from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path
from typing import Any, Final
from urllib.parse import quote

from markdown_it import MarkdownIt

from frontmate.simulator.content.reading import json_lines
from frontmate.simulator.content.unreadable import ContentUnreadableError
from frontmate.simulator.help_centers import HelpArticle, HelpCenter

# Unlike an article of one's own, a document is text: what looks like HTML in it is shown.
_TEXT: Final = MarkdownIt("commonmark", {"html": False}).enable("table")
_LONGEST_TITLE: Final = 70


def corpus_files(folder: Path) -> list[Path]:
    return sorted(folder.glob("corpus*.jsonl"))


def center_of_corpus(name: str, files: Sequence[Path]) -> HelpCenter:
    """Each language is a locale, English first if it is among them."""
    seen: dict[tuple[str, str], str] = {}
    articles = []
    for file in files:
        for line, article in _documents(file):
            key, place = (article.slug, article.locale), f"{file.name}, line {line}"
            if key in seen:
                problem = f"has the id {article.slug} in {article.locale} again ({seen[key]})"
                raise ContentUnreadableError(file, problem, "Give each its own.", line)
            seen[key] = place
            articles.append(article)
    locales = dict.fromkeys(article.locale for article in articles)
    if not locales:
        raise ContentUnreadableError(files[0], "is empty", "Write one object on each line.")
    ordered = sorted(locales, key=lambda locale: locale != "en")
    return HelpCenter(name, locales=tuple(ordered), articles=tuple(articles))


def _documents(file: Path) -> Iterator[tuple[int, HelpArticle]]:
    for line, given in json_lines(file):
        id_, text = _text(file, line, given, "id"), _text(file, line, given, "text")
        title = given.get("title") or _beginning(text)
        lang, domain = given.get("lang") or "en", given.get("domain") or ""
        if not all(isinstance(one, str) for one in (title, lang, domain)):
            problem = "has a title, lang or domain that is no text"
            raise ContentUnreadableError(file, problem, "Put it in quotes.", line)
        html = str(_TEXT.render(text))
        # Quoted, so that the id can be told from the slug, whatever is in it.
        slug = quote(id_, safe="")
        yield line, HelpArticle(title.strip(), html, slug, lang, category=domain)


def _text(file: Path, line: int, given: Mapping[str, Any], key: str) -> str:
    value = given.get(key)
    if not isinstance(value, str) or not value.strip():
        remedy = 'Write {"id": "…", "title": "…", "text": "…", "lang": "en"}.'
        raise ContentUnreadableError(file, f"has no {key}", remedy, line)
    return value


def _beginning(text: str) -> str:
    words = " ".join(text.split())
    if len(words) <= _LONGEST_TITLE:
        return words
    return f"{words[:_LONGEST_TITLE].rpartition(' ')[0] or words[:_LONGEST_TITLE]} …"
