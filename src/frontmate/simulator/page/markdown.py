"""Markdown of comments → HTML without raw HTML and images; links open elsewhere."""

from collections.abc import MutableMapping, Sequence
from typing import Any

from markdown_it import MarkdownIt
from markdown_it.renderer import RendererProtocol
from markdown_it.token import Token
from markdown_it.utils import OptionsDict
from markupsafe import Markup


def _link_open(
    renderer: RendererProtocol,
    tokens: Sequence[Token],
    index: int,
    options: OptionsDict,
    env: MutableMapping[str, Any],
) -> str:
    tokens[index].attrSet("target", "_blank")
    tokens[index].attrSet("rel", "noopener noreferrer nofollow")
    return str(renderer.renderToken(tokens, index, options, env))  # type: ignore[attr-defined] # only the protocol lacks it


_PARSER = MarkdownIt("commonmark", {"html": False, "breaks": True}).disable(["image", "html_block"])
_PARSER.add_render_rule("link_open", _link_open)


def markdown(source: str) -> Markup:
    """Raw HTML in it is shown as text; `javascript:` links stay text (markdown-it's own check)."""
    return Markup(_PARSER.render(source))  # noqa: S704 - escaped by the parser, html is off
