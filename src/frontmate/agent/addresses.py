"""Links, mail addresses and bare domains of a text: what a customer could be sent to."""

import re

_TAIL = r"[^\s<>\"'`|\\^{}\[\]]"
_LINK = re.compile(rf"(?:https?|ftp)://{_TAIL}+|www\.{_TAIL}+", re.IGNORECASE)
# From a word's beginning only: otherwise a long word is quadratic work.
_MAIL = re.compile(r"(?<![\w.+-])(?:mailto:)?[\w.+-]+@[\w-]+(?:\.[\w-]+)+", re.IGNORECASE)
# Mail programs make a link of what only looks like a domain, so it counts as one. Endings of two
# letters are countries; of the longer ones those that are common, or have been used for bait.
_ENDINGS = """
    com net org info biz app dev shop store online site website live link click top xyz club
    cloud page work vip icu help support email tech space fun world today zone network agency
    example test invalid
"""
_DOMAIN = re.compile(
    r"(?<![\w@./-])(?:[a-z0-9](?:[a-z0-9-]{0,61}[a-z0-9])?\.)+"
    rf"(?:[a-z]{{2}}|{'|'.join(_ENDINGS.split())})(?![\w-])(?:/{_TAIL}*)?",
    re.IGNORECASE,
)
_ABBREVIATIONS = re.compile(r"(?:[a-z]{1,3}\.)+[a-z]{1,2}\.?", re.IGNORECASE)
_ENDS = ".,:;!?…。，、！？）」』】*_~"


def addresses_in(text: str) -> tuple[tuple[str, ...], str]:
    """The addresses of a text as they stand there, and the text without them."""
    found: list[str] = []
    for pattern in (_LINK, _MAIL, _DOMAIN):
        kept: list[str] = []
        at = 0
        for match in pattern.finditer(text):
            address = _whole(match.group())
            if pattern is _DOMAIN and _ABBREVIATIONS.fullmatch(address):
                continue
            found.append(address)
            # Something must stand there, or the words around it would become neighbours.
            kept += [text[at : match.start()], " · "]
            at = match.start() + len(address)
        text = "".join((*kept, text[at:]))
    return tuple(found), text


def canonical(address: str) -> str:
    """Equal for addresses that lead to the same place: scheme and case of the host left out."""
    bare = re.sub(r"^(?:[a-z]+://|mailto:)", "", address.strip(), flags=re.IGNORECASE)
    host, slash, path = bare.partition("/")
    return (host.casefold() + slash + path).rstrip("/")


def _whole(address: str) -> str:
    """Without what belongs to the sentence around it."""
    while address:
        shorter = address.rstrip(_ENDS)
        if shorter.endswith(")") and shorter.count("(") < shorter.count(")"):
            shorter = shorter[:-1]
        if shorter == address:
            break
        address = shorter
    return address
