"""The settings of how an answer looks on its channel (9.3)."""

from frontmate.console.settings.kinds import Group, Kind, Setting

CHANNELS = Group(
    "channels",
    "How answers look",
    (
        Setting(
            "keeps_copies",
            "Answers go to those in copy",
            Kind.SWITCH,
            "9.3",
            "On: whoever stood in copy on the customer's own newest mail gets the answer, too, our "
            "own addresses left out. Off: the customer alone. Nobody is ever in blind copy.",
        ),
        Setting(
            "greeting",
            "Greeting of a mail",
            Kind.TEMPLATE,
            "9.3",
            "{name} is the customer, {ai_name} the AI: “Hi {name},”. It greets customers of every "
            "language. Empty, or where it asks for a name that is not known: a greeting in their "
            "own.",
        ),
        Setting(
            "sign_off",
            "Sign-off of a mail",
            Kind.TEMPLATE,
            "9.3",
            "Up to four lines, with {name} and {ai_name} as above. Empty: “Kind regards” in the "
            "customer's language, and the AI's name.",
        ),
        Setting(
            "says_it_is_ai",
            "Mails say that an AI writes",
            Kind.SWITCH,
            "9.3",
            "On: each mailed answer ends by saying that an AI wrote it, and that a person can be "
            "asked for. Off: it does not; the law of your country may want it.",
        ),
        Setting(
            "introduces_itself",
            "Chats and texts say that an AI writes",
            Kind.SWITCH,
            "9.3",
            "On: the first answer of a session on chat and SMS begins by saying so, which takes up "
            "room in a text message. Off: only a greeting says it.",
        ),
        Setting(
            "sms_segments",
            "Longest text message",
            Kind.NUMBER,
            "9.3",
            "In segments, which carriers charge for: 1 to 10, of 153 letters, or 67 in scripts "
            "such as Arabic. Longer answers lose whole sentences at the end, never part of a link.",
        ),
        Setting(
            "call_answers_by",
            "Answers to calls leave by",
            Kind.CHANNEL,
            "9.3",
            "A mail or text message channel by which callers get their answer, where it is live, "
            "too. A text goes to the number that called, a mail to the one address that Front "
            "knows of them. Empty, or with no such way: an internal comment for who calls back.",
        ),
        Setting(
            "default_region",
            "Country of phone numbers",
            Kind.REGION,
            "6.1",
            "How a number without its country's code is read: US, DE, FR … Another country later "
            "makes new contacts of numbers that are written so.",
        ),
    ),
)
