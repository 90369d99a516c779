"""What an engine is: it proposes an answer that rests on passages, or says that it has none."""

from typing import Protocol

from frontmate.agent.thread import Thread
from frontmate.conversation.outcome import Answer, HandOff, Reading
from frontmate.knowledge import Search


class Engine(Protocol):
    """Asked only once `answer` has found nothing that needs a person."""

    async def propose(self, thread: Thread, search: Search, reading: Reading) -> Answer | HandOff:
        """An answer from public passages, or a hand-off with what was tried.

        May raise when it cannot work at all (a model out of reach): the caller hands over.
        """
        ...
