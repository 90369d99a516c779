"""Why the AI says nothing: reasons of the last silences, other bots, an agent that fails."""

from collections.abc import AsyncIterator

from frontmate.conversation.decision import Reason
from frontmate.setup.checks.finding import Seen, counted, ok, warn
from frontmate.setup.checks.patient import Patient
from frontmate.store import checkups

SHOWN = 20
"""How many silences are looked at, the newest of the last week; `own_address` before all."""
_ENOUGH_TO_WONDER = 3

_WORTH_A_LOOK: dict[Reason, tuple[str, str]] = {
    Reason.OWN_ADDRESS: (
        "the sender is a teammate's or a channel's address",
        "Test from an address that Front does not know as yours, or let `frontmate connect` accept "
        "your own as the test sender for 15 minutes.",
    ),
    Reason.OFF: ("the master switch is off", "See `master_switch`."),
    Reason.SHADOW: ("the mode is shadow", "See `mode`."),
    Reason.UNASSIGNED: (
        "nobody is assigned, and only what is assigned to the AI is answered",
        "Assign by a rule in Front, or `frontmate connect --handle-unassigned`.",
    ),
    Reason.INBOX_NOT_ALLOWED: ("the inbox is not among the allowed ones", "See `inboxes`."),
    Reason.PUBLIC_CHANNEL: (
        "it came on a public channel, where everybody would read the answer",
        "Nothing to do: let people answer there, and assign these to them by a rule.",
    ),
    Reason.TOO_OLD: (
        "the message was too old when it came to us",
        "See `worker`, `webhook_losses` and `event_list`; the limits are the policy's `max_age`.",
    ),
    Reason.CANNOT_READ: (
        "there was nothing in it to read",
        "Look at the conversation in Front: a picture, an attachment, an empty mail?",
    ),
    Reason.THIRD_PARTY: (
        "written by somebody other than the conversation's customer",
        "Nothing to do where that is so; a form's sender address belongs into the policy.",
    ),
    Reason.TOO_MANY_REPLIES: (
        "the limit on replies was reached",
        "Look at the conversation: two machines writing to each other? Else raise the caps.",
    ),
    Reason.OTHER_BOT: ("another bot had answered", "See `other_bot`."),
}

_AS_MEANT: dict[Reason, str] = {
    Reason.ASSIGNED_TO_PERSON: "a teammate has the conversation",
    Reason.WITH_TEAM: "the team has the conversation",
    Reason.PERSON_WROTE: "a teammate had answered",
    Reason.AUTO_REPLY: "an automatic reply",
    Reason.BOUNCE: "a bounced mail",
    Reason.OPTED_OUT: "STOP or another word for the phone carrier",
    Reason.LIST_MAIL: "a newsletter or mailing list",
    Reason.TWIN: "the same mail came in as another conversation too",
    Reason.NOT_A_CONVERSATION: "a discussion or a task",
    Reason.PARKED: "somebody has snoozed the conversation",
    Reason.ARCHIVED_MEANWHILE: "archived while the answer was prepared",
    Reason.NOTHING_TO_SAY: "no reply was called for",
}

_NOT_FOR_US = (
    Reason.AUTO_REPLY,
    Reason.BOUNCE,
    Reason.LIST_MAIL,
    Reason.OPTED_OUT,
    Reason.TWIN,
    Reason.NOT_A_CONVERSATION,
)
_TAKEN_UP = (
    Reason.ASKED_AGENT,
    Reason.HANDED_OFF,
    Reason.GIVEN_BACK,
    Reason.ANSWER_ON_ASSIGNMENT,
    Reason.THANKS_AFTER_RESOLUTION,
)


async def silences(p: Patient) -> AsyncIterator[Seen]:
    found = await p.read(
        checkups.silences,
        p.id,
        (*_WORTH_A_LOOK, *_AS_MEANT),
        first=Reason.OWN_ADDRESS,
        since=p.since(days=7),
        limit=SHOWN,
    )
    by_reason: dict[Reason, list[str]] = {}
    for one in found:
        by_reason.setdefault(one.reason, []).append(one.conversation)
    for reason, conversations in by_reason.items():
        ids = tuple(dict.fromkeys(conversations))
        counts = f"{len(conversations)} of the last {len(found)} silences: {reason.value}, "
        if reason in _WORTH_A_LOOK:
            why, fix = _WORTH_A_LOOK[reason]
            yield warn(counts + why, fix, ids)
        else:
            yield ok(counts + _AS_MEANT[reason], ids)
    if not found:
        yield ok("none in the last seven days")


async def nothing_answered(p: Patient) -> AsyncIterator[Seen]:
    done = await p.read(
        checkups.activity, p.id, p.since(days=1), taken_up=_TAKEN_UP, aside=_NOT_FOR_US
    )
    told = (
        f"{counted(done.received, 'message')} of customers in the last day, "
        f"{done.taken_up} taken up by the AI"
    )
    if done.received >= _ENOUGH_TO_WONDER and not done.taken_up:
        yield warn(told, "`silences` says why each was left alone; `worker` whether one runs.")
    else:
        yield ok(told)


async def other_bot(p: Patient) -> AsyncIterator[Seen]:
    found = await p.read(checkups.other_bots, p.id, p.since(days=7))
    if not found:
        yield ok("no other bot has written in the last seven days")
        return
    yield warn(
        f"another bot (Front's Autopilot, another app) wrote {sum(n for _, n in found)} times in "
        f"{counted(len(found), 'conversation')}; the AI stood down for those messages",
        "Let one of the two answer: switch Autopilot off for these inboxes in Front, or take the "
        "inboxes out of the policy.",
        tuple(conversation for conversation, _ in found),
    )


async def agent_failures(p: Patient) -> AsyncIterator[Seen]:
    found = await p.read(checkups.agent_failures, p.id, p.since(days=1))
    if not found:
        yield ok("none in the last day")
        return
    names = ", ".join(f"{why} ({number})" for why, number in found)
    yield warn(
        f"the agent failed, and a person got the conversation each time: {names}",
        "See `model`; the log names the conversation and the cause.",
    )
