"""What a run of the contract counted, and everything that was wrong."""

from collections.abc import Iterable
from dataclasses import dataclass, field

from tests.contract.judge import Judge, Problem


@dataclass
class Findings:
    """Counts of what was judged; what is wrong in the same way in several places is said once."""

    judge: Judge = field(default_factory=Judge)
    requests: int = 0
    responses: int = 0
    events: int = 0
    cases: int = 0
    prism: str = ""
    kinds: set[str] = field(default_factory=set)
    """Of events that were seen."""
    _places: dict[str, dict[str, None]] = field(default_factory=dict)

    def fail(self, what: str, place: str = "") -> None:
        self._places.setdefault(what, {})[place] = None

    def problems(self, place: str, found: Iterable[Problem]) -> None:
        for problem in found:
            self.fail(str(problem), place)

    @property
    def failures(self) -> list[str]:
        """A sentence each, with the first of the places and how many more there are."""
        return [_said(what, list(places)) for what, places in self._places.items()]

    def retell(self) -> dict[str, object]:
        return {
            "requests": self.requests,
            "responses": self.responses,
            "events": self.events,
            "cases": self.cases,
            "deviations": len(self.judge.deviations),
            "failures": len(self.failures),
            "prism": self.prism,
        }


def _said(what: str, places: list[str]) -> str:
    more = f" and in {len(places) - 1} other places" if len(places) > 1 else ""
    return f"{places[0]}: {what}{more}" if places[0] else what
