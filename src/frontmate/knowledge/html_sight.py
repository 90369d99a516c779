"""What a reader of a page sees of it, as far as the page itself tells.

Text that nobody sees must never be quoted, nor obeyed by a model that reads it. Style sheets are
not read: whatever hides by a class other than the usual ones is taken as seen.
"""

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace

from selectolax.lexbor import LexborNode

from frontmate.markup import tags

Colour = tuple[int, int, int]

_DROPPED = tags(
    "head script style title template noscript iframe frame frameset object embed applet svg math"
    " form select textarea input datalist audio video canvas dialog meter progress rt rp"
    " del s strike"
)
"""What is struck out is seen, but no longer meant."""
_HIDING_CLASSES = tags("hidden d-none sr-only visually-hidden visuallyhidden screen-reader-text")
_HIDING = re.compile(
    r"(?:^|;)(?:"
    r"display:none|mso-hide:all|content-visibility:hidden"
    r"|opacity:0?(?:\.0\d*)?%?(?=;|$)"
    r"|(?:text-indent|left|top|right|bottom|margin-left|margin-top):-(?:[5-9]\d\d|\d{4,})"
    r"|clip:rect\(0|clip-path:(?:inset\((?:50|100)%|circle\(0)"
    r"|transform:[^;]*scale[xy]?\(0(?:\.0+)?[,)]"
    r")"
)
_FLAT = re.compile(r"(?:^|;)(?:max-)?(?:height|width):0(?:\.0+)?(?:px|pt|r?em|%|v[hw])?(?=;|$)")
_CLIPPED = re.compile(r"(?:^|;)overflow(?:-[xy])?:(?:hidden|clip|auto|scroll)")
_VISIBILITY = re.compile(r"(?:^|;)visibility:(\w+)")
_SIZE = re.compile(r"(?:^|;)font(?:-size:|:[^;]*?)(\d*\.?\d+)(px|pt|r?em|%|)")
_INK = re.compile(r"(?:^|;)color:([^;]*)")
_PAPER = re.compile(r"(?:^|;)background(?:-color)?:([^;]*)")
_ESCAPE = re.compile(r"\\([0-9a-f]{1,6})\s?", re.IGNORECASE)
_HEX = re.compile(r"#([0-9a-f]{8}|[0-9a-f]{6}|[0-9a-f]{3,4})(?![0-9a-f])")
_RGB = re.compile(r"rgba?\(([^)]*)\)")
_NAMED: Mapping[str, Colour] = {
    "white": (255, 255, 255),
    "snow": (255, 250, 250),
    "ivory": (255, 255, 240),
    "whitesmoke": (245, 245, 245),
    "ghostwhite": (248, 248, 255),
    "black": (0, 0, 0),
}
_WHITE, _BLACK = _NAMED["white"], _NAMED["black"]
# Invisible on every screen: controls, soft hyphens, marks that turn the direction of text round,
# and the tag and variation signs in which text can be hidden from people but not from models.
_UNSEEN = re.compile(
    "[\x00-\x08\x0e-\x1f\x7f-\x84\x86-\x9f\u00ad\u034f\u061c\u115f\u1160\u17b4\u17b5\u180b-\u180e"
    "\u200b\u202a-\u202e\u2060-\u206f\u3164\ufe00-\ufe0d\ufeff\uffa0\ufff0-\ufffb"
    "\U000e0000-\U000e0fff]"
)
_NO_COLOUR = frozenset({"", "none", "transparent", "inherit", "initial", "unset", "currentcolor"})
_LONGEST_STYLE = 2000
_ALIKE = 24
"""Two colours nearer than this in each part, of 255, cannot be told apart by a reader."""


@dataclass(frozen=True, slots=True)
class Look:
    """How text looks inside an element. A colour of None is one that we do not know."""

    ink: Colour | None = _BLACK
    paper: Colour | None = _WHITE
    shown: bool = True
    """Not `visibility: hidden`, which something further inside may take back."""
    sized: bool = True
    """Not of the size zero, which something further inside may take back too."""

    @property
    def readable(self) -> bool:
        if not (self.shown and self.sized):
            return False
        if self.ink is None or self.paper is None:
            return True
        return any(abs(a - b) > _ALIKE for a, b in zip(self.ink, self.paper, strict=True))


def seen(text: str) -> str:
    """The text without the signs that no screen shows."""
    return _UNSEEN.sub("", text)


def walk(root: LexborNode) -> Iterator[tuple[LexborNode, bool]]:
    """Each node that is seen, on entering and, if it is an element, on leaving."""
    stack: list[tuple[LexborNode, Look | None]] = [(root, Look())]
    while stack:
        node, look = stack.pop()
        if look is None:
            yield node, False
        elif node.tag in {"-text", "img"}:
            if look.readable and not (node.tag == "img" and look_inside(node, look) is None):
                yield node, True
        # Comments and declarations have tags like "-comment" and "!doctype".
        elif (node.tag or "-")[0] not in "-!" and (inside := look_inside(node, look)) is not None:
            yield node, True
            stack.append((node, None))
            children = list(node.iter(include_text=True))
            stack.extend((child, inside) for child in reversed(children))


def look_inside(node: LexborNode, outside: Look) -> Look | None:
    """How text looks inside `node`; None where nothing inside can be seen."""
    if node.tag in _DROPPED:
        return None
    attributes = node.attributes
    if not attributes:
        return outside
    if "hidden" in attributes or (attributes.get("aria-hidden") or "").lower() == "true":
        return None
    if not _HIDING_CLASSES.isdisjoint((attributes.get("class") or "").split()):
        return None
    look = _by_attributes(attributes, outside)
    style = attributes.get("style")
    return look if not style else _by_style(_plain_style(style), look)


def _by_attributes(attributes: Mapping[str, str | None], look: Look) -> Look:
    # Of the 1990s, and honoured by every browser.
    for name, value in (("color", attributes.get("color")), ("bgcolor", attributes.get("bgcolor"))):
        if value:
            colour = _colour(value.strip().lower())
            look = replace(look, ink=colour) if name == "color" else replace(look, paper=colour)
    return look


def _plain_style(style: str) -> str:
    """Declarations without comments, escapes and needless blanks, in lower case."""
    style = re.sub(r"/\*.*?\*/", "", style[:_LONGEST_STYLE], flags=re.DOTALL)
    style = _ESCAPE.sub(lambda found: chr(min(int(found[1], 16), 0xFFFD)), style).lower()
    style = re.sub(r"\s+", " ", style.replace("!important", "")).strip()
    return re.sub(r" ?([:;,()]) ?", r"\1", style)


def _by_style(style: str, look: Look) -> Look | None:
    if _HIDING.search(style) or (_FLAT.search(style) and _CLIPPED.search(style)):
        return None
    for found in _VISIBILITY.finditer(style):
        look = replace(look, shown=found[1] not in {"hidden", "collapse"})
    for found in _SIZE.finditer(style):
        # Ems multiply what is around them, but nothing makes more of zero.
        relative = found[2] in {"em", "%"} and not look.sized
        look = replace(look, sized=not relative and float(found[1]) >= _smallest(found[2]))
    for found in _PAPER.finditer(style):
        if found[1] not in _NO_COLOUR:
            look = replace(look, paper=_colour(found[1]))
    for found in _INK.finditer(style):
        if _is_clear(found[1]):
            look = replace(look, ink=_WHITE, paper=_WHITE)
        elif found[1] not in _NO_COLOUR:
            look = replace(look, ink=_colour(found[1]))
    return look


def _smallest(unit: str) -> float:
    return {"em": 0.15, "rem": 0.15, "%": 15.0}.get(unit, 2.0)


def _colour(value: str) -> Colour | None:
    """The colour that a value names, None where it names none that we know."""
    if "url(" in value or "gradient" in value:
        return None
    if (found := _HEX.search(value)) is not None:
        digits = found[1] if len(found[1]) >= 6 else "".join(2 * one for one in found[1])
        return (int(digits[:2], 16), int(digits[2:4], 16), int(digits[4:6], 16))
    parts = _parts(value)
    if len(parts) >= 3:
        return (int(parts[0]), int(parts[1]), int(parts[2]))
    return _NAMED.get(value)


def _is_clear(value: str) -> bool:
    found = _HEX.search(value)
    if found is not None and len(found[1]) in {4, 8}:
        return found[1].endswith("0" * (len(found[1]) // 4))
    parts = _parts(value)
    return value == "transparent" or (len(parts) == 4 and parts[3] <= 0.05)


def _parts(value: str) -> list[float]:
    """The numbers of `rgb(…)`, however they are separated."""
    found = _RGB.search(value)
    return [
        float(one)
        for one in re.findall(r"\d{1,6}(?:\.\d{1,6})?|\.\d{1,6}", found[1] if found else "")
    ]
