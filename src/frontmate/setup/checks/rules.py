"""Rules of the admin's that keep the AI silent, or keep customers from hearing it."""

from collections.abc import AsyncIterator

from frontmate.conversation.message import Channel
from frontmate.conversation.policy import Mode
from frontmate.setup.checks.finding import Seen, ok, warn
from frontmate.setup.checks.patient import Patient

_TOLD = {
    Mode.SHADOW: "decisions are only recorded, nothing is written to Front",
    Mode.DRAFT: "replies are drafts: a customer gets one when a teammate sends it",
}


async def master_switch(p: Patient) -> AsyncIterator[Seen]:
    if p.policy.enabled:
        yield ok("it is on")
    else:
        yield warn(
            "it is off: messages are recorded, and none is answered",
            "Switch the AI on: `frontmate connect`, or the console.",
        )


async def mode(p: Patient) -> AsyncIterator[Seen]:
    by_mode = {mode: [c.value for c in Channel if p.policy.mode_of(c) is mode] for mode in Mode}
    held_back = {mode: told for mode, told in _TOLD.items() if by_mode[mode]}
    for mode_, told in held_back.items():
        where = "everywhere" if len(by_mode[mode_]) == len(Channel) else ", ".join(by_mode[mode_])
        yield warn(
            f"{mode_.value} ({where}): {told}",
            "As it is meant? Then leave it. Else set it: `frontmate mode NAME live`.",
        )
    if not held_back:
        yield ok("live on every channel")
