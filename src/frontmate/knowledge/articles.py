"""Articles: what an answer may rest on, and how a folder of Markdown becomes some."""

import hashlib
from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum
from pathlib import Path

import yaml


class ArticleUnreadable(Exception):  # noqa: N818 - reads as the sentence it is
    """A file of the folder is no article; the message names the file and says what to do."""

    def __init__(self, file: Path, problem: str, remedy: str) -> None:
        super().__init__(f"{file}: {problem}. {remedy}")
        self.file = file


class HeldBack(StrEnum):
    """Why its source keeps an article from customers. Where several hold, the first counts: what
    only the audience is the reason of, an admin may show all the same (9.2)."""

    DRAFT = "draft"
    UNPUBLISHED = "unpublished_help_center"
    INTERNAL = "internal_help_center"
    HIDDEN = "hidden_category"
    MARKED = "marked_internal"

    @property
    def may_be_shown(self) -> bool:
        """What nobody has published yet is shown to nobody."""
        return self not in (HeldBack.DRAFT, HeldBack.UNPUBLISHED)


@dataclass(frozen=True, slots=True)
class Article:
    """One article at one version. Only a public one may ever be quoted to a customer (9.2)."""

    key: str
    title: str
    locale: str
    """ISO 639-1 code, possibly with a region (`en`, `pt-br`)."""
    public: bool
    body: str
    """Markdown."""
    url: str | None
    version: str
    keywords: tuple[str, ...] = ()
    """Words that customers use and the text does not."""
    held_back: HeldBack | None = None
    """None: its source has it for customers."""


def may_be_told(held_back: HeldBack | None, choice: bool | None) -> bool:
    """What the source says, and above it an admin's choice for this article, if there is one."""
    if choice is False:
        return False
    return held_back is None or (choice is True and held_back.may_be_shown)


def version_of(title: str, body: str, *, public: bool) -> str:
    """What an answer pins: changes with title, text and visibility, and with nothing else."""
    told = "\0".join((title, body, "public" if public else "internal"))
    return hashlib.sha256(told.encode("utf-8", "surrogatepass")).hexdigest()[:16]


def read_folder(path: Path) -> tuple[Article, ...]:
    """Every article of a folder of Markdown files, in the order of their paths.

    Raises ArticleUnreadable for the first file that is none, and for two files of one slug.
    Hidden files, other endings and links that lead out of the folder are passed over.
    """
    articles, problems = look_through(path)
    if problems:
        raise problems[0]
    return articles


def look_through(path: Path) -> tuple[tuple[Article, ...], tuple[ArticleUnreadable, ...]]:
    """The articles of a folder that can be read, and what is wrong with its other files.

    Raises ArticleUnreadable for what is no folder.
    """
    root = path.resolve()
    if not root.is_dir():
        raise ArticleUnreadable(path, "is not a folder", "Name the folder that holds the articles.")
    articles: dict[str, Article] = {}
    problems: list[ArticleUnreadable] = []
    for file in sorted(root.rglob("*.md")):
        if not _belongs(file, root):
            continue
        try:
            article = _read(file, root)
            if article.key in articles:
                why = f"has the slug {article.key!r} of another file"
                raise ArticleUnreadable(file, why, "Give one of them another `slug:`.")
        except ArticleUnreadable as problem:
            problems.append(problem)
        except OSError as error:
            why = f"cannot be read ({error.strerror})"
            problems.append(ArticleUnreadable(file, why, "Make it readable."))
        else:
            articles[article.key] = article
    return tuple(articles.values()), tuple(problems)


def _belongs(file: Path, root: Path) -> bool:
    inside = file.relative_to(root)
    if any(part.startswith(".") for part in inside.parts):
        return False
    # A link out of the folder would publish whatever it points at.
    return file.is_file() and file.resolve().is_relative_to(root)


def _read(file: Path, root: Path) -> Article:
    try:
        text = file.read_bytes().decode("utf-8-sig")
    except UnicodeDecodeError as error:
        raise ArticleUnreadable(
            file, f"is not UTF-8 (byte {error.start})", "Save it as UTF-8."
        ) from None
    front, body = _front_matter(file, text.replace("\r\n", "\n"))
    title = front.get("title")
    if not isinstance(title, str) or not title.strip():
        raise ArticleUnreadable(
            file, "has no title", "Add a line `title: …` between two lines of `---` at its top."
        )
    held_back = _held_back(file, front)
    slug, url, keywords = front.get("slug"), front.get("url"), front.get("keywords") or ()
    if not isinstance(keywords, (list, tuple)):
        raise ArticleUnreadable(file, "has keywords that are no list", "Write `keywords: [a, b]`.")
    return Article(
        key=str(slug or file.relative_to(root).with_suffix("").as_posix()),
        title=title.strip(),
        locale=str(front.get("locale") or "en").lower(),
        public=held_back is None,
        body=body.strip(),
        url=str(url) if url else None,
        version=version_of(title.strip(), body.strip(), public=held_back is None),
        keywords=tuple(str(word) for word in keywords),
        held_back=held_back,
    )


def _front_matter(file: Path, text: str) -> tuple[Mapping[str, object], str]:
    if not text.startswith("---\n"):
        return {}, text
    head, closed, body = f"{text[4:]}\n".partition("\n---\n")
    if not closed:
        raise ArticleUnreadable(
            file, "has front matter that does not end", "Close it with a line of `---`."
        )
    try:
        front = yaml.safe_load(head) or {}
    except yaml.YAMLError as error:
        first = str(error).partition("\n")[0]
        raise ArticleUnreadable(
            file, f"has front matter that is no YAML ({first})", "Put text with a colon in quotes."
        ) from None
    if not isinstance(front, dict):
        raise ArticleUnreadable(
            file, "has front matter that is no list of `name: value`", "Write `title: …` there."
        )
    return front, body


def _held_back(file: Path, front: Mapping[str, object]) -> HeldBack | None:
    """Public by default; any unknown word is refused, since guessing could publish a secret."""
    known = {"status": ("published", "draft"), "visibility": ("public", "internal")}
    said = {name: str(front.get(name, words[0])) for name, words in known.items()}
    for name, words in known.items():
        if said[name] not in words:
            remedy = f"Write one of: {', '.join(words)}."
            raise ArticleUnreadable(file, f"has `{name}: {said[name]}`", remedy)
    if said["status"] == "draft":
        return HeldBack.DRAFT
    return HeldBack.MARKED if said["visibility"] == "internal" else None
