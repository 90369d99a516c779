"""HTML to text, for hostile input: hidden elements dropped, work bounded, never raising."""

import html
import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from itertools import islice

from selectolax.lexbor import LexborHTMLParser, LexborNode

from frontmate.channels.folding import bounded_marks
from frontmate.markup import is_too_costly, tags

MAX_CHARACTERS = 1_000_000
"""Longer input is cut here before it is looked at."""
_MOST_NODES = 150_000
"""Of a page; those after them are not read. A mail of a million characters has about 80,000."""
_MOST_QUOTES = 5
"""Marks before a line: every depth reads alike, and deep ones would multiply the text."""

_DROPPED = tags(
    "head script style title template noscript iframe object applet svg math select textarea"
    " button audio video canvas"
)
_BLOCKS = tags(
    "address article aside blockquote body center dd div dl dt fieldset figure footer form h1 h2"
    " h3 h4 h5 h6 header hr li main nav ol p pre section table tr ul"
)
_PARAGRAPHS = tags("p h1 h2 h3 h4 h5 h6 blockquote ul ol table pre dl")
_HIDING = re.compile(
    r"display:none|visibility:(?:hidden|collapse)|mso-hide:all|opacity:0(?:\.0+)?(?:;|$)"
    r"|font-size:0(?:\.0+)?(?:px|pt|em|rem|%)?(?:;|!|$)"
    r"|(?:max-height|max-width):0(?:px)?(?:;|!|$)"
)
_LINK = re.compile(r"(?:https?://|mailto:)\S+", re.IGNORECASE)
_SPACES = re.compile(r"[ \t\r\n\f\v\u00a0]+")
_ANY_TAG = re.compile(r"<!--|<(/?)([a-zA-Z][a-zA-Z0-9]{0,20})?[^<>]{0,5000}>?")


@dataclass
class _Page:
    """Lines under construction; `quotes` is how many blockquotes are open."""

    lines: list[tuple[int, list[str]]] = field(default_factory=lambda: [(0, [])])
    quotes: int = 0
    lists: list[int | None] = field(default_factory=list)
    """One entry per open list: the next number, or None for bullets."""

    def write(self, words: str) -> None:
        self.lines[-1][1].append(words)

    def new_line(self) -> None:
        if any(part.strip() for part in self.lines[-1][1]):
            self.lines.append((self.quotes, []))
        else:
            self.lines[-1] = (self.quotes, [])

    def break_line(self) -> None:
        self.lines.append((self.quotes, []))

    def blank_line(self) -> None:
        self.new_line()
        self.lines.append((self.quotes, []))

    def text(self) -> str:
        return "\n".join(
            (">" * min(quotes, _MOST_QUOTES) + " " if quotes else "") + "".join(parts).strip()
            for quotes, parts in self.lines
        )


def text_of_html(markup: str) -> str:
    """What a person would see of `markup`, as plain text. Links keep their address."""
    markup = markup[:MAX_CHARACTERS].replace("\x00", "")
    if is_too_costly(markup):
        return tidy(_without_tags(markup))
    body = LexborHTMLParser(markup).body
    if body is None:
        return tidy(_without_tags(markup))
    page = _Page()
    for node, entering in islice(_walk(body), _MOST_NODES):
        if node.tag == "-text":
            page.write(_words_of(node))
        elif entering:
            _open(page, node)
        else:
            _close(page, node)
    return tidy(page.text())


def tidy(text: str) -> str:
    """One newline convention, ordinary spaces, no trailing blanks, at most one empty line."""
    text = text.replace("\r\n", "\n").replace("\r", "\n").replace("\u00a0", " ")
    text = re.sub(r"[\u2028\u2029\x0b\x0c\x85]", "\n", text)
    text = re.sub(r"[\x00-\x08\x0e-\x1f\u200b\ufeff\u00ad]", "", text)
    lines = [line.rstrip() for line in bounded_marks(text).split("\n")]
    return re.sub(r"\n{3,}", "\n\n", "\n".join(lines)).strip("\n")


def _without_tags(markup: str) -> str:
    """The fallback for markup that nobody's mail program writes: one pass, no tree."""
    kept: list[str] = []
    position, dropped = 0, ""
    while match := _ANY_TAG.search(markup, position):
        if not dropped:
            kept += [markup[position : match.start()], " "]
        position = match.end()
        name = (match.group(2) or "").lower()
        if match.group() == "<!--":
            end = markup.find("-->", position)
            position = len(markup) if end < 0 else end + 3
        elif not dropped and name in _DROPPED and not match.group(1):
            dropped = name
        elif name == dropped and match.group(1):
            dropped = ""
    if not dropped:
        kept.append(markup[position:])
    return html.unescape("".join(kept))


def _walk(root: LexborNode) -> Iterator[tuple[LexborNode, bool]]:
    """Each node on entering and, if it is an element, on leaving; hidden ones not at all."""
    yield root, True
    stack = [(root, root.iter(include_text=True))]
    while stack:
        node, children = stack[-1]
        child = next(children, None)
        if child is None:
            stack.pop()
            yield node, False
        elif child.tag == "-text":
            yield child, True
        # Comments and declarations have tags like "-comment" and "!doctype".
        elif (child.tag or "-")[0] not in "-!" and not _hidden(child):
            yield child, True
            stack.append((child, child.iter(include_text=True)))


def _hidden(node: LexborNode) -> bool:
    if node.tag in _DROPPED:
        return True
    attributes = node.attributes
    if "hidden" in attributes:
        return True
    style = re.sub(r"\s", "", attributes.get("style") or "").lower()
    return bool(_HIDING.search(style))


def _words_of(node: LexborNode) -> str:
    raw = node.text_content or ""
    parent = node.parent
    return raw if parent is not None and parent.tag == "pre" else _SPACES.sub(" ", raw)


def _open(page: _Page, node: LexborNode) -> None:
    tag = node.tag or ""
    if tag == "br":
        page.break_line()
    elif tag == "hr":
        page.new_line()
        page.write("---")
        page.break_line()
    elif tag == "img":
        page.write(_SPACES.sub(" ", node.attributes.get("alt") or ""))
    elif tag in {"td", "th"}:
        page.write(" ")
    elif tag in _BLOCKS:
        _open_block(page, node, tag)


def _open_block(page: _Page, node: LexborNode, tag: str) -> None:
    page.new_line()
    if tag in _PARAGRAPHS and not page.lists:
        page.blank_line()
    if tag == "blockquote":
        page.quotes += 1
        page.new_line()
    elif tag in {"ul", "ol"}:
        page.lists.append(_start_of(node) if tag == "ol" else None)
    elif tag == "li":
        number = page.lists[-1] if page.lists else None
        page.write("- " if number is None else f"{number}. ")
        if number is not None:
            page.lists[-1] = number + 1


def _start_of(node: LexborNode) -> int:
    start = node.attributes.get("start") or ""
    return int(start) if re.fullmatch(r"[0-9]{1,6}", start) else 1


def _close(page: _Page, node: LexborNode) -> None:
    tag = node.tag or ""
    if tag == "a":
        _close_link(page, node)
    elif tag in _BLOCKS:
        if tag == "blockquote":
            page.quotes -= 1
        elif tag in {"ul", "ol"} and page.lists:
            page.lists.pop()
        if tag in _PARAGRAPHS and not page.lists:
            page.blank_line()
        else:
            page.new_line()


def _close_link(page: _Page, node: LexborNode) -> None:
    address = (node.attributes.get("href") or "").strip()
    shown = (node.text(deep=True) or "").strip()
    if not shown or not _LINK.fullmatch(address) or len(address) > 2000:
        return
    bare = address.removeprefix("mailto:").removeprefix("https://").removeprefix("http://")
    if bare.rstrip("/") not in shown:
        page.write(f" ({address})")
