"""A question's vector: asked for once, and not at all while the encoder is out of reach."""

import hashlib
import logging
import time
from collections import OrderedDict
from collections.abc import Callable

from frontmate.knowledge.encoder import Encoder, EncoderFailed

_REMEMBERED = 256
_RESTS = 30.0
"""Seconds without a further try after a failure: a letter asks many times, and words answer."""

_log = logging.getLogger(__name__)


class QuestionVectors:
    """`clock` gives seconds."""

    def __init__(self, encoder: Encoder, *, clock: Callable[[], float] = time.monotonic) -> None:
        self._encoder = encoder
        self._clock = clock
        self._rests_until = float("-inf")
        # By the words' hash, so that no customer's words are kept in memory.
        self._known: OrderedDict[bytes, bytes] = OrderedDict()

    async def get(self, question: str) -> bytes | None:
        """None where no vector can be had now; never raises."""
        key = hashlib.sha256(question.encode("utf-8", "surrogatepass")).digest()
        if key in self._known:
            self._known.move_to_end(key)
            return self._known[key]
        if self._clock() < self._rests_until:
            return None
        try:
            (vector,) = await self._encoder.queries([question])
        except EncoderFailed as failure:
            _log.warning("questions are answered by their words alone for a while: %s", failure)
            self._rests_until = self._clock() + _RESTS
            return None
        self._known[key] = vector
        if len(self._known) > _REMEMBERED:
            self._known.popitem(last=False)
        return vector
