"""What a file really is, and what its text says: opened in a process of its own, with limits."""

from frontmate.files.extracting import MOST_CHARACTERS, Failure, text_in
from frontmate.files.kinds import HEAD, Kind, kind_of, may_be_read

__all__ = ["HEAD", "MOST_CHARACTERS", "Failure", "Kind", "kind_of", "may_be_read", "text_in"]
