"""Which teammate the AI writes as: the list to pick from, best first, with what to know of each."""

from collections.abc import Sequence
from dataclasses import dataclass

from frontmate.front import FrontClient, FrontError, Teammate
from frontmate.setup.problem import Problem, of_front

_FRONTS_OWN = frozenset({"visitor", "ai", "bulk_reply", "csat", "macro", "rule", "smart_csat"})
"""Types that act for Front itself or for a visitor (facts 1.2): nobody can write as them."""
_HINTS = ("ai", "bot", "assistant", "assistent", "agent")

NOBODY = Problem(
    "no_ai_teammate",
    "There is no teammate that the AI could write as.",
    "Invite one in Front (Settings > Teammates > Add): a name that customers may read, such as "
    "“Ada”, an address of its own, and access to the inboxes it shall answer in. Then look again.",
)


@dataclass(frozen=True)
class Candidate:
    """A teammate the AI could be. `warning` says what speaks against it; empty: nothing."""

    id: str
    name: str
    email: str
    type: str
    blocked: bool

    @property
    def warning(self) -> str:
        if self.blocked:
            return (
                f"{self.name} is blocked in Front: what is written as {self.name} may be refused, "
                "and nothing can be assigned. Unblock it first (Settings > Teammates)"
            )
        if self.type == "user":
            return (
                f"customers will see {self.name} as the writer, and whatever is assigned to "
                f"{self.name} is the AI's to answer: take a seat that no person works with"
            )
        return ""


async def candidates(client: FrontClient, api_url: str) -> tuple[Candidate, ...] | Problem:
    """Whom the AI could be, the likeliest first; a Problem where there is nobody."""
    try:
        found = await client.teammates()
    except FrontError as error:
        return of_front(error, api_url)
    able = [_candidate(mate) for mate in found if mate.id and mate.type not in _FRONTS_OWN]
    return tuple(sorted(able, key=_unlikely)) or NOBODY


def pick(wanted: str, among: Sequence[Candidate]) -> Candidate | Problem:
    """The one with this id, address or name."""
    word = wanted.strip().casefold()
    for named in (
        [one for one in among if one.id == wanted.strip()],
        [one for one in among if one.email.casefold() == word],
        [one for one in among if one.name.casefold() == word],
    ):
        if len(named) == 1:
            return named[0]
        if named:
            return Problem(
                "ambiguous_teammate",
                f"{len(named)} teammates are called “{wanted}”.",
                f"Give an id: {', '.join(one.id for one in named)}.",
            )
    names = ", ".join(f"{one.name} ({one.id})" for one in among)
    return Problem(
        "unknown_teammate",
        f"No teammate “{wanted}” is in the list, or Front keeps it for itself.",
        f"There are: {names}. To make a new one: {NOBODY.fix}",
    )


def _candidate(mate: Teammate) -> Candidate:
    name = mate.name or mate.username or mate.email or mate.id
    return Candidate(mate.id, name, mate.email, mate.type, mate.blocked)


def _unlikely(one: Candidate) -> tuple[bool, bool, bool, str]:
    words = f"{one.name} {one.email.partition('@')[0]}".casefold().replace("-", " ")
    hinted = any(hint in words.replace(".", " ").replace("_", " ").split() for hint in _HINTS)
    return one.blocked, one.type == "user", not hinted, one.name.casefold()
