"""No test of this room asks a model beyond loopback."""

from collections.abc import AsyncIterator

import pydantic_ai.models
import pytest

from tests.agent.model_server import ModelServer, serving

pydantic_ai.models.ALLOW_MODEL_REQUESTS = False


@pytest.fixture
async def model_server() -> AsyncIterator[ModelServer]:
    """A stand-in for a model's host; only here real model classes may send."""
    with pydantic_ai.models.override_allow_model_requests(allow_model_requests=True):
        async with serving() as server:
            yield server
