"""Everything that knows Front's words: webhooks in, calls out, and what both mean."""

from frontmate.front.client import EventPage, FrontClient
from frontmate.front.conversations import FrontConversation, read_conversation
from frontmate.front.directory import FrontChannel, Inbox, Tag, Teammate
from frontmate.front.errors import (
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
from frontmate.front.limiter import Budget, Limiter, Urgency
from frontmate.front.messages import (
    Attachment,
    FrontComment,
    FrontMessage,
    Recipient,
    read_message,
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
    "Attachment",
    "Budget",
    "Call",
    "EventPage",
    "Forbidden",
    "FrontChannel",
    "FrontClient",
    "FrontComment",
    "FrontConversation",
    "FrontError",
    "FrontEvent",
    "FrontMessage",
    "Identity",
    "Inbox",
    "Limiter",
    "Merged",
    "NotFound",
    "RateLimited",
    "Recipient",
    "Refused",
    "Tag",
    "Teammate",
    "Unauthorized",
    "Unreachable",
    "Urgency",
    "Webhook",
    "WebhookKind",
    "WebhookRefused",
    "WebhookSecrets",
    "What",
    "check_signature",
    "open_webhook",
    "read_conversation",
    "read_message",
    "sign_application",
    "sign_rule",
    "translate",
]
