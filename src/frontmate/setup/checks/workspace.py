"""What the workspace at Front is like: teammates, channels, inboxes, tags."""

from collections import Counter
from collections.abc import AsyncIterator

from frontmate.conversation.actions import Tag
from frontmate.conversation.policy import Mode
from frontmate.front import Teammate
from frontmate.setup.checks.finding import Seen, bad, counted, ok, warn
from frontmate.setup.checks.front_facts import known
from frontmate.setup.checks.patient import Patient

_OURS = frozenset(tag.value for tag in Tag)


async def ai_teammate(p: Patient) -> AsyncIterator[Seen]:
    id_ = p.connection.ai_teammate
    found = _teammate(p, id_)
    pick = "Pick the AI teammate anew with `frontmate connect`"
    if found is None:
        yield bad("Front has no such teammate any more", f"{pick}.", (id_,))
    elif found.blocked:
        yield bad(
            "the AI teammate is blocked: Front takes no reply in its name",
            f"Unblock it in Front (Settings > Teammates), or p{pick[1:]}.",
            (id_,),
        )
    else:
        yield ok("it is there, and not blocked", (id_,))


async def fallback_assignee(p: Patient) -> AsyncIterator[Seen]:
    id_ = p.policy.fallback_assignee
    if id_ is None:
        yield ok("none is set: a hand-off that nobody takes raises the alarm")
        return
    found = _teammate(p, id_)
    fix = "Choose another: `frontmate handoff NAME --fallback TEAMMATE`."
    if id_ == p.connection.ai_teammate:
        yield bad("it is the AI teammate itself: hand-offs would come back", fix, (id_,))
    elif found is None:
        yield bad("Front has no such teammate", fix, (id_,))
    elif found.blocked:
        yield bad("this teammate is blocked", fix, (id_,))
    else:
        yield ok("it is there, and not blocked", (id_,))


def _teammate(p: Patient, id_: str) -> Teammate | None:
    return next((mate for mate in known(p.front.teammates) if mate.id == id_), None)


async def channels(p: Patient) -> AsyncIterator[Seen]:
    found = known(p.front.channels)
    broken = tuple(channel.id for channel in found if not channel.valid)
    if broken:
        yield bad(
            f"{counted(len(broken), 'channel')} of {len(found)} cannot send (`is_valid` is false)",
            "Have an admin connect the channel anew in Front (Settings > Channels).",
            broken,
        )
    elif not found:
        yield warn(
            "the token sees no channel: our own addresses are unknown",
            "Give the token the workspaces (namespaces) whose inboxes it is for.",
        )
    else:
        yield ok(f"{counted(len(found), 'channel')}, all of them able to send")


async def call_channel(p: Patient) -> AsyncIterator[Seen]:
    id_ = p.policy.call_answers_by
    if id_ is None:
        yield ok("none is set: answers to calls are internal comments")
        return
    found = next((one for one in known(p.front.channels) if one.id == id_), None)
    fix = "Choose another on the console, under Policy: “Answers to calls leave by”."
    if found is None:
        yield bad("Front has no such channel: answers to calls are internal comments", fix, (id_,))
    elif found.begins is None:
        yield bad(f"nobody can be written to first by a {found.type} channel", fix, (id_,))
    elif not found.valid:
        yield bad(
            "it cannot send (`is_valid` is false): answers to calls are internal comments",
            "Have an admin connect the channel anew in Front (Settings > Channels).",
            (id_,),
        )
    elif p.policy.mode_of(found.begins) is not Mode.LIVE:
        yield warn(
            f"the AI is not live on {found.begins.value}: answers to calls are internal comments",
            f"Go live there: `frontmate mode {p.connection.id} live --channel "
            f"{found.begins.value}`.",
            (id_,),
        )
    else:
        yield ok(f"by {found.begins.value}, able to send", (id_,))


async def inboxes(p: Patient) -> AsyncIterator[Seen]:
    allowed = p.policy.allowed_inboxes
    if allowed is None:
        yield ok("every inbox is allowed")
        return
    choose = "Choose the inboxes anew: `frontmate connect`, or the console."
    if not allowed:
        yield bad("no inbox is allowed: nothing is answered", choose)
        return
    there = {inbox.id for inbox in known(p.front.inboxes)}
    gone = tuple(sorted(allowed - there))
    if len(gone) == len(allowed):
        yield bad("none of the allowed inboxes can be seen at Front", choose, gone)
    elif gone:
        yield warn(
            f"{counted(len(gone), 'allowed inbox', 'allowed inboxes')} cannot be seen at Front",
            f"{choose} If they exist, give the token their workspace.",
            gone,
        )
    else:
        yield ok(f"{len(allowed)} allowed, all of them there")


async def tag_names(p: Patient) -> AsyncIterator[Seen]:
    if not p.policy.sync_tags:
        yield ok("tags are not synced")
        return
    usable = [tag for tag in known(p.front.company_tags) if not tag.is_private]
    usable_ids = {tag.id for tag in usable}
    foreign = [
        tag for tag in known(p.front.every_tag) if tag.name in _OURS and tag.id not in usable_ids
    ]
    twice = [name for name, n in Counter(t.name for t in usable).items() if n > 1 and name in _OURS]
    if foreign:
        names = ", ".join(sorted({tag.name for tag in foreign}))
        yield warn(
            f"a private tag, or one of a single team, is called {names}: it is never used, and "
            "rules and views on it see nothing of ours",
            "Rename that tag, or build rules and views on the company's tag of the same name.",
            tuple(tag.id for tag in foreign),
        )
    if twice:
        yield warn(
            f"the company has two tags called {', '.join(sorted(twice))}: one of them is used",
            "Delete the one that no conversation has.",
            tuple(tag.id for tag in usable if tag.name in twice),
        )
    if not foreign and not twice:
        yield ok("no other tag has one of our names")
