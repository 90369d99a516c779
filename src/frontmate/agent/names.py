"""Names in a reply that no source and no question has: another company, a product, an app."""

import re
from collections.abc import Iterator, Sequence

from frontmate.agent.phrases import folded
from frontmate.knowledge import sentences

_SIGNED = re.compile(r"(?<![\w.@/-])(?:[A-Z]|[a-z]+[A-Z])[\w’']*(?:-\w+)*")
_MARKED = re.compile(r"[A-Z].*[A-Z]|[a-z][A-Z]")
"""Written like a name in any language: DHL, PayPal, iCloud."""
_CAPITALISES_NOUNS = frozenset({"de", "lb"})
_COMMON = "i im id ill ive ok faq pdf url sms usb pc eu uk us usa tv am pm vat iban bic utc cet"
"""What anybody may say."""


def unknown_names(
    text: str, sources: Sequence[str], language: str, *, same_language: bool
) -> Iterator[str]:
    """Words written like a name that none of `sources` has. `sources` include the question.

    Across languages only what is written like a name everywhere counts: countries have others.
    """
    known = {word for source in sources for word in re.findall(r"\w+", folded(source))}
    for sentence in sentences(text):
        if sentence.isupper():
            continue
        for at, found in enumerate(_SIGNED.finditer(sentence)):
            word = found.group()
            begins = at == 0 and not any(sign.isalnum() for sign in sentence[: found.start()])
            marked = bool(_MARKED.search(word))
            plain = same_language and language not in _CAPITALISES_NOUNS and not begins
            if not (marked or plain) or _follows_a_mark(sentence, found.start()):
                continue
            parts = re.findall(r"\w+", folded(word))
            if any(part not in known and part not in _COMMON.split() for part in parts):
                yield word


def _follows_a_mark(sentence: str, at: int) -> bool:
    """After a colon or an opening quotation mark a sentence may begin anew."""
    before = sentence[:at].rstrip()
    return before.endswith((":", "“", "„", "«", '"', "‘", "(", "•", "›", ">", "-", "–", "—", "|"))
