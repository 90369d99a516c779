"""Why a test message got no reply, and what to do: one entry for each reason that can be it."""

from frontmate.conversation.decision import Reason
from frontmate.conversation.outcome import HandoffReason
from frontmate.setup.problem import Problem

_ASSIGN = (
    "Assign the conversation to the AI teammate in Front and write a second message in it; or let "
    "unassigned conversations be answered (frontmate connect --handle-unassigned)."
)
_OTHER_ADDRESS = "Write from an address that is no teammate's and no channel's."

_SILENT: dict[Reason, tuple[str, str]] = {
    Reason.OFF: ("the AI is switched off", "frontmate switch {connection} on"),
    Reason.UNASSIGNED: (
        "nobody is assigned, and only what is assigned to the AI is answered",
        _ASSIGN,
    ),
    Reason.ASSIGNED_TO_PERSON: (
        "a teammate is assigned, perhaps by a rule of yours",
        "Unassign it, assign it to the AI teammate, or change the rule.",
    ),
    Reason.WITH_TEAM: (
        "the team has this conversation",
        "Begin a new conversation, or give this one back on the console.",
    ),
    Reason.INBOX_NOT_ALLOWED: (
        "the AI may not answer in the inbox that the message came into",
        "Write to an inbox that is allowed, or allow this one (frontmate connect --inbox …).",
    ),
    Reason.OWN_ADDRESS: (
        "the sender is one of your own addresses, and the time for the test is over",
        "Run the test again and write within 15 minutes, from the address that you gave.",
    ),
    Reason.AUTO_REPLY: (
        "it reads like an automatic reply",
        "Write a plain question with a plain subject, from an address that people write from.",
    ),
    Reason.BOUNCE: ("it reads like a bounced mail", "Write a plain question."),
    Reason.LIST_MAIL: ("it reads like a newsletter", "Write a plain question of a line or two."),
    Reason.TWIN: (
        "the same words came in as another conversation too, which is the one that counts",
        "Look at the other conversation; to test again, write other words.",
    ),
    Reason.NOT_A_CONVERSATION: (
        "it is a discussion or a task, not a customer's conversation",
        "Write from outside, to an address of a shared inbox.",
    ),
    Reason.PUBLIC_CHANNEL: (
        "it came by a public channel, where everybody would read the answer",
        "Write by email, chat or SMS.",
    ),
    Reason.OPTED_OUT: (
        "it is a word for the phone carrier, such as STOP or HELP, or follows one",
        "Text START if you have opted out, then write a plain question.",
    ),
    Reason.PARKED: ("somebody has snoozed the conversation", "Begin a new one."),
    Reason.TOO_OLD: (
        "it is too old to be answered",
        "Write a new message. If it was new, Front brought it late, or a clock is wrong.",
    ),
    Reason.CANNOT_READ: ("it could not be read", "Write a line of text, without attachments."),
    Reason.THIRD_PARTY: (
        "somebody other than the conversation's customer wrote it",
        _OTHER_ADDRESS + " Begin a new conversation.",
    ),
    Reason.TOO_MANY_REPLIES: (
        "the limit on replies in one conversation was reached",
        "Begin a new conversation.",
    ),
    Reason.NOTHING_TO_SAY: (
        "no reply was called for",
        "Ask a question that one of your articles answers.",
    ),
    Reason.OTHER_BOT: (
        "another bot has answered it",
        "Let only one of them answer this inbox: switch Front's own or the other one off there.",
    ),
    Reason.PERSON_WROTE: ("a person has answered it", "Begin a new conversation."),
    Reason.ARCHIVED_MEANWHILE: (
        "it was archived while the answer was being prepared",
        "Begin a new conversation; if nobody archived it, a rule of yours did.",
    ),
    Reason.SNOOZED: ("somebody snoozed it", "Begin a new conversation."),
    Reason.TRASHED: ("it was moved to the trash", "Begin a new conversation."),
    Reason.UNCERTAIN: (
        "it is unclear whether the reply arrived, so nothing is sent twice",
        "Look at the conversation in Front.",
    ),
    Reason.DELIVERY_FAILED: (
        "Front took the reply, and the mail or phone provider refused it",
        "Look at the channel's state in Front (Settings > Channels).",
    ),
}

_HANDED_OVER: dict[HandoffReason, tuple[str, str]] = {
    HandoffReason.NO_ANSWER_FOUND: (
        "no article answers it well enough",
        "Ask something that an article answers, or see what would be said and why: frontmate ask.",
    ),
    HandoffReason.ASKED_FOR_HUMAN: ("it asks for a person", "Ask something else."),
    HandoffReason.TOPIC_FOR_HUMANS: ("its topic is one for people", "Ask something else."),
    HandoffReason.FRUSTRATED: ("it reads as angry", "Ask something else, in a friendly way."),
    HandoffReason.CANNOT_READ: ("it could not be read", "Write a line of text."),
    HandoffReason.THIRD_PARTY: (
        "somebody other than the conversation's customer wrote it",
        "Begin a new conversation.",
    ),
    HandoffReason.TOO_MANY_REPLIES: ("the limit on replies was reached", "Begin a new one."),
    HandoffReason.TOO_OLD: ("it was too old", "Write a new message."),
    HandoffReason.INBOX_NOT_ALLOWED: (
        "the AI may not answer in that inbox",
        "Write to an inbox that is allowed, or allow this one (frontmate connect --inbox …).",
    ),
    HandoffReason.AGENT_FAILED: (
        "the AI failed to work out an answer",
        "Look at the log; with a language model, check its key and address (frontmate doctor).",
    ),
    HandoffReason.OUTAGE: ("Front could not be reached", "Try again later."),
    HandoffReason.UNCERTAIN_SEND: (
        "it is unclear whether the reply arrived",
        "Look at the conversation in Front.",
    ),
    HandoffReason.ORDERED: ("somebody pressed “hand off now” on the console", "Ask again."),
    HandoffReason.BUDGET: ("the spending limit was reached", "Raise it, or wait for tomorrow."),
}

_REASONS = {reason.value: reason for reason in Reason}


def silence(reason: str, promise: str, connection: str) -> Problem | None:
    """The silence that a decision means; None for a reason that is not the end of it."""
    told = _SILENT.get(_REASONS.get(reason, Reason.RECORDED))
    if told is None:
        return None
    what, fix = told
    return Problem(
        reason,
        f"The AI stays silent: {what} ({reason}, promise {promise}).",
        fix.format(connection=connection),
    )


def handed_over(note: str) -> Problem:
    """The hand-off that a decision means; `note` is its reason."""
    known = {reason.value: told for reason, told in _HANDED_OVER.items()}
    what, fix = known.get(note, (note.replace("_", " "), "Look at the session on the console."))
    return Problem(
        "handed_over",
        f"The AI read it and handed it to the team: {what} ({note}, promise 3.5).",
        fix,
    )
