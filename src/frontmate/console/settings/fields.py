"""Every field of the policy as the pages show it: its name, what it does, and what it takes.

The help says what happens at either end; the number is the promise that the setting belongs to. A
test holds that no field is missing.
"""

from frontmate.console.settings.channel_fields import CHANNELS
from frontmate.console.settings.kinds import Group, Kind, Setting

NO_SETTING = frozenset({"version"})
"""Fields that nobody chooses."""

_WHO = Group(
    "who",
    "Who is answered",
    (
        Setting(
            "enabled",
            "The AI is on",
            Kind.SWITCH,
            "11.3",
            "The master switch. Off: everything is still recorded, answers in preparation are "
            "withdrawn, and nobody is answered until it is on again.",
        ),
        Setting(
            "handle_unassigned",
            "Answer unassigned conversations",
            Kind.SWITCH,
            "2.1",
            "On: conversations that nobody is assigned to are the AI's too. Off: it answers only "
            "what is assigned to its teammate in Front.",
        ),
        Setting(
            "allowed_inboxes",
            "Inboxes",
            Kind.INBOXES,
            "2.2",
            "Where the AI may answer. What comes in elsewhere is left alone; if it is assigned to "
            "the AI all the same, it goes to a person.",
        ),
        Setting(
            "form_senders",
            "Contact forms",
            Kind.ADDRESSES,
            "9.3",
            "Addresses that your contact forms send from. The customer is then whom the form's "
            "Reply-To names, or the one address in it. Not listed: the form itself is the sender.",
        ),
    ),
)

_HOW_FAR = Group(
    "mode",
    "How far it goes",
    (
        Setting(
            "mode",
            "Mode",
            Kind.MODE,
            "11.1",
            "Shadow: the AI decides for the record alone and writes nothing to Front. Draft: it "
            "writes drafts, and a person sends them. Live: it answers customers by itself.",
        ),
        Setting(
            "channel_modes",
            "Another mode on some channels",
            Kind.CHANNEL_MODES,
            "11.1",
            "A channel that has a mode of its own keeps it, whatever the mode above becomes later.",
        ),
    ),
)

_ANSWERING = Group(
    "answering",
    "Answering",
    (
        Setting(
            "claim_on_reply",
            "Take what it answers",
            Kind.SWITCH,
            "2.5",
            "On: the AI assigns itself an unassigned conversation when it has answered there. Off: "
            "the conversation stays unassigned.",
        ),
        Setting(
            "answer_on_assignment",
            "Answer when assigned",
            Kind.SWITCH,
            "2.7",
            "On: assigning a waiting conversation to the AI makes it answer at once. Off: it "
            "answers the next message, and the conversation is listed under “Needs a person”.",
        ),
        Setting(
            "settle",
            "Wait for further messages",
            Kind.CHANNEL_LENGTHS,
            "2.6",
            "Customers often write several short messages: one answer is made for all of them once "
            "it has been quiet for so long. 0 answers at once; long times make customers wait.",
        ),
        Setting(
            "max_age",
            "Too old to answer",
            Kind.CHANNEL_LENGTHS,
            "2.3",
            "An older message is not answered but goes to a person: a late answer may be wrong "
            "by now. Short times hand more over after an outage, long ones answer late.",
        ),
        Setting(
            "reply_cap_hour",
            "Most replies in an hour",
            Kind.NUMBER,
            "11.4",
            "To one conversation. Beyond it a person takes over, which ends a loop with somebody "
            "else's robot. 1 hands over at the second question.",
        ),
        Setting(
            "reply_cap_session",
            "Most replies in a session",
            Kind.NUMBER,
            "11.4",
            "Beyond it a person takes over, since the AI has evidently not solved the matter. High "
            "numbers let customers go in circles.",
        ),
        Setting(
            "fence_on_drafts",
            "Respect drafts of teammates",
            Kind.SWITCH,
            "10.2",
            "On: the AI stays silent where a teammate has begun a shared draft, which costs one "
            "more request to Front for each answer. Off: a draft does not stop it.",
        ),
        Setting(
            "rule_gives_back",
            "Rules may give back",
            Kind.SWITCH,
            "2.4",
            "On: after a hand-off, a rule of Front's that assigns the conversation to the AI gives "
            "it back, a minute later at the earliest. Off: only a person gives back.",
        ),
    ),
)

_HANDOFFS = Group(
    "handoffs",
    "Hand-offs",
    (
        Setting(
            "customer_notice",
            "Tell the customer",
            Kind.SWITCH,
            "3.1",
            "On: the customer is told, in their language, that a person will answer. Off: they "
            "hear nothing until the person writes.",
        ),
        Setting(
            "hours",
            "Office hours",
            Kind.HOURS,
            "3.6",
            "The clock of a hand-off runs in these hours alone. 00:00-24:00 every day: it always "
            "runs. On holidays and in an empty day it stands still. The AI answers at any time.",
        ),
        Setting(
            "handoff_clock",
            "Time to take a hand-off",
            Kind.LENGTH,
            "3.6",
            "Office time, 1 minute to 7 days. If nobody has taken the conversation by then, the "
            "team is reminded; after as long again the fallback gets it and an alarm is raised.",
        ),
        Setting(
            "fallback_assignee",
            "Fallback teammate",
            Kind.TEAMMATE,
            "3.6",
            "Who is assigned a hand-off that nobody took. Empty: nobody is assigned, and only the "
            "alarm is raised.",
        ),
    ),
)

_RESOLVING = Group(
    "resolving",
    "Resolving",
    (
        Setting(
            "silence",
            "Silence that means solved",
            Kind.CHANNEL_LENGTHS,
            "4.3",
            "A customer who stays silent for so long after an answer from the help center counts "
            "as helped. Short times call it too early; “never” waits until the customer says so.",
        ),
        Setting(
            "reopen_window",
            "Reopen within",
            Kind.LENGTH,
            "4.4",
            "A customer who comes back within this time continues the old session; later, a new "
            "one begins. 0 always begins a new one.",
        ),
    ),
)

_TAGS = Group(
    "tags",
    "Tags",
    (
        Setting(
            "sync_tags",
            "Tag conversations in Front",
            Kind.SWITCH,
            "5.1",
            "On: conversations get ai-replied, ai-resolved or ai-handed-off, and their topics. "
            "Off: the AI neither adds nor makes tags.",
        ),
    ),
)

_LANGUAGE = Group(
    "language",
    "Language and privacy",
    (
        Setting(
            "team_language",
            "The team's language",
            Kind.LANGUAGE,
            "11.4",
            "Comments for the team are written in it. Customers are answered in their own.",
        ),
        Setting(
            "retention_days",
            "Keep words of customers",
            Kind.DAYS,
            "11.4",
            "So many days after the last activity, what was written is erased for good; when what "
            "happened stays for the reports. “For ever” erases nothing.",
        ),
        Setting(
            "own_domains",
            "Domains of your own",
            Kind.DOMAINS,
            "2.2",
            "Who writes from an address of these is a colleague and never answered. Without any, "
            "only the addresses of teammates and channels in Front count as yours.",
        ),
    ),
)

GROUPS = (_WHO, _HOW_FAR, _ANSWERING, CHANNELS, _HANDOFFS, _RESOLVING, _TAGS, _LANGUAGE)
SETTINGS = {setting.field: setting for group in GROUPS for setting in group.settings}
