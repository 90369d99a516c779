"""Pictures are read by the model that answers, and only where the setting says so."""

import pydantic_ai.models
import pytest
from pydantic_ai.models.test import TestModel

from frontmate.agent import ModelEngine, PictureReader
from frontmate.app import Options, build
from frontmate.app.minds import pictures_of
from frontmate.app.probing import probes_of
from frontmate.settings import read_settings
from tests.agent.model_server import Raw, Step, Writes, serving

MODEL = {"FRONTMATE_MODEL": "small:7b", "FRONTMATE_MODEL_URL": "http://127.0.0.1:1/v1"}
YES = {"FRONTMATE_MODEL_PICTURES": "yes"}


def test_pictures_are_read_by_the_engines_own_model_and_its_tokens_told_with_the_engines() -> None:
    used: list[tuple[int, int]] = []
    engine = ModelEngine(TestModel(), on_usage=lambda read, wrote: used.append((read, wrote)))
    assert pictures_of(read_settings(MODEL), engine) is None
    reader = pictures_of(read_settings(MODEL | YES), engine)
    assert reader is not None
    assert reader.model is engine.model
    reader.on_usage(7, 3)
    assert used == [(7, 3)]


async def test_what_reads_pictures_reaches_the_loop(database_url: str) -> None:
    plain = Options("http://127.0.0.1:1", "a-cookie-key-for-tests")
    async with build(database_url, [], plain) as app:
        assert app.shell.see is None
    reader = PictureReader(TestModel(custom_output_text="Error E42"))
    seeing = Options("http://127.0.0.1:1", "a-cookie-key-for-tests", pictures=reader)
    async with build(database_url, [], seeing) as app:
        assert app.shell.see is not None
        assert await app.shell.see(b"\xff\xd8\xff") == "Error E42"


@pytest.mark.parametrize(
    ("step", "says"),
    [
        (Writes("Error 42: the lamp is offline"), None),
        (Raw(400, '{"error": {"message": "no images"}}'), "refuses the request (status 400)"),
    ],
    ids=["takes pictures", "takes none"],
)
async def test_the_examination_shows_the_model_a_picture(step: Step, says: str | None) -> None:
    with pydantic_ai.models.override_allow_model_requests(allow_model_requests=True):
        async with serving() as server:
            server.script = [step]
            settings = MODEL | YES | {"FRONTMATE_MODEL_URL": f"{server.url}/v1"}
            probe = probes_of(read_settings(settings)).pictures
            assert probe is not None
            told = await probe()
    assert (says is None) == (told is None)
    assert says is None or says in str(told)
    assert "image/jpeg" in str(server.requests[0]["body"])


@pytest.mark.parametrize("settings", [{}, MODEL])
def test_without_the_setting_the_examination_shows_it_none(settings: dict[str, str]) -> None:
    assert probes_of(read_settings(settings)).pictures is None
