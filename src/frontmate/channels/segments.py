"""Text messages: what a segment holds, and answers that keep to a number of them (GSM 03.38)."""

import itertools
import re

MAX_SEGMENTS = 3

_BASIC = frozenset(
    "@£$¥èéùìòÇ\nØø\rÅåΔ_ΦΓΛΩΠΨΣΘΞÆæßÉ !\"#¤%&'()*+,-./0123456789:;<=>?¡ABCDEFGHIJKLMNOPQRSTUVWXYZ"
    "ÄÖÑÜ§¿abcdefghijklmnopqrstuvwxyzäöñüà"
)
_EXTENDED = frozenset("^{}\\[~]|€\f")
_PUNCTUATION = str.maketrans(
    {
        **dict.fromkeys("‘’‚‛′`´", "'"),
        **dict.fromkeys("“”„‟″«»", '"'),
        **dict.fromkeys("‐‑‒–—―−", "-"),
        **dict.fromkeys("•‣◦▪·●", "-"),
        **dict.fromkeys("\u00a0\u2007\u2009\u202f\u200a\u2002\u2003\t", " "),
        **dict.fromkeys("\u200b\u200c\ufeff\u00ad\u2060", None),
        "…": "...",
        "›": ">",
        "‹": "<",
        "→": "->",
        "×": "x",
    }
)
# The end of a sentence; a dot inside a link, a number or "e.g." is followed by no space.
_SENTENCE = re.compile(r".+?(?:[.!?؟](?=\s|$)|[。！？]|\n|$)\s*", re.DOTALL)
_NUMBER_ONLY = re.compile(r"\s*(?:\d{1,3}|[a-zA-Z])\.\s*")
_LINK = re.compile(r"https?://\S+|mailto:\S+|www\.\S+", re.IGNORECASE)


def segments(text: str) -> int:
    """How many messages the network sends for `text`: 160 or 153 GSM septets, 70 or 67 UCS-2."""
    if all(character in _BASIC or character in _EXTENDED for character in text):
        size = len(text) + sum(character in _EXTENDED for character in text)
        single, joined = 160, 153
    else:
        size = len(text.encode("utf-16-le", "surrogatepass")) // 2
        single, joined = 70, 67
    return 1 if size <= single else -(-size // joined)


def gsm_punctuation(text: str) -> str:
    """Quotes, dashes and bullets as GSM has them: one curly quote would halve a segment."""
    return text.translate(_PUNCTUATION)


def sentences(text: str) -> list[str]:
    """`text` cut behind its sentences, each with the blanks that follow; joined it is `text`."""
    found: list[str] = []
    for piece in _SENTENCE.findall(text):
        # "1." is the number of a step, not a sentence.
        if found and _NUMBER_ONLY.fullmatch(found[-1].rpartition("\n")[2]):
            found[-1] += piece
        else:
            found.append(piece)
    return found


def fit_segments(text: str, source: str = "", most: int = MAX_SEGMENTS, *, lead: str = "") -> str:
    """As many whole sentences as fit into `most` segments together with the source line.

    If not even the first sentence fits, the source goes; then words from the end, but no word
    and no link is ever cut: a single link that is too long is sent whole. `lead` stays above it
    all: without a sentence behind it, it would say nothing.
    """
    whole = re.sub(r"\n{2,}", "\n", text).strip()
    parts = _leading(sentences(whole), most)
    for tail in dict.fromkeys((source, "")):
        for count in range(len(parts), 0, -1):
            fitted = _joined(lead, "".join(parts[:count]), tail)
            if segments(fitted) <= most:
                return fitted
    if not parts:
        return _joined(lead, source)
    first = parts[0].strip()
    return _fewer_words(first, most, lead) or _joined(lead, source or first)


def _leading(parts: list[str], most: int) -> list[str]:
    """The first part, and those after it that could still fit: trying more would take for ever."""
    sizes = itertools.accumulate(map(len, parts))
    return [
        part
        for index, (part, size) in enumerate(zip(parts, sizes, strict=True))
        if not index or size <= most * 160
    ]


def _joined(*parts: str) -> str:
    return "\n".join(part.strip() for part in parts if part.strip())


def _fewer_words(sentence: str, most: int, lead: str) -> str:
    """The longest run of leading words that fits, with an ellipsis; clauses where no blanks are."""
    words = re.findall(r"\S+?[、，；：]|\S+\s*", sentence)
    leading = _leading(words[:-1], most)
    for count in range(len(leading), 0, -1):
        fitted = _joined(lead, "".join(words[:count]).rstrip() + "...")
        if segments(fitted) <= most:
            return fitted
    if _LINK.search(sentence) or " " in sentence or sentence.isascii():
        return ""
    # Chinese and Japanese have no blanks between words; their clause is too long for it all.
    for size in range(most * 67 - 3, 0, -1):
        fitted = _joined(lead, sentence[:size] + "...")
        if segments(fitted) <= most:
            return fitted
    return ""
