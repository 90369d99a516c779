"""Names for customers whose file does not name them; the same number is the same person."""

from dataclasses import dataclass
from typing import Final

_FIRST: Final = (
    *("Alex", "Noor", "Kim", "Ravi", "Lena", "Tomas", "Aiko", "Sara", "Femi", "Ines", "Jonas"),
    *("Mara", "Omar", "Pia", "Quinn", "Rosa", "Sven", "Tariq", "Uma", "Vera", "Wen", "Yara", "Zoe"),
)
_LAST: Final = (
    *("Reed", "Lind", "Okafor", "Meyer", "Rossi", "Tanaka", "Silva", "Novak", "Haddad", "Berg"),
    *("Costa", "Dubois", "Fischer", "Garcia", "Holm", "Ivers", "Jansen", "Kaya", "Marsh", "Park"),
)


@dataclass(frozen=True, slots=True)
class Somebody:
    """A name, and an address for each kind of channel."""

    name: str
    number: int

    def handle(self, kind: str) -> str:
        slug = self.name.casefold().replace(" ", ".")
        if kind in {"sms", "whatsapp", "call", "phone-call"}:
            # 555-01xx is kept free for fiction, in every area.
            area, line = divmod(self.number, 100)
            return f"+1{201 + area % 700}55501{line:02d}"
        return f"{slug}@customer.example" if kind in {"email", "form"} else f"visitor-{slug}"


def somebody(number: int) -> Somebody:
    """The names differ up to 460 people; then they have a number."""
    count = len(_FIRST) * len(_LAST)
    again, within = divmod(number, count)
    # Side by side in a list, two people share neither name.
    first = within % len(_FIRST)
    last = (first + within // len(_FIRST)) % len(_LAST)
    name = f"{_FIRST[first]} {_LAST[last]}"
    return Somebody(f"{name} {again + 1}" if again else name, number)
