"""Who we are at Front."""

from dataclasses import dataclass


@dataclass(frozen=True)
class Identity:
    """The company that a connection belongs to and the teammate that the AI writes as."""

    company: str
    """Front company id (`cmp_…`), as `GET /me` and every application webhook name it."""
    ai_teammate: str
    """Front teammate id (`tea_…`)."""
