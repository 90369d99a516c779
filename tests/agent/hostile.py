"""Texts by which one mail could keep a worker busy: what is repeated in each, by name."""

LONGEST = 300_000
"""Characters: a third of the longest new text (channels.MAX_CHARACTERS). What grows with the square
of it is as hopeless here."""

REPEATED = {
    "one word": "x",
    "one loud word": "X",
    "at signs": "@",
    "halves of addresses": "a@",
    "addresses": "a@b.",
    "digits": "1",
    "list numbers": "1.",
    "numbers": "1.2,",
    "grouped numbers": "100 000 ",
    "brackets": "(",
    "brackets with numbers": "(1",
    "quotation marks": '"',
    "apostrophes": "a'",
    "blanks": " ",
    "lines": "\n",
    "short lines": "a\n",
    "links": "http://",
    "whole links": "https://x ",
    "domains": "ab.",
    "commas": ",",
    "short clauses": ", a",
    "sentences": "Ab. ",
    "full stops": ".",
    "exclamation marks": "!",
    "ideographic stops": "。",
    "question marks": "?",
    "short questions": "a? ",
    "wide question marks": "？",
    "combining marks": "\u0315\u0300\u0316",
    "long letters": "\ufdfa",
    "emoji": "😀",
    "joined emoji": "👨\u200d👩\u200d👧 ",
    "Han": "漢字",
    "kana": "テスト",
    "half-width kana": "ｶﾞ",
    "Thai": "ไทย",
    "Arabic": "العربية ",
    "one question": "Where is my order, please? ",
    "one sentence": "I bought a lamp in May for 30 euros. ",
    "prices": "€5-",
    "written prices": "5.95 EUR ",
    "measures": "5kg",
    "ranges": "1 - ",
    "dates": "1/2/",
    "written dates": "3. May ",
    "times": "10:30 ",
    "phone numbers": "+49 30 123-",
    "zeros": "0 ",
    "codes": "a1-",
    "halves": "½",
    "stars": "**a",
    "link marks": "[a](",
    "image marks": "![",
    "quote marks": "> ",
    "heading marks": "# ",
    "items": "- a\n",
    "tables": "a | b\n",
    "labels": "ab: b\n",
    "JSON": '{"a":',
    "backslashes": "\\",
    "tags": "<a ",
    "entities": "&amp;",
    "surrogates": "\ud800",
    "NULs": "\0",
    "solved": "it works well with ",
    "no thanks": "thanks but ",
    "wishes": "to a person ",
    "different words": " ".join(
        f"q{n:x}zu".translate(str.maketrans("0123456789", "ghijklmnop")) for n in range(9_000)
    )
    + " ",
}


def hostile(name: str, size: int = LONGEST) -> str:
    """So many characters of it, behind a question and before a letter."""
    unit = REPEATED[name]
    return f"Where is my order? {unit * (size // len(unit))}a"
