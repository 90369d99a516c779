"""The words of connecting on the console: steps, modes, and fixes that name no commands."""

import re
from dataclasses import replace

from frontmate.conversation.policy import Mode
from frontmate.front import WebhookKind
from frontmate.setup import Problem, trial

STEPS = {
    "token": "API token",
    "teammate": "AI teammate",
    "events": "Events",
    "rules": "Rules",
    "knowledge": "Knowledge",
    "switch": "Switch on",
    "test": "Test message",
}

MODES = {
    Mode.SHADOW: (
        "Shadow",
        "It decides, and writes nothing to Front. You see here what it would do.",
    ),
    Mode.DRAFT: ("Draft", "It writes drafts in Front; your people read, change and send them."),
    Mode.LIVE: ("Live", "It answers customers itself."),
}

KINDS = {
    WebhookKind.APPLICATION: ("Application webhook", "Signing key"),
    WebhookKind.RULE: ("Rule webhook", "API secret"),
}

STAGES = {
    trial.Stage.RECEIVED: "Received",
    trial.Stage.TAKEN_UP: "Taken up",
    trial.Stage.WRITTEN: "Written",
}

DONE = {
    "connected": "Connected. The token is sealed and will not be shown again. "
    "The AI answers nobody until you switch it on.",
    "token": "The new token is sealed and in use.",
    "token-moved": "The new token is sealed and in use. The help centers’ own token was removed, "
    "since it was for the address of before: enter it again under Knowledge if it is needed.",
    "teammate": "Saved: this is whom the AI writes as from now on.",
    "key": "The key is sealed and will not be shown again.",
    "poll": "Front’s event list is read from now on. No webhook is needed.",
    "webhook": "Events come by webhook from now on.",
    "rules": "The rules are saved.",
    "sources": "Saved.",
    "sources-new": "Saved. What is new is read now.",
    "sources-gone": "Saved. What you took away has left the answers.",
    "sources-both": "Saved. What is new is read now; what you took away has left the answers.",
    "found": "Front was asked for its help centers; the list is up to date.",
    "folder": "The folder was added, and is read now.",
    "knowledge-token": "Help centers are read with their own token from now on.",
    "on": "The AI is switched on.",
    "off": "The AI is switched off: it answers nobody.",
    "cancelled": "Cancelled. The token that you entered is gone.",
}

NO_WORKER = Problem(
    "no_worker",
    "No worker of frontmate is running, so nothing is read and nobody is answered.",
    "Start frontmate run (or, beside frontmate serve, frontmate work).",
)
NO_TOKEN = Problem(
    "no_token",
    "There is no token of this connection.",
    "Enter one first: it is the first step.",
)
NAME_TAKEN = Problem(
    "name_taken",
    "There is a connection of that name.",
    "Take another name for another workspace, or open that connection to change it.",
)

_COMMANDS = (
    (" with --override", " with “Go live all the same”"),
    ("frontmate connect checks them one by one", "step 1 checks them one by one"),
    ("frontmate doctor looks", "the health page and frontmate doctor look"),
)
_OPTION = re.compile(r" \((?:frontmate (?:connect|disconnect|mode)|--)[^)]*\)")
_PROMISE = re.compile(r" \((?:\w+, )?promise [\d.]+\)")
_SWITCH = re.compile(r"^frontmate switch \S+ on\.?$")


def reworded(problem: Problem) -> Problem:
    """The same problem, its fix in the words of somebody who has no terminal before them."""
    fix = plain(_OPTION.sub("", problem.fix))
    for command, words in _COMMANDS:
        fix = fix.replace(command, words)
    return replace(
        problem,
        what=plain(problem.what),
        fix=_SWITCH.sub("Switch it on (step 6), and test again.", fix),
    )


def plain(words: str) -> str:
    """Without the reason's word and the promise's number: they stand in the session's own page."""
    return _PROMISE.sub("", words)


def initials(name: str) -> str:
    """What stands in the circle of a teammate without a picture."""
    words = [word for word in re.split(r"[\s.@_-]+", name) if word]
    letters = words[:1] + words[-1:] if len(words) > 1 else words
    return "".join(word[0] for word in letters).upper() or "?"


def hue(key: str) -> int:
    """Which of the six colours of faces; the same for the same teammate, always."""
    return sum(key.encode()) % 6
