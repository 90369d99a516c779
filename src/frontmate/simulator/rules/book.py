"""The rules that a workspace has, in the order in which they run."""

from collections.abc import Iterable, Iterator
from dataclasses import replace
from typing import Any

from frontmate.simulator.ids import Ids
from frontmate.simulator.rules.rule import Rule


class RuleBook:
    """A rule that is added under an id that there is takes its place."""

    def __init__(self, rules: Iterable[Rule], ids: Ids) -> None:
        self._ids = ids
        self._rules: dict[str, Rule] = {}
        for rule in rules:
            self.add(rule)

    def __iter__(self) -> Iterator[Rule]:
        return iter(sorted(self._rules.values(), key=lambda rule: rule.order))

    def get(self, rule_id: str) -> Rule | None:
        return self._rules.get(rule_id)

    def add(self, rule: Rule) -> Rule:
        if not rule.id:
            rule = replace(rule, id=self._ids.mint("rul"))
        self._rules[rule.id] = rule
        return rule

    def remove(self, rule_id: str) -> bool:
        """Whether it was there."""
        return self._rules.pop(rule_id, None) is not None

    def retell(self) -> list[dict[str, Any]]:
        return [rule.retell() for rule in self]

    def clear(self) -> None:
        self._rules.clear()
