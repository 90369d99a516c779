"""Markdown to plain text in blocks: marks gone, lists and tables still readable lines."""

import re
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Literal

from markdown_it import MarkdownIt
from markdown_it.token import Token

Kind = Literal["heading", "text", "list", "table"]

_PARSER = MarkdownIt("commonmark").enable("table")
_BLANK = re.compile(r"[^\S\n]+")


@dataclass(frozen=True, slots=True)
class Block:
    kind: Kind
    text: str
    level: int = 0
    """Of a heading, 1 to 6."""


def blocks(markdown: str) -> tuple[Block, ...]:
    """The blocks of a Markdown text in order; HTML, images and rules are left out."""
    # A lone surrogate, as broken mail can hold, would fail in every encoder behind us.
    walk = _Walk()
    for token in _PARSER.parse(markdown.encode("utf-8", "replace").decode()):
        walk.take(token)
    return tuple(walk.done)


def plain(markdown: str) -> str:
    """The words of a Markdown text, blocks apart by an empty line."""
    return "\n\n".join(block.text for block in blocks(markdown))


class _Walk:
    """Collects blocks from the parser's flat list of opening, closing and text tokens."""

    def __init__(self) -> None:
        self.done: list[Block] = []
        self.numbers: list[int | None] = []
        """One for each open list: the number of its next item, None where it is bulleted."""
        self.mark = ""
        self.lines: list[str] = []
        self.cells: list[str] | None = None
        """Of the open table row."""
        self.level = 0

    def take(self, token: Token) -> None:
        if token.type == "inline":
            self._say(_inline(token.children or ()))
        elif token.type in ("fence", "code_block"):
            self._say(token.content.strip("\n"))
        elif token.type in ("ordered_list_open", "bullet_list_open"):
            ordered = token.type == "ordered_list_open"
            start = token.attrGet("start")
            first = 1 if start is None else int(start)
            self.numbers.append(first if ordered else None)
        elif token.type in ("ordered_list_close", "bullet_list_close"):
            self.numbers.pop()
            self._close("list", when=not self.numbers)
        elif token.type == "list_item_open":
            self._item()
        elif token.type in ("heading_open", "heading_close"):
            self.level = int(token.tag[1]) if token.nesting == 1 else 0
        else:
            self._table(token.type)

    def _item(self) -> None:
        number = self.numbers[-1]
        self.mark = "- " if number is None else f"{number}. "
        if number is not None:
            self.numbers[-1] = number + 1

    def _table(self, kind: str) -> None:
        if kind == "tr_open":
            self.cells = []
        elif kind == "tr_close" and self.cells is not None:
            self.lines.append(" | ".join(self.cells))
            self.cells = None
        elif kind == "table_close":
            self._close("table", when=not self.numbers)

    def _say(self, text: str) -> None:
        text = text.strip()
        if self.cells is not None:
            self.cells.append(text)
        elif not text:
            return
        elif self.numbers:
            self._line(text)
        else:
            kind: Kind = "heading" if self.level else "text"
            self.done.append(Block(kind, text, self.level))

    def _line(self, text: str) -> None:
        indent = "   " * (len(self.numbers) - 1)
        first, *rest = text.split("\n")
        self.lines.append(f"{indent}{self.mark or '   '}{first}")
        self.lines.extend(f"{indent}   {line}" for line in rest)
        self.mark = ""

    def _close(self, kind: Kind, *, when: bool) -> None:
        if when and self.lines:
            self.done.append(Block(kind, "\n".join(self.lines)))
            self.lines = []


def _inline(tokens: Iterable[Token]) -> str:
    parts: list[str] = []
    link, start = "", 0
    for token in tokens:
        if token.type in ("text", "code_inline"):
            parts.append(token.content)
        elif token.type == "softbreak":
            parts.append(" ")
        elif token.type == "hardbreak":
            parts.append("\n")
        elif token.type == "link_open":
            link, start = str(token.attrGet("href") or ""), len(parts)
        elif token.type == "link_close" and _says_more(link, "".join(parts[start:])):
            parts.append(f" ({link})")
    return _BLANK.sub(" ", "".join(parts))


def _says_more(link: str, text: str) -> bool:
    """Whether an address must be written out: only a full one works outside the article."""
    return link.startswith(("https://", "http://")) and link.rstrip("/") != text.rstrip("/")
