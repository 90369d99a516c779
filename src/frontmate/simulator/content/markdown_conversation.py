"""A conversation in Markdown: front matter, then a heading for each who speaks.

    ---
    channel: email                 email, chat, sms …: the first inbox of that kind
    inbox: Support                 or a certain inbox, by name or id
    subject: Where is my parcel?
    from: alex@example.com         address, phone number or visitor
    name: Alex Reed
    assignee: mia                  a teammate's username, name, email or id
    tags: [parcel, vip]
    status: archived               open (without it), archived, snoozed or trashed
    when: 2026-07-06 09:30         or "3 days ago"; UTC, unless a zone is given
    ---
    The customer's first words.

    ## Mia (2 hours later)
    A teammate's reply: a time as above, or after what was before it, in brackets.

    ## Comment by Leo
    Internal, in Markdown.

    ## Customer
    Thank you!

All of it may be left out but the words. Headings within a message have three # or more.
"""

import re
from collections.abc import Iterator
from pathlib import Path
from typing import Final

from frontmate.simulator.content.past import CUSTOMER, PastConversation, PastMessage
from frontmate.simulator.content.reading import Page, page_of
from frontmate.simulator.content.times import TIME_REMEDY, When, when_of
from frontmate.simulator.content.told import conversation_of
from frontmate.simulator.content.unreadable import ContentUnreadableError

_HEADING: Final = re.compile(
    r"##[ \t]+(?P<who>[^#].*?)[ \t]*(?:\((?P<when>[^()]*)\))?[ \t]*#*[ \t]*"
)
_COMMENT: Final = re.compile(r"comment(?:[ \t]+by|:)[ \t]+(?P<who>.+)", re.IGNORECASE)


def read_markdown(file: Path) -> PastConversation:
    page = page_of(file)
    messages = tuple(_messages(page))
    if not messages:
        remedy = "Write what the customer said below the front matter."
        raise ContentUnreadableError(file, "has no message", remedy)
    return conversation_of(page.front, messages, str(file), page.wrong)


def _messages(page: Page) -> Iterator[PastMessage]:
    for number, heading, words in _sections(page):
        text = "\n".join(words).strip()
        if heading is None:
            if text:
                yield PastMessage(text)
            continue
        if not text:
            problem = f"has nothing below “{heading['who']}”"
            raise ContentUnreadableError(page.file, problem, "Write what was said.", number)
        who, is_comment = heading["who"].strip(), False
        if comment := _COMMENT.fullmatch(who):
            who, is_comment = comment["who"], True
        by = CUSTOMER if who.casefold() == CUSTOMER else who
        yield PastMessage(text, by, is_comment, _when(page, number, heading["when"]))


def _sections(page: Page) -> Iterator[tuple[int, re.Match[str] | None, list[str]]]:
    """Line, heading (None for what is above the first one) and lines of each section."""
    start, heading, words, is_code = page.body_line, None, list[str](), False
    for number, line in enumerate(page.body.split("\n"), page.body_line):
        if line.lstrip().startswith("```"):
            is_code = not is_code
        found = None if is_code else _HEADING.fullmatch(line)
        if found is None:
            words.append(line)
            continue
        yield start, heading, words
        start, heading, words = number, found, []
    yield start, heading, words


def _when(page: Page, line: int, given: str | None) -> When | None:
    if not given:
        return None
    try:
        return when_of(given)
    except (ValueError, OverflowError):
        problem = f"has brackets that hold no time: ({given})"
        raise ContentUnreadableError(page.file, problem, TIME_REMEDY, line) from None
