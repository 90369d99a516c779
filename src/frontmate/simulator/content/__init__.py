"""Real content for the stand-in: help centers and past conversations, read from folders."""

from frontmate.simulator.content.conversation_folder import load_conversations
from frontmate.simulator.content.help_center_folder import load_help_centers
from frontmate.simulator.content.json_conversation import conversation_from
from frontmate.simulator.content.past import PastConversation, PastMessage
from frontmate.simulator.content.unreadable import ContentUnreadableError

__all__ = [
    "ContentUnreadableError",
    "PastConversation",
    "PastMessage",
    "conversation_from",
    "load_conversations",
    "load_help_centers",
]
