"""A small help center and threads to ask it with."""

from datetime import UTC, datetime, timedelta

from frontmate.agent import Line, Role, Thread
from frontmate.conversation.message import Channel
from frontmate.knowledge import Article, Search, split, version_of

START = datetime(2026, 11, 24, 9, 0, tzinfo=UTC)


def article(key: str, title: str, body: str, *, public: bool = True, locale: str = "en") -> Article:
    return Article(
        key,
        title,
        locale,
        public,
        body,
        f"https://help.example/{key}",
        version_of(title, body, public=public),
    )


ARTICLES = (
    article(
        "returns",
        "Return an item",
        "You can return an item within 30 days of delivery. The label costs €5.95.\n\n"
        "## How to return\n\n1. Open **Orders**.\n2. Press *Return*.\n3. Print the label.",
    ),
    article(
        "passwords",
        "Reset your password",
        "Press *Forgot password* on the sign-in page. The link is valid for 60 minutes, e.g. "
        "until 10:30. A new password needs 12 characters.",
    ),
    article(
        "shipping",
        "Delivery times and costs",
        "Delivery to Germany takes 2 to 3 working days.\n\n| Country | Cost |\n| --- | --- |\n"
        "| Germany | €6.95 |\n| France | €8.95 |\n\nSee [the list](https://help.example/list).",
    ),
    article(
        "ruecksendung",
        "Artikel zurücksenden",
        "Sie können einen Artikel innerhalb von 30 Tagen zurücksenden.",
        locale="de",
    ),
    article(
        "secret",
        "Goodwill limits for returns",
        "Agents may refund up to €45 of goodwill without asking.",
        public=False,
    ),
    *(
        article(f"other-{name}", f"About the {name}", f"The {name} is made of steel in Leiden.")
        for name in ("kettle", "grinder", "scale", "mug", "tamper", "filter", "brush", "tray")
    ),
)
SEARCH = Search(passage for each in ARTICLES for passage in split(each))


def thread(*said: tuple[Role, str], channel: Channel = Channel.CHAT) -> Thread:
    """A thread in which the customer's last lines without an answer wait."""
    lines = tuple(
        Line(role, text, START + timedelta(minutes=minute), f"m{minute}")
        for minute, (role, text) in enumerate(said)
    )
    waiting = []
    for line in reversed(lines):
        if line.role != "customer":
            break
        waiting.append(line.id)
    return Thread(channel, lines, tuple(reversed(waiting)))


def asks(text: str, channel: Channel = Channel.CHAT) -> Thread:
    return thread(("customer", text), channel=channel)
