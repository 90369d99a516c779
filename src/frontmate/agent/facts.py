"""What can be checked of a text: numbers, prices, dates, times, shares, phone numbers, weekdays."""

import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from decimal import Decimal
from functools import cache

from frontmate.agent.addresses import addresses_in, canonical
from frontmate.agent.fact_patterns import Patterns, patterns_of
from frontmate.agent.measures import Tongue, in_base_units, tongue_of, value_of
from frontmate.agent.phrases import folded
from frontmate.knowledge import words_in

Reading = tuple[str | int | Decimal, ...]
"""A kind and what is said, in a form that does not depend on how it was written."""

_FRACTIONS = {"½": "5", "¼": "25", "¾": "75"}
_LISTING = "/ and or und oder et ou y o e en of または と 和 或"
"""Between two weekdays they name both, and none between them."""
_NOON = 720
"""Minutes."""
_HALVES = {"am": 0, "pm": _NOON, "午前": 0, "午後": _NOON, "上午": 0, "下午": _NOON, "晚上": _NOON}
_SPANS = frozenset({"h", "heure", "heures", "uur"})


@dataclass(frozen=True, slots=True)
class Fact:
    raw: str
    kind: str
    readings: frozenset[Reading]
    """More than one where it can be read in more than one way."""
    value: Decimal | None = None
    """The number as it stands there, for whatever unit."""
    counts: str = ""
    """The word behind a plain number: what is counted."""


def facts_of(text: str, language: str) -> tuple[Fact, ...]:
    """Every fact of a plain text, in no particular order; a list's own numbers are none."""
    return tuple(fact for line in text.split("\n") for fact in _of_line(line, language))


def _of_line(line: str, language: str) -> Iterator[Fact]:
    patterns, tongue = patterns_of(language), tongue_of(language)
    found, line = addresses_in(line)
    for address in found:
        yield Fact(address, "address", frozenset({("address", canonical(address))}))
    line = patterns.list_number.sub("", folded(_plain_fractions(line)))
    line = patterns.steps.sub(" · ", line)
    line = _in_digits(line, patterns, tongue)
    for pattern, read in _readers(language):
        kept: list[str] = []
        at = 0
        for match in pattern.finditer(line):
            facts = read(match, patterns, tongue)
            if facts:
                yield from facts
                kept += [line[at : match.start()], " · "]
                at = match.end()
        line = "".join((*kept, line[at:]))
    yield from _plain_numbers(line, patterns, tongue, language)
    yield from _weekdays(line, patterns, tongue)
    free = patterns.free.search(patterns.not_free.sub(" · ", line))
    if free:
        yield Fact(free.group(), "free", frozenset({("free",)}))


def _plain_fractions(line: str) -> str:
    for sign, digits in _FRACTIONS.items():
        line = re.sub(rf"(\d)\s?{sign}", rf"\g<1>.{digits}", line).replace(sign, f"0.{digits}")
    # Digits of other scripts say the same.
    return "".join(str(int(sign)) if sign.isdecimal() else sign for sign in line)


def _in_digits(line: str, patterns: Patterns, tongue: Tongue) -> str:
    """Number words as digits, except where they only announce a list ("two ways")."""
    line = patterns.announced.sub(" ", line)
    line = patterns.number_word.sub(lambda word: tongue.numbers[word.group()], line)

    def digits(word: re.Match[str]) -> str:
        for pattern, value in tongue.before_unit.items():
            if re.fullmatch(pattern, word.group()):
                return value
        return word.group()

    return patterns.one_before_unit.sub(digits, line)


_Reader = Callable[[re.Match[str], Patterns, Tongue], list[Fact]]


@cache
def _readers(language: str) -> tuple[tuple[re.Pattern[str], _Reader], ...]:
    """In the order in which they take their part of a line."""
    patterns = patterns_of(language)
    return (
        *((each, _date) for each in patterns.dates),
        *((each, _time) for each in patterns.times),
        (patterns.phone, _phone),
        *((each, _price) for each in patterns.prices),
        (patterns.share, _share),
        (patterns.measure, _measure),
        (patterns.code, _code),
    )


def _date(match: re.Match[str], _: Patterns, tongue: Tongue) -> list[Fact]:
    groups = match.groupdict()
    year = int(groups.get("year") or 0)
    year += 2000 if 0 < year < 100 else 0
    name = groups.get("name")
    if name is not None:
        possible = [(int(tongue.months.name(name)), int(groups.get("day") or 0))]
    else:
        first, second = int(groups["first"]), int(groups["second"])
        possible = [(second, first)]
        # 4/5 is the fifth of April or the fourth of May: only its country knows.
        possible += [(first, second)] if groups.get("either") == "/" else []
        possible = [(first, second)] if groups.get("year_first") else possible
    readings = {
        ("date", year, month, day) for month, day in possible if 1 <= month <= 12 and day <= 31
    }
    return [Fact(match.group().strip(), "date", frozenset(readings))] if readings else []


def _time(match: re.Match[str], _: Patterns, __: Tongue) -> list[Fact]:
    groups = match.groupdict()
    sign, suffix = groups["sign"], groups["suffix"]
    if not suffix and sign in (None, "."):
        return []
    raw = match.group().strip()
    facts = [_at(raw, groups["at"], groups["minute"], suffix)]
    if groups.get("low"):
        # In "9 to 5 pm" the nine is one of the morning or of the evening.
        own, minute = groups["low_suffix"], groups["low_minute"]
        low = {_at(raw, groups["low"], minute, each) for each in (own, own or suffix)}
        facts.append(Fact(raw, "time", frozenset(r for each in low for r in each.readings)))
    return facts if all(fact.readings for fact in facts) else []


def _at(raw: str, hour: str, minute: str | None, suffix: str | None) -> Fact:
    half = (suffix or "").replace(".", "")
    at = int(hour) * 60 + int(minute or 0)
    if half in _HALVES and int(hour) <= 12:
        at = at % _NOON + _HALVES[half]
    readings: set[Reading] = {("time", at)} if at <= 2 * _NOON else set()
    if half in _SPANS and minute is None:
        # "24 h" and "24 heures" are a time of day or a span.
        readings.add(("measure", *in_base_units("hour", Decimal(hour))))
    return Fact(raw, "time", frozenset(readings))


def _phone(match: re.Match[str], _: Patterns, __: Tongue) -> list[Fact]:
    digits = re.sub(r"\D", "", match.group())
    return [Fact(match.group().strip(), "phone", frozenset({("phone", digits)}))]


def _numbers(match: re.Match[str], tongue: Tongue) -> Iterator[Decimal]:
    """What is said of the unit: one number, or the two of a range."""
    for name in ("low", "num", "high"):
        found = match.groupdict().get(name)
        value = value_of(found, point=tongue.point) if found else None
        if value is not None:
            yield value


def _price(match: re.Match[str], _: Patterns, tongue: Tongue) -> list[Fact]:
    currency = tongue.currencies.name(match["sign"])
    return [
        Fact(
            match.group().strip(),
            "money",
            frozenset({("money", currency, value / 100 if currency == "cent" else value)}),
            value,
        )
        for value in _numbers(match, tongue)
    ]


def _share(match: re.Match[str], _: Patterns, tongue: Tongue) -> list[Fact]:
    return [
        Fact(match.group().strip(), "percent", frozenset({("percent", value)}), value)
        for value in _numbers(match, tongue)
    ]


def _measure(match: re.Match[str], _: Patterns, tongue: Tongue) -> list[Fact]:
    unit = tongue.units.name(match["unit"])
    return [
        Fact(
            match.group().strip(),
            "measure",
            frozenset({("measure", *in_base_units(unit, value))}),
            value,
        )
        for value in _numbers(match, tongue)
    ]


def _code(match: re.Match[str], _: Patterns, __: Tongue) -> list[Fact]:
    return [Fact(match.group(), "code", frozenset({("code", match.group())}))]


def _plain_numbers(line: str, patterns: Patterns, tongue: Tongue, language: str) -> Iterator[Fact]:
    for match in patterns.number.finditer(line):
        value = value_of(match["num"], point=tongue.point)
        reading: Reading = ("code", match["num"]) if value is None else ("number", value)
        counts = _counted(line, match.end(), patterns, language)
        yield Fact(match["num"], "number", frozenset({reading}), value, counts)


def _counted(line: str, at: int, patterns: Patterns, language: str) -> str:
    """The word that a number counts, past "of the" and the like; empty if there is none."""
    for _ in range(3):
        behind = patterns.word_behind.match(line, at)
        if behind is None:
            return ""
        if words_in(behind["word"], language):
            return behind["word"]
        at = behind.end()
    return ""


def _weekdays(line: str, patterns: Patterns, tongue: Tongue) -> Iterator[Fact]:
    for match in patterns.weekday.finditer(line):
        first = int(tongue.weekdays.name(match["first"]))
        days = {first}
        if match["last"]:
            last = int(tongue.weekdays.name(match["last"]))
            span = range(first, last + 1 if last >= first else last + 8)
            listed = match["joined"].strip() in _LISTING.split()
            days = {first, last} if listed else {(day - 1) % 7 + 1 for day in span}
        for day in sorted(days):
            yield Fact(match.group().strip(), "weekday", frozenset({("weekday", day)}))
