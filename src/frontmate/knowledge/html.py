"""From a help center's HTML to Markdown that can be split, found and quoted.

The HTML is hostile: what readers do not see is left out, work is bounded, and nothing raises.
A page is read by a parser, what a reader sees of it is written down as tame HTML of a dozen
elements, and a library makes Markdown of that.
"""

import re
from dataclasses import dataclass
from html import escape

from selectolax.lexbor import LexborHTMLParser, LexborNode

from frontmate.knowledge.html_sight import seen, walk
from frontmate.knowledge.html_tables import PART, Grid, is_data
from frontmate.markup import is_too_costly, tags

MOST_CHARACTERS = 500_000
"""Longer HTML is cut here, inline image data not counted, and so is the Markdown."""
_MOST_READ = 10_000_000

_DEEPEST_LIST = 8
_DEEPEST = 200
"""Open elements; what is nested deeper keeps its text and loses its structure."""

_INLINE_DATA = re.compile(r"data:[a-z]{1,20}/[a-z0-9.+-]{1,60};base64,[A-Za-z0-9+/=\s]*")
_HEADINGS = tags("h1 h2 h3 h4 h5 h6")
_BLOCKS = tags(
    "address article aside blockquote body br button caption center dd details div dl dt fieldset"
    " figcaption figure footer h1 h2 h3 h4 h5 h6 header hgroup hr legend li main menu nav ol p pre"
    " section summary table tbody td tfoot th thead tr ul"
)
_LINES = tags("p li td th dd dt h1 h2 h3 h4 h5 h6")
_LISTS = frozenset({"ul", "ol", "menu"})
_BLOCK_IN_LINK = ",".join(sorted(_BLOCKS - {"br"}))
_IN_TABLE = {
    "tr": ("row", "", ""),
    "td": ("cell", "", ""),
    "th": ("cell", "", ""),
    "caption": ("caption", "", ""),
    "br": ("", " ", ""),
}
_NEVER_EMPTY = frozenset({"heading", "item", "link", "code"})
_TAKEN = _NEVER_EMPTY | {"cell", "caption", "raised"}
_NO_LINK = frozenset({"heading", "link", "code"})
_LINK = re.compile(r"(?:https?://[^\s/]|mailto:[^\s@]+@)[^\s<>\x00-\x1f]*", re.IGNORECASE)
_LONGEST_LINK = 2000
_IMAGE_FILE = re.compile(r"\S+\.(?:png|jpe?g|gif|svg|webp|bmp|heic)", re.IGNORECASE)
_RAISED = re.compile(r"[+-]?\d{1,12}")
_RAISE = str.maketrans("0123456789+-", "⁰¹²³⁴⁵⁶⁷⁸⁹⁺⁻")

_BLANKS = re.compile(r"\s+")


def markdown_of(html: str) -> str:
    """The text of an article as Markdown, without raw HTML.

    Headings, lists, tables, code blocks and links to http, https and mailto survive; an image
    leaves its alternative text. Input is cut at `MOST_CHARACTERS`. A page that would take a
    parser minutes is read as empty: better no answer from it than one that nobody checked.
    """
    html = _INLINE_DATA.sub("", html[:_MOST_READ])[:MOST_CHARACTERS]
    html = html.replace("\x00", "").replace("\r\n", "\n").replace("\r", "\n")
    html = html.encode("utf-8", "replace").decode()
    if is_too_costly(html):
        return ""
    body = LexborHTMLParser(html).body
    return "" if body is None else _markdown(_tame(body))


def _markdown(tame: str) -> str:
    # Takes a tenth of a second to load, and only a sync needs it.
    from html_to_markdown import ConversionOptions, convert  # noqa: PLC0415 - see above
    from html_to_markdown.exceptions import ConversionError  # noqa: PLC0415

    options = ConversionOptions(
        autolinks=False,
        compact_tables=True,
        escape_asterisks=True,
        escape_misc=True,
        escape_underscores=True,
        extract_metadata=False,
    )
    try:
        markdown = (convert(tame, options).content or "").strip()
    except ConversionError:
        return ""
    if len(markdown) <= MOST_CHARACTERS:
        return markdown
    end = markdown.rfind("\n", 0, MOST_CHARACTERS)
    return markdown[: end if end > 0 else MOST_CHARACTERS]


def _tame(body: LexborNode) -> str:
    page = _Page()
    for node, entering in walk(body):
        if node.tag == "-text":
            page.say(node.text_content or "")
        elif node.tag == "img":
            page.picture(node.attributes.get("alt") or "")
        elif entering:
            page.enter(node)
        else:
            page.leave(node)
    return "".join(page.parts)


@dataclass(frozen=True, slots=True)
class _Opened:
    """What an element of the page has become, and where it began."""

    kind: str
    start: int
    closing: str


class _Page:
    """Tame HTML under construction. Words are escaped, so that only marks begin with `<`."""

    def __init__(self) -> None:
        self.parts: list[str] = []
        self._opened: list[_Opened] = []
        self._kinds = ["body"]
        """The kinds of what is open, outermost first, without those that became nothing."""
        self._grid: Grid | None = None
        """The table whose cells are being read; they hold words and links only."""
        self._after_picture = False

    def say(self, words: str) -> None:
        words = seen(words)
        if "code" not in self._kinds:
            words = _BLANKS.sub(" ", words)
        if self._after_picture and words[:1].isalnum():
            words = f" {words}"
        self._after_picture = False
        self.parts.append(escape(words, quote=False))

    def picture(self, words: str) -> None:
        words = words.strip()
        if words and not _IMAGE_FILE.fullmatch(words):
            self.say(f" {words}" if self.parts and self.parts[-1][-1:].isalnum() else words)
            self._after_picture = True

    def enter(self, node: LexborNode) -> None:
        kind, opening, closing = self._turn(node.tag or "", node)
        self._opened.append(_Opened(kind, len(self.parts), closing))
        if kind:
            self._kinds.append(kind)
        if opening:
            self.parts.append(opening)

    def leave(self, node: LexborNode) -> None:
        opened = self._opened.pop()
        if opened.kind:
            self._kinds.pop()
        said = self.parts[opened.start :] if opened.kind in _TAKEN else []
        if opened.kind in {"row", "table", "cell", "caption"}:
            self._tabulate(opened, "".join(said), node)
        elif opened.kind == "raised" and _RAISED.fullmatch("".join(said)):
            self.parts[opened.start :] = ["".join(said).translate(_RAISE)]
        elif opened.kind in _NEVER_EMPTY and not any(map(_is_said, said)):
            del self.parts[opened.start :]
        elif opened.closing:
            self.parts.append(opened.closing)

    def _tabulate(self, opened: _Opened, said: str, node: LexborNode) -> None:
        grid = self._grid
        if grid is None or opened.kind == "row":
            if grid is not None:
                grid.end_row()
            return
        del self.parts[opened.start :]
        if opened.kind == "cell":
            grid.add(said, node)
        elif opened.kind == "caption":
            grid.caption = said.replace(PART, " ").strip()
        else:
            # Without its own block it would run on from a list above it.
            self.parts += ["<div>", grid.caption, "</div><div>", grid.html(), "</div>"]
            self._grid = None

    def _turn(self, tag: str, node: LexborNode) -> tuple[str, str, str]:
        """What an element becomes: its kind, what opens it and what closes it."""
        if tag == "a":
            return self._link(node)
        if tag == "sup":
            return "raised", "", ""
        if tag == "q":
            return "", "\u201c", "\u201d"
        if tag not in _BLOCKS or (tag == "button" and _is_within_a_line(node)):
            return "", "", ""
        if self._grid is not None:
            return _IN_TABLE.get(tag, ("", PART, PART))
        if "code" in self._kinds:
            return "", "\n", "" if tag == "br" else "\n"
        if "heading" in self._kinds or len(self._kinds) > _DEEPEST:
            return "", " ", " "
        if tag == "br":
            return "", "" if self.parts[-2:] == ["<br>", "<br>"] else "<br>", ""
        return self._block(tag, node)

    def _block(self, tag: str, node: LexborNode) -> tuple[str, str, str]:
        if tag in _HEADINGS and "item" not in self._kinds:
            return "heading", f"<{tag}>", f"</{tag}>"
        if tag == "pre":
            return "code", "<pre>", "</pre>"
        if tag in _LISTS and self._kinds.count("list") < _DEEPEST_LIST:
            return self._list(tag, node)
        if tag == "li" and "list" in self._kinds:
            return "item", "<li>", "</li>"
        if tag == "table" and is_data(node):
            self._grid = Grid()
            return "table", "", ""
        return "block", "<div>", "</div>"

    def _list(self, tag: str, node: LexborNode) -> tuple[str, str, str]:
        start = node.attributes.get("start") or ""
        opening = f'<ol start="{start}">' if re.fullmatch(r"\d{1,6}", start) else "<ol>"
        opening, closing = (opening, "</ol>") if tag == "ol" else ("<ul>", "</ul>")
        if self._kinds[-1] == "list":
            # Old editors put a list straight into a list, where Markdown needs an item.
            return "list", f"<li>{opening}", f"{closing}</li>"
        return "list", opening, closing

    def _link(self, node: LexborNode) -> tuple[str, str, str]:
        address = re.sub(r"[\t\r\n]", "", node.attributes.get("href") or "").strip()
        address = address.replace(" ", "%20")
        good = _LINK.fullmatch(address) and len(address) <= _LONGEST_LINK
        # Markdown cannot put a block into a link, nor a link into another or into code.
        if not good or not _NO_LINK.isdisjoint(self._kinds) or node.css_first(_BLOCK_IN_LINK):
            return "", "", ""
        return "link", f'<a href="{escape(address)}">', "</a>"


def _is_within_a_line(node: LexborNode) -> bool:
    parent = node.parent
    return parent is not None and (parent.tag in _LINES or parent.tag not in _BLOCKS)


def _is_said(part: str) -> bool:
    return part.startswith("<table>") or (part[:1] != "<" and part.strip() != "")
