"""What only the composition root can try out for `doctor`: the model, the encoder, the vectors."""

import asyncio
import io
import logging
from functools import partial

from frontmate.agent import Unseen, explain
from frontmate.app.databases import existing_database
from frontmate.app.library import Library
from frontmate.app.minds import close_engine, open_encoder_of, open_engine_of, pictures_of
from frontmate.knowledge import (
    Article,
    EncoderFailed,
    EncoderUnavailable,
    Search,
    split,
)
from frontmate.settings import Settings
from frontmate.setup import Probes
from frontmate.store import open_engine

log = logging.getLogger(__name__)

_WORDS = "Where is my order?"
_ARTICLE = split(
    Article(
        key="probe",
        title="Where is my order?",
        locale="en",
        public=True,
        body="Your order is on the page My orders.",
        url=None,
        version="1",
    )
)


def probes_of(settings: Settings, database: str | None = None) -> Probes:
    """Each returns None when all is well, else a sentence. `database` is the URL of the one in
    use, where that is known already."""

    async def model() -> str | None:
        problems: list[str] = []
        # Asked as for a customer, with one harmless article: what answers there answers here.
        engine = open_engine_of(settings, problems.append)
        try:
            await explain(_WORDS, Search(_ARTICLE), engine)
        finally:
            await close_engine(engine)
        return problems[0] if problems else None

    async def encoder() -> str | None:
        try:
            opened, problem = await asyncio.to_thread(open_encoder_of, settings)
            if opened is not None:
                await opened.queries([_WORDS])
                await opened.close()
        except (EncoderUnavailable, EncoderFailed) as error:
            return str(error)
        return problem

    async def vectors(connection: str) -> str | None:
        return await _missing_vectors(settings, database, connection)

    given, uses_encoder = settings.model, settings.encoder.kind != "none"
    return Probes(
        model=None if given is None else model,
        pictures=partial(_unread, settings) if given is not None and given.pictures else None,
        encoder=encoder if uses_encoder else None,
        vectors=vectors if uses_encoder else None,
    )


async def _unread(settings: Settings) -> str | None:
    """Why the model does not read a picture: it is shown one of ours."""
    engine = open_engine_of(settings)
    try:
        reader = pictures_of(settings, engine)
        seen = "" if reader is None else await reader.read(_a_picture())
    finally:
        await close_engine(engine)
    return seen.why if isinstance(seen, Unseen) else None


def _a_picture() -> bytes:
    from PIL import Image, ImageDraw  # noqa: PLC0415 - only here, and nobody else's bytes

    picture = Image.new("RGB", (240, 80), "white")
    ImageDraw.Draw(picture).text((20, 30), "Error 42: the lamp is offline", fill="black")
    written = io.BytesIO()
    picture.save(written, "JPEG")
    return written.getvalue()


async def _missing_vectors(settings: Settings, known: str | None, connection: str) -> str | None:
    try:
        encoder, _ = await asyncio.to_thread(open_encoder_of, settings)
    except EncoderUnavailable:
        return None  # the encoder's own check says it
    if encoder is None:
        return None
    if known is None:
        known = await asyncio.to_thread(existing_database, settings)
    engine = open_engine(known, pool_size=1)
    library = Library(engine, encoder)
    try:
        filled = await library.progress(connection)
    finally:
        await library.close()
        await engine.dispose()
    if filled is None or filled.done == filled.total:
        return None
    told = f"{filled.total - filled.done} of {filled.total} pieces of the help centers"
    return f"{told} have no vector yet{filled.pace and ': ' + filled.pace}"
