"""One way in which a house falls ill, and what the doctor must say of it."""

from collections.abc import Awaitable, Callable, Mapping
from dataclasses import dataclass, field

from tests.setup.ward import Ward


@dataclass(frozen=True)
class Scenario:
    """`says` is a part of the finding or its fix; `also` what cannot but follow from it."""

    check: str
    level: str
    says: str
    arrange: Callable[[Ward], Awaitable[None]]
    also: Mapping[str, str] = field(default_factory=dict)

    def __str__(self) -> str:
        return f"{self.check}: {self.arrange.__name__}"


Table = list[Scenario]


def scenario(
    table: Table, check: str, level: str, says: str, **also: str
) -> Callable[[Callable[[Ward], Awaitable[None]]], Callable[[Ward], Awaitable[None]]]:
    """Put a function that breaks one thing into the table."""

    def put(arrange: Callable[[Ward], Awaitable[None]]) -> Callable[[Ward], Awaitable[None]]:
        table.append(Scenario(check, level, says, arrange, also))
        return arrange

    return put
