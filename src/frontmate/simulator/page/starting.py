"""What the form of a new conversation offers."""

from dataclasses import dataclass

from frontmate.simulator.channels import CALLS
from frontmate.simulator.config import Suggestion
from frontmate.simulator.people import People


@dataclass(frozen=True, slots=True)
class Way:
    """An inbox that can be written to; the first one of a channel is called by its word."""

    value: str
    name: str
    kind: str


def ways(people: People) -> list[Way]:
    found: list[Way] = []
    for inbox in people.inboxes.values():
        kind = people.channel_kind(inbox)
        if kind in CALLS:
            continue
        is_first = kind not in {way.kind for way in found}
        found.append(Way(kind if is_first else inbox.id, inbox.name, kind))
    return found


def suggested(suggestions: tuple[Suggestion, ...], chosen: str) -> dict[str, str]:
    """The fields as that suggestion fills them; empty ones where there is no such suggestion."""
    form = dict.fromkeys(("name", "handle", "subject", "cc", "text"), "") | {"channel": "email"}
    if not (chosen.isascii() and chosen.isdigit() and len(chosen) < 4):
        return form
    if int(chosen) >= len(suggestions):
        return form
    found = suggestions[int(chosen)]
    return form | {
        "channel": found.channel,
        "name": found.name,
        "subject": found.subject,
        "text": found.text,
    }
