"""Whether a parser would take minutes over some HTML, told from its tags alone."""

import re
from collections import Counter


def tags(names: str) -> frozenset[str]:
    """The names in a text, which reads better than a column of strings."""
    return frozenset(names.split())


# Lexbor looks through its stack of open elements at every tag, so that its time grows with the
# square: 20,000 nested <div> take a third of a second. Elements that need no closing tag count
# too, since some of them nest all the same; a page of 5,000 <p> never closed comes to a third.
_MOST_DEPTHS = 100_000_000
# Each formatting element left open is built again inside every later block: memory as well.
_MOST_REBUILT = 1_000_000
# It looks through all attributes of a tag at each new one: 100,000 in one tag took 12 s.
_LONGEST_TAG = 30_000

_TAG = re.compile(r"""<(/?)([a-zA-Z][a-zA-Z0-9]{0,20})((?:[^"'>]|"[^"]*"|'[^']*'|["'])*+)""")
_QUOTED = re.compile(r""""[^"]*"|'[^']*'""")
_NEVER_OPEN = tags(
    "area base br col embed hr img input link meta param source track wbr html head body"
)
_FORMATTING = tags("a b big code em font i nobr s small strike strong tt u")


def is_too_costly(html: str) -> bool:
    """True for what no mail program and no editor writes; their megabytes stay far below."""
    opened: Counter[str] = Counter()
    depth = formatting = depths = rebuilt = 0
    for closing, name, attributes in _TAG.findall(html):
        tag = name.lower()
        if tag not in _NEVER_OPEN:
            # What closes nothing leaves the depth as it is: `<div></x>` goes down all the same.
            step = 1 if not closing else -1 if opened[tag] else 0
            opened[tag] += step
            depth += step
            formatting += step if tag in _FORMATTING else 0
        depths += depth
        rebuilt += formatting
        if depths > _MOST_DEPTHS or rebuilt > _MOST_REBUILT or _is_too_long(attributes):
            return True
    return False


def _is_too_long(attributes: str) -> bool:
    return len(attributes) > _LONGEST_TAG and len(_QUOTED.sub("", attributes)) > _LONGEST_TAG
