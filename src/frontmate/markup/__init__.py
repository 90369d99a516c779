"""Hostile HTML, whoever sent it: what it may cost is judged in one place before it is parsed."""

from frontmate.markup.cost import is_too_costly, tags

__all__ = ["is_too_costly", "tags"]
