"""The patterns by which facts are found in a line of folded text, made once per language."""

import re
from dataclasses import dataclass
from functools import cache

from frontmate.agent.measures import NUMBER, Tongue, tongue_of

# Not \b: a number stands right beside Han and kana, which count as letters.
_START = r"(?<![a-z\d])(?<!\d[.,])"
_END = r"(?![a-z\d])"
_YEAR = r"(?P<year>\d{4})"
_OF = r"(?:(?:de[lrn]?|of|dem|do|di|d|the)\s)?"
# "the 2nd" and "le 1er" count nothing.
_ORDINAL = r"(?:st|nd|rd|th|er|eme|[eoa])(?![a-z])"


@dataclass(frozen=True, slots=True)
class Patterns:
    list_number: re.Pattern[str]
    steps: re.Pattern[str]
    announced: re.Pattern[str]
    """A number word before "ways" or "options"."""
    number_word: re.Pattern[str]
    one_before_unit: re.Pattern[str]
    dates: tuple[re.Pattern[str], ...]
    times: tuple[re.Pattern[str], ...]
    phone: re.Pattern[str]
    prices: tuple[re.Pattern[str], ...]
    share: re.Pattern[str]
    measure: re.Pattern[str]
    code: re.Pattern[str]
    number: re.Pattern[str]
    word_behind: re.Pattern[str]
    weekday: re.Pattern[str]
    free: re.Pattern[str]
    not_free: re.Pattern[str]


@cache
def patterns_of(language: str) -> Patterns:
    tongue = tongue_of(language)
    low = rf"(?:(?P<low>{NUMBER})\s?(?:{tongue.ranges})\s?)?"
    between = rf"(?:(?:{tongue.between})\s)?"
    words = "|".join(sorted(tongue.numbers, key=len, reverse=True)) or "(?!)"
    singles = "|".join(tongue.before_unit) or "(?!)"
    patterns = {
        # "24. Dezember" opens no list.
        "list_number": rf"^\s*\d{{1,3}}[.)]\s(?!(?:{tongue.months.any_of}){_END})",
        "steps": rf"{_START}(?:{tongue.steps})\s?\d{{1,2}}(?!\d)",
        "announced": rf"{_START}(?:{words})\s(?=(?:\w+\s)?(?:{tongue.counted}){_END})",
        "number_word": rf"(?<![\w-])(?:{words})(?!\w)",
        "one_before_unit": rf"(?<![a-z-])(?:{singles})"
        rf"(?=[ -]?{between}(?:{_words_of(tongue)}){_END})",
        "phone": r"(?<![\w+])(?:\+\d[\d ()/.-]{5,}\d|\(?0\d{1,5}\)?[ /.-]\d[\d /.-]{3,}\d|0\d{6,}"
        r"|\(?\d{3}\)?[-. ]\d{3}[-. ]\d{4})(?!\d)",
        "share": rf"{_START}{low}(?P<num>{NUMBER})\s?(?:{tongue.percent}){_END}",
        "measure": rf"{_START}{low}(?P<num>{NUMBER})[ -]?{between}"
        rf"(?P<unit>{tongue.units.any_of}){_END}",
        "code": rf"(?<![a-z\d])(?:[a-z]+-?\d[a-z\d-]*|(?!\d+{_ORDINAL})\d+[a-z][a-z\d-]*)",
        "number": rf"(?<![a-z\d])(?P<num>{NUMBER})",
        "word_behind": r"[ -]?(?P<word>[^\W\d_]{2,})",
        "weekday": _weekday(tongue),
        "free": rf"(?<![a-z-])(?:{tongue.free})(?![a-z])",
        "not_free": rf"(?<![a-z])(?:{tongue.not_free})(?![a-z])",
    }
    return Patterns(
        **{name: re.compile(pattern) for name, pattern in patterns.items()},
        dates=tuple(map(re.compile, _dates(tongue))),
        times=tuple(map(re.compile, _times(tongue, language))),
        prices=tuple(map(re.compile, _prices(tongue, low))),
    )


def _words_of(tongue: Tongue) -> str:
    """Units and currencies that are words: "a g" would be no measure."""
    either = (*tongue.units.patterns.values(), *tongue.currencies.patterns.values())
    parts = [part for pattern in either for part in _alternatives(pattern)]
    return "|".join(part for part in parts if len(part) > 2 or not part.isascii())


def _alternatives(pattern: str) -> list[str]:
    parts, depth = [""], 0
    for sign in pattern:
        depth += {"(": 1, ")": -1}.get(sign, 0)
        if sign == "|" and not depth:
            parts.append("")
        else:
            parts[-1] += sign
    return parts


def _dates(tongue: Tongue) -> tuple[str, ...]:
    """A numeric one says by its sign which of its numbers is the month."""
    months = tongue.months.any_of
    name, number = rf"(?P<name>{months})", r"\d{1,2}"
    first, second = rf"(?P<first>{number})", rf"(?P<second>{number})"
    short_year = r"(?P<year>\d{4}|\d\d)"
    return (
        rf"(?<!\d){_YEAR}(?P<year_first>[-/.]){first}[-/.]{second}(?!\d)",
        rf"(?<!\d)(?:{_YEAR}\s?年\s?)?{first}(?P<year_first>\s?月\s?){second}\s?[日号]?",
        rf"{_START}{first}(?P<either>/){second}(?:/{short_year})?(?![\d/])",
        rf"{_START}{first}\.\s?{second}\.(?:\s?{short_year})?(?!\d)",
        rf"{_START}(?P<day>{number})(?:\.|{_ORDINAL})?\s?{_OF}{name}{_END}"
        rf"(?:,?\s?{_OF}{_YEAR}(?!\d))?",
        rf"(?<![a-z]){name}\s(?:the\s)?(?P<day>{number})(?:st|nd|rd|th)?(?![.:]?\d|[a-z])"
        rf"(?:,?\s{_YEAR}(?!\d))?",
        rf"(?<![a-z]){name}\s{_OF}{_YEAR}(?!\d)",
    )


def _times(tongue: Tongue, language: str) -> tuple[str, ...]:
    """The first also takes what is no time, such as a bare number: its reader refuses that."""
    # In German "10 am Montag" is no morning.
    half = r"[ap]\.m\.?|pm" + ("" if language == "de" else "|am")
    suffix = rf"{half}|h|heures?|uur|{tongue.oclock}"
    low = (
        r"(?:(?P<low>\d{1,2})(?:[:.h](?P<low_minute>[0-5]\d))?"
        rf"(?:\s?(?P<low_suffix>{suffix}))?\s?(?:{tongue.ranges})\s?)?"
    )
    return (
        rf"{_START}{low}(?P<at>\d{{1,2}})(?:(?P<sign>[:.h])(?P<minute>[0-5]\d)(?!\d))?"
        rf"(?:\s?(?P<suffix>{suffix})(?![a-z]))?",
        r"(?P<suffix>午前|午後|上午|下午|晚上)?(?<!\d)(?P<at>\d{1,2})(?P<sign>[時时点點:])(?!間|间)"
        r"(?:(?P<minute>[0-5]\d)分?)?",
    )


def _prices(tongue: Tongue, low: str) -> tuple[str, ...]:
    currency = tongue.currencies.any_of
    even = r"(?:,-|\.-|,–)?"
    return (
        # Behind a number the sign belongs to that one: "6.95 € 8.95 €".
        rf"(?<![a-z\d])(?<!\d\s)(?P<sign>{currency})\s?(?P<num>{NUMBER})"
        rf"(?:\s?[-–—]\s?(?P<high>{NUMBER}))?(?![a-z\d]){even}",
        rf"{_START}{low}(?P<num>{NUMBER}){even}[\s-]?(?P<sign>{currency}){_END}",
    )


def _weekday(tongue: Tongue) -> str:
    day = tongue.weekdays.any_of
    return (
        rf"(?<![a-z])(?P<first>{day}){_END}"
        rf"(?:(?P<joined>\s?(?:{tongue.ranges})\s?)(?P<last>{day}){_END})?"
    )
