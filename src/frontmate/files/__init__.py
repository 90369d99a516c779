"""What a file really is, and what it says or shows: opened in a process of its own, with limits."""

from frontmate.files.extracting import (
    LONGEST_EDGE,
    MOST_CHARACTERS,
    Failure,
    redrawn,
    text_in,
)
from frontmate.files.kinds import HEAD, Kind, claims_a_picture, kind_of, may_be_read

__all__ = [
    "HEAD",
    "LONGEST_EDGE",
    "MOST_CHARACTERS",
    "Failure",
    "Kind",
    "claims_a_picture",
    "kind_of",
    "may_be_read",
    "redrawn",
    "text_in",
]
