"""A plain extractive summary, for engines without a language model."""

import re
from collections.abc import Sequence

from frontmate.channels.canned import canned
from frontmate.channels.segments import sentences

_LONGEST_PART = 220
_LONGEST = 600
_SAYS_ENOUGH = 20


def summarise(
    customer_texts: Sequence[str],
    other: Sequence[tuple[str, str]],
    language: str = "en",
    earlier: Sequence[str] = (),
) -> str:
    """What was asked first, the newest message, the number of turns, and what earlier sessions of
    the contact were about (6.2); at most 600 characters.

    `customer_texts` and `other` (role, text) are oldest first, `earlier` newest first; `language`
    is that of the labels.
    """
    texts = [flat for text in customer_texts if (flat := " ".join(text.split()))]
    lines: list[str] = []
    if texts:
        asked = _first_question(texts)
        lines.append(canned(language, "note", "first_asked", text=_cut(asked)))
        newest = _cut(texts[-1])
        if len(texts) > 1 and newest != _cut(asked):
            lines.append(canned(language, "note", "newest", text=newest))
    counts = {"customer": len(texts), "ours": len(other)}
    lines.append(canned(language, "note", "turns", **counts))
    if earlier:
        known = {"count": len(earlier), "text": _cut(" ".join(earlier[0].split()))}
        lines.append(canned(language, "note", "earlier", **known))
    return "\n".join(lines)[:_LONGEST]


def _first_question(texts: Sequence[str]) -> str:
    """The first sentence that asks, with the one before it if alone it says too little ("What can
    I do?"); without one, the first message."""
    before = ""
    for text in texts:
        for sentence in sentences(text[:20_000]):
            if re.search(r"[?？؟]\s*$", sentence) and len(sentence.split()) + len(sentence) > 8:
                short = len(sentence) < _SAYS_ENOUGH and len(before) + len(sentence) < _LONGEST_PART
                return f"{before} {sentence}".strip() if short else sentence.strip()
            before = sentence.strip()
    return texts[0]


def _cut(text: str) -> str:
    if len(text) <= _LONGEST_PART:
        return text
    shortened = text[:_LONGEST_PART]
    head = shortened.rpartition(" ")[0] if " " in shortened[80:] else shortened
    return head.rstrip() + "…"
