"""What the stand-in remembers: mutable records, times as Unix seconds with milliseconds."""

from frontmate.simulator.records.articles import (
    Article,
    ArticleFile,
    Category,
    Content,
    KnowledgeBase,
)
from frontmate.simulator.records.conversations import (
    Attachment,
    Comment,
    Conversation,
    Event,
    Message,
    Recipient,
    Reminder,
)
from frontmate.simulator.records.people import (
    Contact,
    Handle,
    Inbox,
    Link,
    Note,
    Shift,
    Signature,
    Tag,
    Team,
    Teammate,
    TicketStatus,
    TimeOff,
)

__all__ = [
    "Article",
    "ArticleFile",
    "Attachment",
    "Category",
    "Comment",
    "Contact",
    "Content",
    "Conversation",
    "Event",
    "Handle",
    "Inbox",
    "KnowledgeBase",
    "Link",
    "Message",
    "Note",
    "Recipient",
    "Reminder",
    "Shift",
    "Signature",
    "Tag",
    "Team",
    "Teammate",
    "TicketStatus",
    "TimeOff",
]
