"""Records → the JSON that Front would send.

An event carries older shapes than an answer (seen in captured bodies): `last_message` inside the
conversation, `is_draft` but no `message_uid` in a message, the channel's address in an inbox, no
description in a tag. `in_event` chooses.
"""

from frontmate.simulator.shapes.conversations import Shapes
from frontmate.simulator.shapes.directory import Json

__all__ = ["Json", "Shapes"]
