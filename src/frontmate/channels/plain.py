"""Markdown as plain text, for channels that show no markup."""

from collections.abc import Sequence
from dataclasses import dataclass, field

from markdown_it import MarkdownIt
from markdown_it.token import Token

_PARSER = MarkdownIt("commonmark", {"html": False, "maxNesting": 20}).enable("table")


@dataclass
class _Sheet:
    parts: list[str] = field(default_factory=list)
    lists: list[int | None] = field(default_factory=list)
    tight: bool = False


def plain_of_markdown(markdown: str) -> str:
    """The words of `markdown`: paragraphs apart, lists as `- ` and `1. `, links as text (url)."""
    sheet = _Sheet()
    for token in _PARSER.parse(markdown):
        if token.type == "inline":
            sheet.parts.append(_inline(token.children or []))
        elif token.type in {"fence", "code_block"}:
            sheet.parts.append(token.content.rstrip("\n") + "\n\n")
        else:
            _block(sheet, token)
    lines = [line.rstrip() for line in "".join(sheet.parts).split("\n")]
    kept = [line for index, line in enumerate(lines) if line or (index and lines[index - 1])]
    return "\n".join(kept).strip()


def _block(sheet: _Sheet, token: Token) -> None:
    kind = token.type
    if kind in {"bullet_list_open", "ordered_list_open"}:
        first = int(token.attrs.get("start", 1)) if kind.startswith("ordered") else None
        sheet.lists.append(first)
    elif kind in {"bullet_list_close", "ordered_list_close"}:
        sheet.lists.pop()
        sheet.parts.append("" if sheet.lists else "\n")
    elif kind == "list_item_open":
        sheet.parts.append(_marker(sheet))
    elif kind in {"td_close", "th_close"}:
        sheet.parts.append(" ")
    elif kind in {"tr_close", "paragraph_close"} and (token.hidden or kind == "tr_close"):
        sheet.parts.append("\n")
    elif kind in {"paragraph_close", "heading_close", "table_close"}:
        sheet.parts.append("\n" if sheet.lists else "\n\n")


def _marker(sheet: _Sheet) -> str:
    number = sheet.lists[-1]
    indent = "  " * (len(sheet.lists) - 1)
    if number is None:
        return f"{indent}- "
    sheet.lists[-1] = number + 1
    return f"{indent}{number}. "


def _inline(tokens: Sequence[Token]) -> str:
    written: list[str] = []
    links: list[tuple[str, int]] = []
    for token in tokens:
        if token.type == "link_open":
            links.append((str(token.attrs.get("href", "")), len(written)))
        elif token.type == "link_close":
            address, start = links.pop()
            shown = "".join(written[start:]).strip()
            written[start:] = [link_as_text(shown, address)]
        elif token.type in {"softbreak", "hardbreak"}:
            written.append(" " if token.type == "softbreak" else "\n")
        else:
            written.append(token.content)
    return "".join(written)


def link_as_text(shown: str, address: str) -> str:
    """A link without markup: both, or the address alone where the text only repeats it."""
    if not address.startswith(("http://", "https://")):
        return shown or address
    bare = address.partition("://")[2].rstrip("/")
    return address if not shown or shown.endswith(bare) else f"{shown} ({address})"
