"""Everything that knows Front's words: webhooks in, calls out, and what both mean."""

from frontmate.front import budget
from frontmate.front.budget import Budget, Said, Urgency
from frontmate.front.client import FrontClient
from frontmate.front.contacts import FrontContact, Handle
from frontmate.front.conversations import FrontConversation, read_conversation
from frontmate.front.directory import Company, FrontChannel, Inbox, Tag, Teammate
from frontmate.front.errors import (
    Conflict,
    Forbidden,
    FrontError,
    Merged,
    NotFound,
    RateLimited,
    Refused,
    TooBig,
    TooLate,
    Unauthorized,
    Unreachable,
)
from frontmate.front.events import FrontEvent, translate
from frontmate.front.files import Download
from frontmate.front.identity import Identity
from frontmate.front.knowledge import ArticleContent, ArticleStub, HelpCenter
from frontmate.front.limiter import Bank, Limiter, OwnBank
from frontmate.front.messages import (
    Attachment,
    FrontComment,
    FrontMessage,
    Recipient,
    read_message,
)
from frontmate.front.scopes import (
    NEEDED,
    Need,
    ScopeFinding,
    Use,
    findings,
    needed_for,
    probe,
)
from frontmate.front.uploads import Upload
from frontmate.front.webhook import (
    Webhook,
    WebhookKind,
    WebhookRefused,
    WebhookSecrets,
    check_signature,
    open_webhook,
    sign_application,
    sign_rule,
)
from frontmate.front.wire import Call
from frontmate.front.words import What

__all__ = [
    "NEEDED",
    "ArticleContent",
    "ArticleStub",
    "Attachment",
    "Bank",
    "Budget",
    "Call",
    "Company",
    "Conflict",
    "Download",
    "Forbidden",
    "FrontChannel",
    "FrontClient",
    "FrontComment",
    "FrontContact",
    "FrontConversation",
    "FrontError",
    "FrontEvent",
    "FrontMessage",
    "Handle",
    "HelpCenter",
    "Identity",
    "Inbox",
    "Limiter",
    "Merged",
    "Need",
    "NotFound",
    "OwnBank",
    "RateLimited",
    "Recipient",
    "Refused",
    "Said",
    "ScopeFinding",
    "Tag",
    "Teammate",
    "TooBig",
    "TooLate",
    "Unauthorized",
    "Unreachable",
    "Upload",
    "Urgency",
    "Use",
    "Webhook",
    "WebhookKind",
    "WebhookRefused",
    "WebhookSecrets",
    "What",
    "budget",
    "check_signature",
    "findings",
    "needed_for",
    "open_webhook",
    "probe",
    "read_conversation",
    "read_message",
    "sign_application",
    "sign_rule",
    "translate",
]
