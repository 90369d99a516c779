"""How numbers, days, prices and units are written in each language: one JSON file a language.

Entries are small patterns over folded text (see `phrases.folded`). What all languages share,
such as signs of currencies, stands here.
"""

import json
import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from decimal import Decimal
from functools import cache
from importlib.resources import files
from typing import Any

LANGUAGES = ("en", "de", "fr", "es", "pt", "it", "nl", "ja", "zh")
POINT_IS_DECIMAL = frozenset({"en", "zh", "ja", "ko", "th", "he", "hi", "ms", "ta", "bn"})
"""Languages that write 1,000.50; all others write 1.000,50."""

NUMBER = r"(?:\d{1,3}(?:[ .,]\d{3})+(?:[.,]\d{1,2})?(?![.,]?\d)|\d+(?:[.,]\d+)*)"

_CURRENCIES = {
    "EUR": r"€|eur", "USD": r"us ?\$|usd", "AUD": r"au?\$|aud", "CAD": r"ca?\$|cad",
    "NZD": r"nz\$|nzd", "BRL": r"r\$|brl", "dollar": r"\$", "GBP": r"£|gbp", "JPY": r"jpy",
    "CNY": r"cny|rmb", "¥": r"¥", "CHF": r"chf|sfr\.?", "INR": r"₹|inr|rs\.?", "kr": r"kr\.?",
    "SEK": r"sek", "NOK": r"nok", "DKK": r"dkk", "PLN": r"zł|pln", "CZK": r"kc|czk",
    "cent": r"ct\.?",
}  # fmt: skip
_UNITS = {
    "second": "s|sec|sek", "minute": "min", "hour": "h|std", "kg": r"kg|kilos?|kilogram\w*|公斤",
    "g": r"g|gramm?(?:s|es|i|o|os|as|en)?|gram[oa]s|克", "mg": r"mg|milligram\w*",
    "km": r"km|kilomet\w*|quilomet\w*", "m": r"m|met(?:er|re|ro|ri)s?|米",
    "cm": r"cm|[cz]entimet\w*|厘米", "mm": r"mm|mill?imet\w*|毫米",
    "l": r"l|lit(?:er|re|ro|ri)s?|升", "cl": "cl", "ml": r"ml|mill?ilit\w*|毫升",
    "°c": r"° ?c|(?:degrees?|grad|degres?|grad[oi]s?|graus?|graden) celsius|摄氏度", "°f": "° ?f",
    "°": r"°|degrees?|grad|degres?|grad[oi]s?|graus?|graden|度", "bar": "bar", "w": r"w|watts?",
    "kw": "kw", "kwh": "kwh", "v": r"v|volts?", "mb": "mb", "gb": "gb", "kb": "kb",
    "inch": r"inch(?:es)?|zoll|pouces?|pulgadas?|polegadas?|pollici", "lb": r"lbs?",
    "oz": r"oz|ounces?",
}  # fmt: skip
_BASE = {
    "second": ("second", 1), "minute": ("second", 60), "hour": ("second", 3600),
    "day": ("second", 86_400), "week": ("second", 604_800), "year": ("month", 12),
    "kg": ("mg", 1_000_000), "g": ("mg", 1000), "km": ("mm", 1_000_000), "m": ("mm", 1000),
    "cm": ("mm", 10), "l": ("ml", 1000), "cl": ("ml", 10), "kw": ("w", 1000),
}  # fmt: skip


@dataclass(frozen=True, slots=True)
class Table:
    """A few named patterns, to be found in a text and named again from what was found."""

    patterns: Mapping[str, str]

    @property
    def any_of(self) -> str:
        return "|".join(self.patterns.values()) or "(?!)"

    def name(self, found: str) -> str:
        """Raises KeyError for what none of the patterns matches as a whole."""
        for name, pattern in self.patterns.items():
            if re.fullmatch(pattern, found):
                return name
        raise KeyError(found)


@dataclass(frozen=True, slots=True)
class Tongue:
    """One language's way to write facts."""

    point: bool
    """Whether the point is the decimal sign."""
    numbers: Mapping[str, str]
    """Number words that count wherever they stand, with their digits."""
    before_unit: Mapping[str, str]
    """Patterns of words that are numbers only before a unit ("one week")."""
    months: Table
    weekdays: Table
    units: Table
    currencies: Table
    percent: str
    free: str
    not_free: str
    ranges: str
    between: str
    counted: str
    steps: str
    oclock: str


@cache
def tongue_of(language: str) -> Tongue:
    """The tables of a language; a language without any has the shared signs and English words."""
    raw = _read(language if language in LANGUAGES else "en")
    months = {
        str(number): f"{long}|{short}\\.?"
        for number, (long, short) in enumerate(
            zip(raw["months"], raw["months_short"], strict=True), start=1
        )
    }
    return Tongue(
        point=language in POINT_IS_DECIMAL,
        numbers={word: str(value) for word, value in raw["numbers"].items()},
        before_unit={word: str(value) for word, value in raw["before_unit"].items()},
        months=Table(months),
        weekdays=Table({str(day): each for day, each in enumerate(raw["weekdays"], start=1)}),
        units=Table(_merged(raw["units"], _UNITS)),
        currencies=Table(_merged(raw["currencies"], _CURRENCIES)),
        percent=_any(("%", "٪", *raw["percent"])),
        free=_any(raw["free"]),
        not_free=_any(raw["not_free"]),
        ranges=_any(("-", "–", "—", "/", *raw["ranges"])),
        between=_any(raw["between"]),
        counted=_any(raw["counted"]),
        steps=_any(raw["steps"]),
        oclock=_any(raw["oclock"]),
    )


def in_base_units(unit: str, value: Decimal) -> tuple[str, Decimal]:
    """90 minutes and 1.5 hours are the same; a month has no fixed number of days."""
    base, factor = _BASE.get(unit, (unit, 1))
    return base, (value * factor).normalize()


def value_of(number: str, *, point: bool) -> Decimal | None:
    """What a number says in a language; None where it is no single number (`2,3,5`).

    A lone sign before three digits parts thousands or decimals by the language's custom.
    """
    digits = number.replace(" ", "")
    decimal, grouping = (".", ",") if point else (",", ".")
    if "." in digits and "," in digits:
        decimal = max(".", ",", key=digits.rfind)
        grouping = "," if decimal == "." else "."
    elif re.fullmatch(r"\d+[.,]\d{1,2}|\d+[.,]\d{4,}|0[.,]\d+", digits):
        # No group of thousands: whichever sign it is, it is the decimal one.
        digits = digits.replace(",", ".")
        return Decimal(digits).normalize()
    whole, _, part = digits.partition(decimal)
    if not re.fullmatch(rf"\d{{1,3}}(?:{re.escape(grouping)}\d{{3}})+|\d+", whole):
        return None
    if part and not part.isdigit():
        return None
    return Decimal(f"{whole.replace(grouping, '')}.{part or 0}").normalize()


def _merged(own: Mapping[str, Iterable[str]], shared: Mapping[str, str]) -> dict[str, str]:
    names = dict.fromkeys((*own, *shared))
    return {name: _any((*own.get(name, ()), *filter(None, (shared.get(name),)))) for name in names}


def _any(patterns: Iterable[str]) -> str:
    return "|".join(patterns) or "(?!)"


def _read(language: str) -> dict[str, Any]:
    file = files("frontmate.agent") / "measures" / f"{language}.json"
    loaded: dict[str, Any] = json.loads(file.read_text("utf-8"))
    return loaded
