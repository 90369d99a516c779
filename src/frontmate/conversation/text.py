"""Words of a person, or written for one."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Text:
    """Customer text, a handle, or a draft: everything that must be erasable.

    A type of its own, so that the store can keep it apart from the event skeletons around it
    (an erased text reads as the empty string) and so that no log line prints it by accident.
    """

    body: str

    def __repr__(self) -> str:
        return f"Text({len(self.body)} characters)"

    def __bool__(self) -> bool:
        return bool(self.body)


EMPTY = Text("")
