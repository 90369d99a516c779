"""Whether sources hold a fact: written the same way, in another way, or more exactly."""

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field

from frontmate.agent.facts import Fact, Reading, facts_of
from frontmate.agent.measures import tongue_of
from frontmate.agent.phrases import folded
from frontmate.agent.tables import Row, headed_cells, rows_of

_COVERS = {
    "dollar": frozenset({"USD", "AUD", "CAD", "NZD"}),
    "¥": frozenset({"JPY", "CNY"}),
    "kr": frozenset({"SEK", "NOK", "DKK"}),
    "°": frozenset({"°c", "°f"}),
}
"""What says less than something else: "degrees" than "degrees Celsius"."""
_LEAST_PHONE = 6
"""Digits by which a number without its country is still the same."""


@dataclass
class Told:
    """What a few texts say, each in its language."""

    facts: list[Fact] = field(default_factory=list)
    readings: set[Reading] = field(default_factory=set)
    texts: list[str] = field(default_factory=list)

    def hear(self, text: str, language: str) -> None:
        self._add(facts_of(text, language))
        self.texts.append(folded(text))
        for row in rows_of(text)[0]:
            self._add(facts_of_row(row, language))

    def _add(self, facts: Iterable[Fact]) -> None:
        for fact in facts:
            self.facts.append(fact)
            self.readings.update(fact.readings)

    def holds(self, fact: Fact) -> bool:
        if fact.readings & self.readings:
            return True
        if fact.kind not in ("number", "address") and self._stands(fact.raw):
            return True
        return any(self._implies(reading, fact) for reading in fact.readings)

    def _stands(self, raw: str) -> bool:
        bounded = rf"(?<![\w])(?<!\d[.,]){re.escape(folded(raw))}(?![\w])(?![.,]\d)"
        return any(re.search(bounded, text) for text in self.texts)

    def _implies(self, reading: Reading, fact: Fact) -> bool:
        match reading:
            case ("date", year, month, day):
                # Without its year, or with its month alone, it says less than the source.
                return any(
                    said[0] == "date" and said[2] == month and year in (0, said[1])
                    for said in self.readings
                    if day in (0, said[-1])
                )
            case ("money", currency, value):
                return self._pays(str(currency), value)
            case ("measure", unit, value):
                covered = _COVERS.get(str(unit), frozenset())
                return any(
                    said[0] == "measure" and said[1] in covered and said[-1] == value
                    for said in self.readings
                )
            case ("number", _) if not fact.counts:
                return any(said.value == fact.value for said in self.facts)
            case ("phone", digits):
                return self._called(str(digits))
            case ("free",):
                return any(said.kind == "money" and said.value == 0 for said in self.facts)
        return False

    def _pays(self, currency: str, value: object) -> bool:
        return any(
            said[0] == "money"
            and said[-1] == value
            and (currency == "cent" or said[1] in _COVERS.get(currency, ()))
            for said in self.readings
        )

    def _called(self, digits: str) -> bool:
        for said in self.readings:
            if said[0] != "phone":
                continue
            short, long = sorted((digits.lstrip("0"), str(said[1]).lstrip("0")), key=len)
            if len(short) >= _LEAST_PHONE and long.endswith(short) and len(long) - len(short) <= 3:
                return True
        return False


def facts_of_row(row: Row, language: str) -> tuple[Fact, ...]:
    """The facts of a row's cells, also with the unit of a cell's head: a 6.95 below "EUR"."""
    found = list(facts_of("\n".join(row.cells), language))
    for cell, head in headed_cells(row):
        for unit in _units_in(head, language):
            found += facts_of(f"{cell} {unit}", language)
    return tuple(found)


def _units_in(head: str, language: str) -> Iterator[str]:
    tongue = tongue_of(language)
    for table in (tongue.units, tongue.currencies):
        for found in re.finditer(rf"(?<![a-z])(?:{table.any_of})(?![a-z])", folded(head)):
            yield found.group()
