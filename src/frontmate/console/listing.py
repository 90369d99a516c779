"""What a page that lists something reads from its address, and which part of the list it shows."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from urllib.parse import urlencode

from starlette.datastructures import QueryParams

_LAST_PAGE = 10_000


def words_of(query: QueryParams, name: str, longest: int) -> str:
    """What the address says under this name; empty where it says nothing."""
    # PostgreSQL refuses NUL in text.
    return query.get(name, "").replace("\x00", "").strip()[:longest]


def address_of(path: str, chosen: Mapping[str, str]) -> str:
    """The address of a path with what was chosen; what is empty is left out."""
    query = urlencode({name: value for name, value in chosen.items() if value})
    return f"{path}?{query}" if query else path


@dataclass(frozen=True)
class Pager:
    """What the pager of a list shows: numbers of lines, and the pages beside this one."""

    first: int
    total: int
    before: str | None
    after: str | None


@dataclass(frozen=True)
class Part:
    """One page of a list."""

    number: int
    size: int
    """Lines of a page."""
    total: int
    """Lines of the list."""

    @property
    def offset(self) -> int:
        return (self.number - 1) * self.size

    def pager(self, address: Callable[[int], str]) -> Pager:
        """The way to the pages beside this one; `address` is that of a page by its number."""
        goes_on = self.offset + self.size < self.total
        return Pager(
            first=self.offset + 1,
            total=self.total,
            before=address(self.number - 1) if self.number > 1 else None,
            after=address(self.number + 1) if goes_on else None,
        )


def part_of(query: QueryParams, total: int, size: int) -> Part:
    """The page that the address asks for, or the nearest that there is."""
    given = query.get("page", "1")
    number = int(given) if given.isascii() and given.isdigit() and len(given) < 8 else 1
    last = min(max(1, -(-total // size)), _LAST_PAGE)
    return Part(min(max(number, 1), last), size, total)
