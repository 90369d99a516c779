"""What the list shows, as the address of the page says it: a filter, an inbox, words to find."""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import Final, Self
from urllib.parse import urlencode

FILTERS: Final = {
    "open": "Open",
    "unassigned": "Unassigned",
    "snoozed": "Snoozed",
    "archived": "Archived",
    "trashed": "Trash",
    "all": "All",
}
ROWS_A_STEP: Final = 50
_MOST_STEPS: Final = 40


@dataclass(frozen=True, slots=True)
class View:
    """`steps` is how often "Show more" was pressed, plus one."""

    show: str = "open"
    inbox: str = ""
    find: str = ""
    steps: int = 1

    @classmethod
    def read(cls, query: Mapping[str, str]) -> Self:
        """Whatever makes no sense is left out."""
        show, steps = query.get("show", "open"), query.get("steps", "1")
        counted = int(steps) if steps.isascii() and steps.isdigit() and len(steps) < 4 else 1
        return cls(
            show if show in FILTERS else "open",
            query.get("inbox", ""),
            " ".join(query.get("find", "").split())[:200],
            min(max(counted, 1), _MOST_STEPS),
        )

    @property
    def rows(self) -> int:
        return self.steps * ROWS_A_STEP

    def but(self, **changes: str | int) -> "View":
        """The same with another filter, inbox or word; then from the top again."""
        return replace(self, **({"steps": 1} | changes))  # type: ignore[arg-type] # checked by name

    def at(self, path: str, **more: str) -> str:
        """That page beside this list."""
        given = {"show": self.show, "inbox": self.inbox, "find": self.find, "steps": self.steps}
        plain = {"show": "open", "inbox": "", "find": "", "steps": 1}
        query = {key: value for key, value in given.items() if value != plain[key]} | more
        return f"{path}?{urlencode(query)}" if query else path
