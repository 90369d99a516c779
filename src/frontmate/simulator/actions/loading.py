"""More content for a stand-in that runs: help centers and past conversations from folders."""

from collections.abc import Callable
from pathlib import Path

from frontmate.simulator.actions import arguments
from frontmate.simulator.actions.arguments import ActionError, Arguments, Done
from frontmate.simulator.content import load_conversations, load_help_centers
from frontmate.simulator.content.playing import play
from frontmate.simulator.desk import Desk

_MOST = 1_000_000


class LoadActions:
    """`known` maps the name of the action to what does it. `perform` is how a past is played."""

    def __init__(self, desk: Desk, perform: Callable[[str, Arguments], Done]) -> None:
        self._desk, self._perform = desk, perform
        self.known = {"load": self.load}

    def load(self, given: Arguments) -> Done:
        """`help_centers` and `conversations` are folders; of the latter `limit` are read, if given.

        A reset forgets them again, other than those that the config names.
        """
        centers = arguments.text_if_given(given, "help_centers")
        conversations = arguments.text_if_given(given, "conversations")
        if centers is None and conversations is None:
            raise ActionError("load: name a folder of help_centers, of conversations, or both")
        try:
            return self._centers(centers) | self._conversations(given, conversations)
        except (ValueError, OSError) as error:
            raise ActionError(str(error)) from error

    def _centers(self, folder: str | None) -> Done:
        if folder is None:
            return {}
        library = self._desk.workspace.library
        bases = [library.load(center) for center in load_help_centers(Path(folder))]
        articles = sum(len(library.articles_of(base)) for base in bases)
        return {"help_centers": [base.id for base in bases], "articles": articles}

    def _conversations(self, given: Arguments, folder: str | None) -> Done:
        if folder is None:
            return {}
        most = arguments.whole(given, "limit", _MOST, _MOST)
        pasts = load_conversations(Path(folder), most)
        play(self._desk, self._perform, pasts)
        return {"conversations": len(pasts)}
