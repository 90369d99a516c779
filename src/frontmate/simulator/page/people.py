"""How somebody appears on the page: name, initials, kind and colour."""

from dataclasses import dataclass

from frontmate.simulator.people import People
from frontmate.simulator.records import Contact, Conversation, Teammate

_HUES = 6
_CHIPS = {
    "ai": "AI",
    "api": "API",
    "application": "App",
    "rule": "Rule",
    "macro": "Macro",
    "integration": "App",
    "csat": "CSAT",
    "smart_csat": "CSAT",
    "bulk_reply": "Bulk",
    "visitor": "Visitor",
}


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
        """For names; an address is shortened by whoever shows it."""
        return self.name.split()[0] if self.name.split() else self.name

    @property
    def named(self) -> str:
        """With its mark, in running text."""
        return f"{self.name} ({self.chip})" if self.chip else self.name


def customer(contact: Contact | None, name: str = "") -> Person:
    """`name` where there is no contact."""
    shown = contact.name if contact else name
    return Person(shown, "customer", _initials(shown), _hue(shown))


def correspondent(people: People, conversation: Conversation) -> Person:
    """Who it is with; a discussion or a task is with nobody, and is called by its subject."""
    if conversation.type != "conversation":
        return customer(None, conversation.subject)
    return customer(people.correspondent(conversation.contact_id))


def teammate(found: Teammate | None, is_listed: bool = True) -> Person:
    """A bot on the team list is the AI teammate; Front's own bots are not on it."""
    if found is None:
        return Person("API", "bot", "A", 0, "API")
    if not found.is_bot:
        return Person(found.name, "teammate", _initials(found.name), _hue(found.name))
    if is_listed:
        return Person(found.name, "ai", _initials(found.name), 0, "AI")
    chip = _CHIPS.get(found.type, "Bot")
    return Person(
        found.name, "bot", _initials(found.name), 0, chip if chip != found.name else "Bot"
    )


def _initials(name: str) -> str:
    words = [word for word in name.split() if word[0].isalnum()] or ["?"]
    chosen = words if len(words) == 1 else [words[0], words[-1]]
    return "".join(word[0] for word in chosen).upper()


def _hue(name: str) -> int:
    return sum(name.encode()) % _HUES
