"""HTML that others wrote → text, or the few tags that are safe to show on the page."""

import html
import re
from typing import Final

from markupsafe import Markup
from selectolax.lexbor import LexborHTMLParser, LexborNode

_HIDDEN: Final = {"script", "style", "head", "title", "template", "noscript", "iframe", "svg"}
_BLOCKS: Final = {"p", "div", "tr", "table", "blockquote", "h1", "h2", "h3", "h4", "h5", "h6"}
_URL: Final = re.compile(r"https?://[^\s<>\"'）)\]]+[^\s<>\"'）)\].,;:!?]")
_LINK_SCHEMES: Final = ("http://", "https://", "mailto:", "tel:")


def html_to_text(source: str) -> str:
    """Line breaks for blocks and `<br>`, a dash for list items; hidden elements are dropped."""
    root = LexborHTMLParser(source).body
    text = html.unescape("".join(_walk(root, linked=False))) if root else ""
    return _tidy(text)


def safe_html(source: str) -> Markup:
    """Only text, line breaks and links with a harmless scheme are left of it."""
    root = LexborHTMLParser(source).body
    return _lines("".join(_walk(root, linked=True)) if root else "")


def safe_text(source: str) -> Markup:
    """Plain text with its line breaks and clickable addresses."""
    return _lines(_linked(source))


def _lines(escaped: str) -> Markup:
    # Everything in `escaped` went through html.escape piece by piece.
    return Markup(_tidy(escaped).replace("\n", "<br>"))  # noqa: S704


def _walk(node: LexborNode, *, linked: bool) -> list[str]:
    pieces: list[str] = []
    for child in node.iter(include_text=True):
        tag = child.tag
        if tag == "-text":
            pieces.append(html.escape(re.sub(r"\s+", " ", child.text(deep=False) or "")))
        elif tag == "br":
            pieces.append("\n")
        elif tag in _HIDDEN:
            continue
        else:
            pieces += _element(child, linked=linked)
    return pieces


def _element(node: LexborNode, *, linked: bool) -> list[str]:
    inner = _walk(node, linked=linked)
    tag = node.tag
    if tag == "a" and linked:
        href = (node.attributes.get("href") or "").strip()
        if href.lower().startswith(_LINK_SCHEMES):
            return [_anchor(href, "".join(inner))]
    if tag == "li":
        return [f"\n{_mark(node)} ", *inner]
    if tag == "p":
        return ["\n\n", *inner, "\n\n"]
    if tag in _BLOCKS or tag in {"ul", "ol"}:
        return ["\n", *inner, "\n"]
    return inner


def _mark(item: LexborNode) -> str:
    if item.parent is None or item.parent.tag != "ol":
        return "•"
    number, before = 1, item.prev
    while before is not None:
        number, before = number + (before.tag == "li"), before.prev
    return f"{number}."


def _anchor(href: str, label: str) -> str:
    where = html.escape(href, quote=True)
    return f'<a href="{where}" target="_blank" rel="noopener noreferrer nofollow">{label}</a>'


def _linked(text: str) -> str:
    pieces, end = [], 0
    for found in _URL.finditer(text):
        pieces += [html.escape(text[end : found.start()])]
        pieces += [_anchor(found[0], html.escape(found[0]))]
        end = found.end()
    return "".join([*pieces, html.escape(text[end:])])


def _tidy(text: str) -> str:
    text = re.sub(r"[ \t]*\n[ \t]*", "\n", text.replace("\r\n", "\n"))
    return re.sub(r"\n{3,}", "\n\n", text).strip()
