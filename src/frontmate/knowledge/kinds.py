"""The vectors of one kind of pieces: of passages, of their sentences, or of titles."""

from array import array
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np

from frontmate.knowledge.rows import Centre, Rows
from frontmate.knowledge.vector import Places, Some


@dataclass(frozen=True, slots=True)
class Scope:
    """What of one kind is compared in one selection."""

    places: Places | None
    """Among the vectors. None: all."""
    centre: Centre | None
    """None where no mean is taken off."""

    @property
    def some(self) -> Places | slice:
        """The same as an index."""
        return slice(None) if self.places is None else self.places


class Pieces:
    """Of one kind, as they are gathered."""

    def __init__(self) -> None:
        self.belongs, self.digests = array("q"), list[str]()

    def add(self, places: Sequence[int], digests: Sequence[str]) -> None:
        """Each with the row or the article that it belongs to."""
        self.belongs.extend(places)
        self.digests.extend(digests)


class Kind:
    """The vectors of one kind of pieces, and where each belongs."""

    def __init__(self, pieces: Pieces, loose: Mapping[str, bytes], before: "Kind | None") -> None:
        self.belongs: Places = np.array(pieces.belongs, np.intp)
        self.digests = pieces.digests
        if before is None:
            self.rows = Rows(loose[each] for each in self.digests)
            return
        known = {digest: place for place, digest in enumerate(before.digests)}
        places = np.array([known.get(each, -1) for each in self.digests], np.intp)
        new = (loose[each] for each in self.digests if each not in known)
        self.rows = Rows(new, before.rows, places)

    def scope(self, within: Some | None, *, warm: bool) -> Scope:
        places = None if within is None else np.flatnonzero(within[self.belongs])
        return Scope(places, self.rows.centre(places) if warm else None)
