"""Everything that knows Front's words: webhooks in, calls out, and what both mean."""

from frontmate.front.client import FrontClient
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
    Unauthorized,
    Unreachable,
)
from frontmate.front.events import FrontEvent, translate
from frontmate.front.identity import Identity
from frontmate.front.knowledge import ArticleContent, ArticleStub, HelpCenter
from frontmate.front.limiter import Budget, Limiter, Urgency
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
    "Budget",
    "Call",
    "Company",
    "Conflict",
    "Forbidden",
    "FrontChannel",
    "FrontClient",
    "FrontComment",
    "FrontConversation",
    "FrontError",
    "FrontEvent",
    "FrontMessage",
    "HelpCenter",
    "Identity",
    "Inbox",
    "Limiter",
    "Merged",
    "Need",
    "NotFound",
    "RateLimited",
    "Recipient",
    "Refused",
    "ScopeFinding",
    "Tag",
    "Teammate",
    "Unauthorized",
    "Unreachable",
    "Urgency",
    "Use",
    "Webhook",
    "WebhookKind",
    "WebhookRefused",
    "WebhookSecrets",
    "What",
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
