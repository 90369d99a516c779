"""How somebody appears on the page: name, initials, kind and colour."""

from dataclasses import dataclass

from frontmate.simulator.records import Contact, Teammate

_HUES = 6


@dataclass(frozen=True, slots=True)
class Person:
    """`kind` is customer, ai, teammate or bot; `chip` is the mark beside the name."""

    name: str
    kind: str
    initials: str
    hue: int
    chip: str = ""

    @property
    def short(self) -> str:
        return self.name.split()[0] if self.name.split() else self.name


def customer(contact: Contact) -> Person:
    return Person(contact.name, "customer", _initials(contact.name), _hue(contact.name))


def teammate(found: Teammate | None, is_listed: bool = True) -> Person:
    """A bot on the team list is the AI teammate; Front's own bots are not on it."""
    if found is None:
        return Person("API", "bot", "A", 0, "bot")
    if not found.is_bot:
        return Person(found.name, "teammate", _initials(found.name), _hue(found.name))
    kind, chip = ("ai", "AI") if is_listed else ("bot", "bot")
    return Person(found.name, kind, _initials(found.name), 0, chip)


def _initials(name: str) -> str:
    words = [word for word in name.split() if word[0].isalnum()] or ["?"]
    chosen = words if len(words) == 1 else [words[0], words[-1]]
    return "".join(word[0] for word in chosen).upper()


def _hue(name: str) -> int:
    return sum(name.encode()) % _HUES
