"""What customers' questions are like on average: it is taken off before meanings are compared."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from types import MappingProxyType
from typing import TYPE_CHECKING

from frontmate.knowledge.words import language_of

if TYPE_CHECKING:
    from frontmate.knowledge.vector import Floats

ENOUGH = 20
"""Messages of a language from which its mean says more than it disturbs; five did harm."""


@dataclass(frozen=True, slots=True)
class QueryMeans:
    """Of each language how many questions have come and the sum of their vectors (float32)."""

    sums: Mapping[str, tuple[int, bytes]] = field(default_factory=lambda: MappingProxyType({}))

    def mean(self, language: str | None) -> "Floats | None":
        """None as long as too few have come."""
        import numpy as np  # noqa: PLC0415 - only where meanings are compared

        count, total = self.sums.get(language_of(language or ""), (0, b""))
        if count < ENOUGH:
            return None
        return np.frombuffer(total, "<f4").astype(np.float32) / np.float32(count)
