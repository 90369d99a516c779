"""A conversation that was before, as a file tells it; names are looked up when it is played."""

from dataclasses import dataclass
from typing import Final

from frontmate.simulator.content.times import When

STATUSES: Final = ("open", "archived", "snoozed", "trashed")
CUSTOMER: Final = "customer"


@dataclass(frozen=True, slots=True)
class PastMessage:
    """What somebody said; `by` is the customer or a teammate, by whatever name."""

    text: str
    by: str = CUSTOMER
    is_comment: bool = False
    when: When | None = None


@dataclass(frozen=True, slots=True)
class PastConversation:
    """`source` names its file, and its line where a file holds several.

    Without an inbox it is in the first one of its channel; without a name somebody is made up.
    """

    source: str
    messages: tuple[PastMessage, ...]
    channel: str = ""
    inbox: str = ""
    subject: str = ""
    handle: str = ""
    name: str = ""
    assignee: str = ""
    tags: tuple[str, ...] = ()
    status: str = "open"
    when: When | None = None
